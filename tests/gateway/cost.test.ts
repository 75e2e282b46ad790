import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { loadSupergraph } from '../../gateway/composition/load-supergraph.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { createCostEstimator } from '../../gateway/planning/operation-cost.ts';
import { OperationRefused } from '../../gateway/planning/operation-refused.ts';
import { createOperationStore } from '../../gateway/planning/operation-store.ts';
import { defaultLimits } from '../../gateway/planning/operation-limits.ts';
import { openCity, official, type City } from './city.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", ${imports}])`;

const library = `
  ${link('{ name: "@cost", as: "@price" }, "@listSize"')}
  type Query {
    book: Book
    books(first: Int, last: Int): BookConnection
      @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)
    shelf(count: Int = 7): [Book] @listSize(slicingArguments: ["count"], requireOneSlicingArgument: false)
    strict(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    fixed: [Book] @listSize(assumedSize: 4)
    paged(first: Int): BookConnection
    loose: [Book]
    report: Int @price(weight: 50)
    search(filter: Filter, any: [Filter!], deep: Int @price(weight: 3)): Book
    thing: Thing
    works: Work
  }
  type Mutation { rename: Book }
  input Filter { title: String, and: [Filter!], dear: Int @price(weight: 9) }
  type BookConnection { nodes: [Book] edges: [BookEdge] pageInfo: PageInfo totalCount: Int }
  type BookEdge { node: Book }
  type PageInfo { hasNextPage: Boolean }
  type Book implements Work @key(fields: "id") { id: ID! title: String author: Author next: Book tags: [String] mood: Mood }
  type Author @price(weight: 5) { name: String }
  type Film implements Work @price(weight: 2) { title: String cast: [Author] @listSize(assumedSize: 3) }
  interface Work { title: String }
  union Thing = Book | Film
  enum Mood @price(weight: 2) { SAD GLAD }
`;

const composed = composeSubgraphs([{ name: 'library', sdl: parse(library) }]);
if (composed.kind === 'failed') throw new Error(JSON.stringify(composed.problems));
const { apiSchema: schema, costs: rules } = loadSupergraph(composed.supergraphSdl);
const operations = createOperationStore({ schema, limits: defaultLimits, introspection: true });
const estimate = createCostEstimator({ schema, rules, pageSize: 1_000 });
const costOf = (text: string, variables = {}): number => {
  const operation = operations.prepare(text, null);
  return estimate(operation, { ...variables, ...operation.literals });
};

describe('an operation costs', () => {
  test.each([
    ['a value nothing', '{ __typename }', 0],
    ['an object 1', '{ book { id title } }', 1],
    ['what @cost says of a type', '{ book { author { name } } }', 1 + 5],
    ['what @cost says of a field', '{ report }', 50],
    ['what @cost says of an enum', '{ book { mood } }', 1 + 2],
    ['a page as many items as asked for', '{ books(first: 3) { nodes { id } totalCount } }', 1 + 3],
    ['a page from the end', '{ books(last: 4) { nodes { id } } }', 1 + 4],
    ['of two sizes the larger', '{ books(first: 3, last: 4) { nodes { id } } }', 1 + 4],
    ['a page of the assumed size', '{ books { nodes { id } } }', 1 + 20],
    ['null as nothing said', '{ books(first: null) { nodes { id } } }', 1 + 20],
    [
      'what stands in a page, each time',
      '{ books(first: 3) { nodes { next { id } author { name } } } }',
      1 + 3 * (1 + 1 + 5),
    ],
    ['edges like nodes', '{ books(first: 3) { edges { node { id } } pageInfo { hasNextPage } } }', 1 + 3 * 2 + 1],
    [
      'pages in pages',
      '{ books(first: 3) { nodes { next { id } } } shelf(count: 5) { next { id } } }',
      1 + 3 * 2 + 5 * 2,
    ],
    ['the default of a slicing argument', '{ shelf { id } }', 7],
    ['a fixed size', '{ fixed { id } }', 4],
    ['a page that nobody describes, by first', '{ paged(first: 6) { nodes { id } } }', 1 + 6],
    ['a page of unknown size 10', '{ paged { nodes { id } } }', 1 + 10],
    ['a list of unknown size 10', '{ loose { id } }', 10],
    ['a list of values nothing', '{ book { tags } }', 1],
    ['no less by a negative page', '{ books(first: -5) { nodes { id } } }', 1],
    ['input objects 1 each', '{ search(filter: { title: "a", and: [{ title: "b" }, {}] }) { id } }', 1 + 3],
    ['weighed input', '{ search(any: [{ dear: 1 }], deep: 2) { id } }', 1 + 1 + 9 + 3],
    ['a fragment wherever it is spread', '{ a: book { ...F } b: book { ...F } } fragment F on Book { next { id } }', 4],
    [
      'a page’s fragment by the page',
      '{ a: books(first: 2) { ...P } b: books(first: 5) { ...P } } fragment P on BookConnection { nodes { id } }',
      2 + 7,
    ],
    ['of a union the dearest', '{ thing { ... on Book { next { id } } ... on Film { cast { name } } } }', 2 + 3 * 5],
    ['of an interface the dearest', '{ works { title ... on Book { next { next { id } } } } }', 2 + 2],
    ['nothing for what is skipped', '{ book @skip(if: true) { id } ... @include(if: false) { loose { id } } }', 0],
    ['a mutation 10 more', 'mutation { rename { id } }', 11],
  ])('%s: %s', (_what, text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  test('what its variables say, each time anew', () => {
    const text =
      'query ($n: Int, $all: Boolean = false, $f: Filter) { books(first: $n) { nodes { id next @include(if: $all) { id } } } search(filter: $f) { id } }';
    expect(costOf(text, { n: 5, all: false })).toBe(1 + 5 + 1);
    expect(costOf(text, { n: 50, all: true })).toBe(1 + 100 + 1);
    expect(costOf(text, { all: false, f: { and: [{}, { dear: 1 }] } })).toBe(1 + 20 + 1 + 3 + 9);
  });

  test('the same whatever it was asked with before', () => {
    const document = `query ($n: Int, $title: String, $dear: Int, $skip: Boolean!, $filter: Filter) {
      books(first: $n) { nodes { id author @skip(if: $skip) { name } } }
      a: search(filter: { title: $title, and: [{ dear: $dear }] }) { id }
      b: search(filter: $filter, deep: $dear) { id }
    }`;
    const text = fc.option(fc.constantFrom('', 'Emma', '3', 'null'));
    const count = fc.option(fc.integer({ min: 0, max: 3 }));
    const given = fc.record(
      {
        ...{ n: count, title: text, dear: count, skip: fc.boolean() },
        filter: fc.option(fc.record({ title: text, dear: count }, { requiredKeys: [] })),
      },
      { requiredKeys: ['skip'] },
    );
    const seen = new Set<number>();
    fc.assert(
      fc.property(given, (variables) => {
        const anew = createCostEstimator({ schema, rules, pageSize: 1_000 });
        const cost = costOf(document, variables);
        expect(cost).toBe(anew(operations.prepare(document, null), variables));
        seen.add(cost);
      }),
      { numRuns: 500 },
    );
    expect(seen.size).toBeGreaterThan(20);
  });

  test('no time, however often fragments spread one another', () => {
    const count = 400;
    const spreads = Array.from({ length: count }, (_, index) => {
      const body = index + 1 < count ? `...F${String(index + 1)} `.repeat(2) : 'book { id }';
      return `fragment F${String(index)} on Query { ${body} }`;
    });
    const document = parse(`{ ...F0 } ${spreads.join(' ')}`);
    const definition = document.definitions[0];
    if (definition?.kind !== 'OperationDefinition') throw new TypeError('no operation');
    expect(estimate({ definition, document, literals: {} }, {})).toBe(2 ** (count - 1));
  });
});

test.each([
  ['a page beyond all bounds', '{ books(first: 1001) { nodes { id } } }', 'LIST_LIMIT_EXCEEDED'],
  ['no slicing argument where one is wanted', '{ strict { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['two where one is wanted', '{ strict(first: 1, last: 1) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
])('%s is refused', (_what, text, code) => {
  let codes: readonly string[] = [];
  try {
    costOf(text);
  } catch (error) {
    if (error instanceof OperationRefused) codes = error.errors.map(({ extensions }) => extensions.code);
  }
  expect(codes).toEqual([code]);
});

describe('over HTTP', () => {
  let city: City;
  beforeAll(async () => {
    city = await openCity({ limits: { cost: 100 } });
  });
  afterAll(() => city.close());

  test.each([
    ['written out', '{ citizens(first: 50) { nodes { adminUnit { id } } } }', {}],
    ['by a variable', 'query ($n: Int) { citizens(first: $n) { nodes { adminUnit { id } } } }', { n: 50 }],
    [
      'in a fragment',
      '{ citizens(first: 50) { ...P } } fragment P on CitizenConnection { nodes { adminUnit { id } } }',
      {},
    ],
    ['by aliases', '{ a: citizens(first: 50) { nodes { id } } b: citizens(first: 50) { nodes { id } } }', {}],
  ])('what costs too much is refused before anybody is asked: %s', async (_what, query, variables) => {
    const answer = await city.ask(query, { variables, headers: official });
    expect(answer.status).toBe(400);
    expect(answer.body).not.toHaveProperty('data');
    const [{ message, extensions }] = answer.body.errors;
    expect(extensions).toEqual({ code: 'OPERATION_TOO_EXPENSIVE', cost: expect.any(Number), limit: 100 });
    expect(message).toBe(`The operation costs ${String(extensions.cost)}; 100 are allowed`);
  });

  test('what costs no more is answered, and its cost logged', async () => {
    const answer = await city.ask('{ citizens(first: 49) { nodes { adminUnit { id } } } }', { headers: official });
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.citizens.nodes).toHaveLength(3);
    expect(city.logs.at(-1)).toContain('"cost":99');
  });
});
