/** A question to the silos, in GraphQL; `$id` is a citizen's number, or the one that a page comes after. */
export type SiloQuery = { readonly name: SiloQueryName; readonly text: string };

export type SiloQueryName = 'Q1' | 'Q2' | 'Q3' | 'Q4';

const cases = 'cases { nodes { id status openedAt service { code name } feedback { nodes { id rating text } } } }';
const after = 'where: { number: { gt: $id } }';

export const siloQueries: readonly SiloQuery[] = [
  // One citizen out of three silos.
  {
    name: 'Q1',
    text: `query Q1($id: ID!) { resident(id: $id) { id name birthDate gender address city ${cases} } }`,
  },
  // Fifty of them.
  { name: 'Q2', text: `query Q2($id: String!) { residents(first: 50, ${after}) { nodes { id name city ${cases} } } }` },
  // One out of one silo.
  { name: 'Q3', text: 'query Q3($id: ID!) { resident(id: $id) { id name birthDate gender address city } }' },
  // A thousand out of one silo.
  {
    name: 'Q4',
    text: `query Q4($id: String!) { residents(first: 1000, ${after}) { nodes { id name birthDate gender address city postalCode phone email nationality } } }`,
  },
];

/** Citizens with feedback, the last pages' left out. */
const people = 40_000;

/** Numbers of citizens all over the 40,000 that have feedback, none twice, always the same. */
export const siloIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, place) => citizenNumber(1 + ((place * 15_485_863) % (people - 1_100))));

export const citizenNumber = (place: number): string => `990000${String(place).padStart(12, '0')}`;
