import { expect, test } from '@jest/globals';
import { openCity, type City } from './city.ts';
import { executableSubgraph } from './executable-subgraph.ts';

const things = () =>
  executableSubgraph({
    name: 'things',
    typeDefs: `
      type Query { t: T  j: I }
      type T { a: String  c: String  d: String  a_b: String  b_c: String }
      interface I { obj: O }
      type A implements I { obj: O  x: String }
      type O { a: Int  b: Int }
    `,
    resolvers: {
      Query: {
        t: () => ({ a: 'a', c: 'c', d: 'd', a_b: 'a_b', b_c: 'b_c' }),
        j: () => ({ __typename: 'A', obj: { a: 1, b: 2 }, x: 'x' }),
      },
    },
  });

const ask = async (query: string): Promise<string> => {
  const city: City = await openCity({ subgraphs: [things()] });
  const { text } = await city.ask(query);
  await city.close();
  return text;
};

test('two replaced aliases never meet in one name', async () => {
  expect(await ask('{ t { a_b: c  a: b_c  d } }')).toBe('{"data":{"t":{"a_b":"c","a":"b_c","d":"d"}}}');
});

test('an alias that shadows on one type only is replaced at every place of its key', async () => {
  expect(await ask('{ j { x: obj { a } ... on A { x: obj { b } } } }')).toBe('{"data":{"j":{"x":{"a":1,"b":2}}}}');
});
