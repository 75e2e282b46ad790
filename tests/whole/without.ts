import { expect } from '@jest/globals';
import { ask, askHero, heroId, heroQuery, type Answer, type Json } from './hero.ts';

/** A department, or the system that keeps the graph's own feedback. */
export type Part = keyof typeof fieldsOf | 'hotline' | 'feedback';

/** The hero's fields that one department alone has. */
const fieldsOf = {
  'civil-registry': ['fullName', 'gender', 'dateOfBirth', 'domicile', 'household', 'nameChanges'],
  approvals: ['cases'],
  'market-regulation': ['businesses'],
  'social-insurance': ['insurance', 'contributions', 'benefits'],
} as const;

/** The hero's merged lists: each source, and everybody whom its rows depend on. */
const sourcesOf = {
  contacts: {
    counterVisits: ['approvals'],
    hotlineContacts: ['hotline'],
    hotlineContactsByPhone: ['hotline', 'civil-registry'],
  },
  feedback: {
    hotlineOrders: ['hotline'],
    hotlineOrdersByPhone: ['hotline', 'civil-registry'],
    portalFeedback: ['feedback'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly Part[]>>>>;

type ListName = keyof typeof sourcesOf;
const listNames = ['contacts', 'feedback'] as const satisfies readonly ListName[];

/** The hero as everybody answers together, and which source each row of a merged list is of. */
export type Whole = {
  readonly citizen: Json;
  /** All rows, as the hero query selects them. */
  readonly rows: Readonly<Record<ListName, readonly Json[]>>;
  readonly sourceOf: ReadonlyMap<string, readonly Part[]>;
};

type Headers = Readonly<Record<string, string>>;

export async function readWhole(url: string, headers: Headers): Promise<Whole> {
  const lists = Object.values(sourcesOf).flatMap((sources) => Object.entries<readonly Part[]>(sources));
  const bySource = lists.map(([name]) => `${name}(first: 100) { nodes { id } }`).join(' ');
  const query = `query ($id: ID!) { citizen(id: $id) { ${bySource} } }`;
  const [answer, longer, sources] = [
    await askHero(url, headers),
    await ask(url, { query: heroQuery.replaceAll('(first: 4)', '(first: 100)'), variables: { id: heroId } }, headers),
    await ask(url, { query, variables: { id: heroId } }, headers),
  ];
  for (const { body } of [answer, longer, sources]) expect(body.errors).toBeUndefined();
  const sourceOf = new Map<string, readonly Part[]>(
    lists.flatMap(([name, parts]) =>
      sources.body.data.citizen[name].nodes.map(({ id }: { readonly id: string }) => [id, parts] as const),
    ),
  );
  const { contacts, feedback } = longer.body.data.citizen;
  return { citizen: answer.body.data.citizen, rows: { contacts: contacts.nodes, feedback: feedback.nodes }, sourceOf };
}

/** What is left of the hero: the parts' own fields are null, merged lists keep the others' rows and have no total. */
export function without(whole: Whole, stopped: readonly Part[]): Json {
  const isLost = (parts: readonly Part[]): boolean => parts.some((part) => stopped.includes(part));
  const own = Object.entries(fieldsOf).flatMap(([part, fields]) => (stopped.includes(part as Part) ? fields : []));
  const nulls = Object.fromEntries(own.map((field) => [field, null]));
  const lists = listNames.map((name) => {
    const sources = Object.values<readonly Part[]>(sourcesOf[name]);
    const lost = sources.filter(isLost);
    if (lost.length === 0) return [name, whole.citizen[name]];
    if (lost.length === sources.length) return [name, null];
    const left = whole.rows[name].filter(({ id }) => !isLost(whole.sourceOf.get(id) ?? []));
    return [name, { nodes: left.slice(0, 4), totalCount: null }];
  });
  return { ...whole.citizen, ...nulls, ...Object.fromEntries(lists) };
}

/** What is left stands byte for byte as before, and one error names each part that is gone. */
export function expectWithout(
  whole: Whole,
  stopped: readonly Part[],
  answer: Answer,
  code: string | Readonly<Partial<Record<Part, string>>> = 'DEPARTMENT_UNAVAILABLE',
): void {
  const codeOf = (part: Part): string => (typeof code === 'string' ? code : (code[part] ?? 'DEPARTMENT_UNAVAILABLE'));
  expect(tellsOf(whole, stopped, answer)).toEqual([...stopped].sort().map((part) => [part, codeOf(part)]));
}

/** The same where parts hang: what waits for a connection that a hanging statement holds may be told it was busy. */
export function expectWithoutHung(whole: Whole, hung: readonly Part[], answer: Answer): void {
  const told = tellsOf(whole, hung, answer);
  const late = told.filter(([, code]) => code === 'DEPARTMENT_TIMEOUT');
  expect(late).toEqual([...hung].sort().map((part) => [part, 'DEPARTMENT_TIMEOUT']));
  const busy = told.filter(([, code]) => code === 'DEPARTMENT_BUSY').map(([part]) => part);
  expect(told).toHaveLength(late.length + busy.length);
  expect(hung).toEqual(expect.arrayContaining(busy));
}

/** Holds what is left against what there was. Department and code of each error, in order. */
function tellsOf(whole: Whole, stopped: readonly Part[], { status, body }: Answer): readonly (readonly string[])[] {
  expect(status).toBe(200);
  expect(body.data.citizen).toEqual(without(whole, stopped));
  expect(JSON.stringify(body.data.citizen)).toBe(JSON.stringify(without(whole, stopped)));
  const tells: [string, string][] = (body.errors ?? []).map(({ message, path, extensions }: Json) => {
    expect(message).toContain(extensions.department);
    expect(path[0]).toBe('citizen');
    return [extensions.department, extensions.code];
  });
  return tells.sort();
}

export const isWhole = ({ citizen }: Whole, { body }: Answer): boolean =>
  body.errors === undefined && JSON.stringify(body.data?.citizen) === JSON.stringify(citizen);

/** Whatever fell away while an answer was made: what it holds is right, and what it lacks is told of. */
export function expectPartOf(whole: Whole, parts: readonly Part[], { status, body }: Answer): void {
  expect(status).toBe(200);
  const told: readonly string[] = (body.errors ?? []).map((error: Json) => error.extensions.department);
  expect(parts).toEqual(expect.arrayContaining([...told]));
  if (told.length === 0) return expect(body.data.citizen).toEqual(whole.citizen);
  const { contacts, feedback, ...own } = body.data.citizen;
  const lost = fieldsLost(told);
  for (const [field, value] of Object.entries(own))
    expect(value).toEqual(lost.includes(field) ? asFarAsRead(value, whole.citizen[field]) : whole.citizen[field]);
  for (const [name, list] of Object.entries({ contacts, feedback }) as [ListName, Json][])
    for (const row of list?.nodes ?? []) expectRowOf(whole.rows[name], row);
}

const fieldsLost = (told: readonly string[]): readonly string[] =>
  Object.entries(fieldsOf).flatMap(([part, fields]) => (told.includes(part) ? [...fields] : []));

/** The whole value, with null wherever there is null in its place: who owns it may have gone after a part was read. */
function asFarAsRead(value: Json, whole: Json): Json {
  if (value === null || typeof value !== 'object' || typeof whole !== 'object' || whole === null)
    return value === null ? null : whole;
  if (Array.isArray(whole)) return whole.map((each, index) => asFarAsRead(value[index], each));
  return Object.fromEntries(Object.entries(whole).map(([field, each]) => [field, asFarAsRead(value[field], each)]));
}

/** Its owner may have gone after the row was found: then its other fields are null. */
function expectRowOf(rows: readonly Json[], row: Json): void {
  const known = rows.find(({ id }) => id === row.id);
  expect(known).toBeDefined();
  for (const [field, value] of Object.entries(row)) if (value !== null) expect(value).toEqual(known[field]);
}
