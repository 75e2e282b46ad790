import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { engineNames, type EngineName } from '../../gateway/engine-names.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { broken, captureLogs } from '../gateway/city.ts';
import { executableSubgraph } from '../gateway/executable-subgraph.ts';

const people = executableSubgraph({
  name: 'people',
  typeDefs: `
    type Query { person: Person people: [Person] }
    type Mutation { rename: Renamed }
    type Renamed { isDone: Boolean query: Query }
    type Person @key(fields: "id") { id: ID! name: String tags: [[String!]!] friend: Person }`,
  resolvers: {
    Query: {
      person: () => ({ id: '1', name: 'a', tags: [['x'], []], friend: { id: '2', name: null } }),
      people: () => [{ id: '1', name: 'a' }, null, { id: '2', name: 'b' }, { id: '1', name: 'a' }],
    },
    Mutation: { rename: () => ({ isDone: true, query: {} }) },
  },
});

/** How many entities each fetch asked for. */
const asked: number[] = [];
const ages = executableSubgraph({
  name: 'ages',
  typeDefs: 'type Person @key(fields: "id") { id: ID! age: Int must: String! home: Home } type Home { city: String }',
  onRun: ({ representations }) => void asked.push(representations.length),
  resolvers: {
    Person: {
      __resolveReference: ({ id }: { readonly id: string }) => ({
        id,
        age: Number(id),
        must: 'm',
        home: { city: 'c' },
      }),
    },
  },
});

let gateway: Gateway;
const open = (subgraphs: readonly Subgraph[] = [people, ages], engine: EngineName = 'compiled') =>
  createGateway({ subgraphs, engine, account: async () => {}, logger: captureLogs().logger });
beforeAll(async () => {
  gateway = await open();
});
afterAll(() => gateway.close());

const ask = async (query: string, variables = {}) =>
  (await askPipeline(gateway, query, { variables, request: requestOf() })).json?.toString();

test.each<[string, string, string]>([
  [
    'aliases that objects know by nature',
    '{ person { constructor: age toString: name __proto__: id hasOwnProperty: friend { id } } }',
    '{"person":{"constructor":1,"toString":"a","__proto__":"1","hasOwnProperty":{"id":"2"}}}',
  ],
  [
    'aliases of a type’s other fields',
    '{ person { id: name name: id age friend { age: name home { city } } } }',
    '{"person":{"id":"a","name":"1","age":1,"friend":{"age":null,"home":{"city":"c"}}}}',
  ],
  [
    'fragments of one type that stand apart',
    '{ person { ... on Person { id } name ... on Person { age } tags } }',
    '{"person":{"id":"1","name":"a","age":1,"tags":[["x"],[]]}}',
  ],
  [
    'one field in two places',
    '{ person { friend { id } } ...F } fragment F on Query { person { friend { age } name } }',
    '{"person":{"friend":{"id":"2","age":2},"name":"a"}}',
  ],
  [
    'types under other names',
    '{ a: __typename person { b: __typename __typename } }',
    '{"a":"Query","person":{"b":"Person","__typename":"Person"}}',
  ],
  [
    'the schema beside data',
    '{ person { id } x: __type(name: "Home") { name fields { name } } ...S } fragment S on Query { __schema { mutationType { name } } }',
    '{"person":{"id":"1"},"x":{"name":"Home","fields":[{"name":"city"}]},"__schema":{"mutationType":{"name":"Mutation"}}}',
  ],
])('%s', async (_what, query, expected) => {
  expect(await ask(query)).toBe(expected);
});

test('what is left out is not asked for, and nothing stands in its place', async () => {
  const query =
    'query ($no: Boolean!, $yes: Boolean = true) { person { id @skip(if: $yes) age @include(if: $no) ...F @include(if: $yes) } } fragment F on Person { name home @skip(if: $yes) { city } }';
  expect(await ask(query, { no: false })).toBe('{"person":{"name":"a"}}');
  expect(await ask(query, { no: true, yes: false })).toBe('{"person":{"id":"1","age":1}}');
  expect(await ask('query ($no: Boolean!) { person { id @include(if: $no) } }', { no: false })).toBe('{"person":{}}');
  asked.length = 0;
  expect(await ask('query ($no: Boolean!) { person { name age @include(if: $no) } }', { no: false })).toBe(
    '{"person":{"name":"a"}}',
  );
  expect(asked).toEqual([]);
});

test.each(engineNames)('%s: an alias may be the name of a key that clients do not see', async (engine) => {
  const papers = executableSubgraph({
    name: 'papers',
    typeDefs:
      'type Query { paper: Paper } type Paper @key(fields: "secret") { secret: ID! @inaccessible label: String }',
    resolvers: { Query: { paper: () => ({ secret: '1', label: 'a' }) } },
  });
  const inks = executableSubgraph({
    name: 'inks',
    typeDefs: 'type Paper @key(fields: "secret") { secret: ID! @inaccessible ink: String }',
    resolvers: {
      Paper: { __resolveReference: ({ secret }: { readonly secret: string }) => ({ secret, ink: secret }) },
    },
  });
  const hidden = await open([papers, inks], engine);
  const { data } = await askPipeline(hidden, '{ paper { secret: label ink } }', { request: requestOf() });
  await hidden.close();
  expect(data).toEqual({ paper: { secret: 'a', ink: '1' } });
});

test('the schema is told where a mutation leads back to the query', async () => {
  const alone = await open([people]);
  const query = 'mutation { rename { isDone query { __schema { queryType { name } } } } }';
  const { json } = await askPipeline(alone, query, { request: requestOf() });
  await alone.close();
  expect(json?.toString()).toBe('{"rename":{"isDone":true,"query":{"__schema":{"queryType":{"name":"Query"}}}}}');
});

test('an entity that stands in several places is asked for once', async () => {
  asked.length = 0;
  expect(await ask('{ people { age home { city } } }')).toBe(
    '{"people":[{"age":1,"home":{"city":"c"}},null,{"age":2,"home":{"city":"c"}},{"age":1,"home":{"city":"c"}}]}',
  );
  expect(asked).toEqual([2]);
});

test('what is wrong with it is told of each of its places', async () => {
  const failing = broken(ages, async () => ({
    data: {
      _entities: [
        { __typename: 'Person', age: null },
        { __typename: 'Person', age: 2 },
      ],
    },
    errors: [{ path: ['_entities', 0, 'age'], code: 'FORBIDDEN_RECORD' }],
    ...{ subjects: [], findings: [], servedFrom: 'source', age: 0 },
  }));
  const other = await open([people, failing]);
  const { json, errors } = await askPipeline(other, '{ people { age } }', { request: requestOf() });
  await other.close();
  expect(json?.toString()).toBe('{"people":[{"age":null},null,{"age":2},{"age":null}]}');
  expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['people', 0, 'age'], 'FORBIDDEN_RECORD'],
    [['people', 3, 'age'], 'FORBIDDEN_RECORD'],
  ]);
});

test('who knows an interface as an object does not say what its objects are', async () => {
  const library = executableSubgraph({
    name: 'library',
    typeDefs: `
      type Query { book: Book }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }`,
    resolvers: { Query: { book: () => ({ id: '1', title: 't', pages: 3 }) } },
  });
  const stars = executableSubgraph({
    name: 'stars',
    typeDefs: 'type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }',
    resolvers: { Media: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, stars: Number(id) }) } },
  });
  const other = await open([library, stars]);
  const query =
    '{ book { __typename stars ... on Book { title } ...M } } fragment M on Media { ... on Book { pages } }';
  const { json, errors } = await askPipeline(other, query, { request: requestOf() });
  await other.close();
  expect(errors).toEqual([]);
  expect(json?.toString()).toBe('{"book":{"__typename":"Book","stars":1,"title":"t","pages":3}}');
});
