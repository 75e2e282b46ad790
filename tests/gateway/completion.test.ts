import { expect, test } from '@jest/globals';
import { broken, openCity } from './city.ts';
import { executableSubgraph } from './executable-subgraph.ts';

const things = () =>
  executableSubgraph({
    name: 'things',
    typeDefs: `
      type Query { must: String!  number: Int  colour: Colour  one: Named  list: [Item] }
      enum Colour { RED }
      interface Named { name: String }
      type Thing implements Named { name: String }
      type Item { id: ID  must: String! }
    `,
    resolvers: {},
  });

const answering = (data: unknown, errors: readonly unknown[] = []) =>
  broken(things(), async () => ({ data, errors, subjects: [], findings: [], servedFrom: 'source', age: 0 }));

test.each<[string, string, unknown, unknown, readonly unknown[]]>([
  ['null for a non-null field', '{ must }', { must: null }, null, ['must']],
  ['text for a number', '{ number }', { number: 'x' }, { number: null }, ['number']],
  ['no value of the enum', '{ colour }', { colour: 'BLUE' }, { colour: null }, ['colour']],
  ['no type of the schema', '{ one { name } }', { one: { __typename: 'No', name: 'x' } }, { one: null }, ['one']],
  [
    'a hole in a list',
    '{ list { id must } }',
    {
      list: [
        { id: '1', must: 'x' },
        { id: '2', must: null },
      ],
    },
    { list: [{ id: '1', must: 'x' }, null] },
    ['list', 1, 'must'],
  ],
])('%s is told, with its place', async (_name, query, given, data, path) => {
  const city = await openCity({ subgraphs: [answering(given)] });
  const { body } = await city.ask(query);
  expect(body).toEqual({
    data,
    errors: [
      {
        message: 'things gave an answer that does not fit its schema',
        path,
        extensions: { code: 'DEPARTMENT_ANSWER_INVALID', department: 'things' },
      },
    ],
  });
  await city.close();
});

test('a null that an error explains is not told again', async () => {
  const city = await openCity({
    subgraphs: [answering({ must: null }, [{ path: ['must'], code: 'DEPARTMENT_ERROR' }])],
  });
  const { body } = await city.ask('{ must }');
  expect(body.data).toBeNull();
  expect(body.errors.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual([
    'DEPARTMENT_ERROR',
  ]);
  await city.close();
});
