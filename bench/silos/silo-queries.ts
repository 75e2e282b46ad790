import type { Question } from '../load.ts';

/** A question to the silos, in GraphQL; `$id` is a citizen's number, or the one that a page comes after. */
export type SiloQuery = Question & { readonly name: SiloQueryName; readonly about: string };

export type SiloQueryName = 'Q1' | 'Q2' | 'Q3' | 'Q4' | 'Q5' | 'Q6' | 'Q7' | 'Q8';

const feedback = 'feedback { nodes { id rating text } }';
const cases = `cases { nodes { id status openedAt service { code name } ${feedback} } }`;
const after = 'where: { number: { gt: $id } }';
const person = 'id name birthDate gender address city';
const contact = 'postalCode phone email nationality';

export const citizenNumber = (place: number): string => `990000${String(place).padStart(12, '0')}`;

/** Pages of a thousand after these are whole, and all their feedback has a story. */
const storied = Array.from({ length: 1_000 }, (_, place) => citizenNumber(place));

/** Said with every remark, by hand as well. */
export const remark = { rating: 4, text: '窗口答复很快' } as const;

export const siloQueries: readonly SiloQuery[] = [
  {
    name: 'Q1',
    about: 'one citizen out of three silos',
    text: `query Q1($id: ID!) { resident(id: $id) { ${person} ${cases} } }`,
  },
  {
    name: 'Q2',
    about: 'fifty citizens out of three silos',
    text: `query Q2($id: String!) { residents(first: 50, ${after}) { nodes { id name city ${cases} } } }`,
  },
  {
    name: 'Q3',
    about: 'one citizen out of one silo',
    text: `query Q3($id: ID!) { resident(id: $id) { ${person} } }`,
  },
  {
    name: 'Q4',
    about: 'a thousand citizens out of one silo',
    text: `query Q4($id: String!) { residents(first: 1000, ${after}) { nodes { ${person} ${contact} } } }`,
  },
  {
    name: 'Q5',
    about: 'a thousand citizens out of three silos, 8 MB, one client',
    text: `query Q5($id: String!) { residents(first: 1000, ${after}) { nodes { ${person} ${contact} cases(first: 3) { nodes { id status openedAt service { code name } feedback(first: 2) { nodes { id rating text story } } } } } } }`,
    ids: storied,
    clients: 1,
  },
  {
    name: 'Q6',
    about: 'cases of fifty citizens as an interface of four types, two of them with fields of another silo',
    text: `query Q6($id: String!) { residents(first: 50, ${after}) { nodes { id name matters { nodes { __typename id openedAt service { name } ... on DecidedMatter { ${feedback} } ... on ClosedMatter { ${feedback} } } } } } }`,
  },
  {
    name: 'Q7',
    about: 'a row written into one silo, answered out of two others',
    text: `mutation Q7($id: ID!) { addRemark(residentId: $id, rating: ${remark.rating}, text: "${remark.text}") { id rating text resident { ${person} cases { nodes { id status } } } } }`,
    writes: true,
  },
  {
    name: 'Q8',
    about: 'Q1 as a document that was never seen before',
    text: '',
    cold: (serial) => {
      const alias = `name${serial}`;
      const text = `query Q8($id: ID!) { resident(id: $id) { ${person.replace('name', `${alias}: name`)} ${cases} } }`;
      return { name: 'Q8', text, alias };
    },
  },
];

export const siloQueryNames: readonly string[] = siloQueries.map(({ name }) => name);

/**
 * Each once, in their own order.
 * @throws {Error} for a name that no question has
 */
export function chosenNamed(names: readonly string[]): readonly SiloQuery[] {
  for (const name of names)
    if (!siloQueryNames.includes(name)) throw new Error(`there is no question ${name}: ${siloQueryNames.join(', ')}`);
  return siloQueries.filter(({ name }) => names.includes(name));
}

/** Citizens with feedback, the last pages' left out. */
const people = 40_000;

/** Numbers of citizens all over the 40,000 that have feedback, none twice, always the same. */
export const siloIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, place) => citizenNumber(1 + ((place * 15_485_863) % (people - 1_100))));
