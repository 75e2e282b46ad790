import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { warmUpObjects } from '../../schema/generated-code.ts';
import { requestOf } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(60);
});
afterAll(() => mini.close());

const query = `query ($n: Int) { citizens(first: $n) { edges { cursor node { __typename id fullName score badgeColour unitName
  constructor: fullName __proto__: id household { id head { id fullName } address { fullAddress } }
  notes(first: 2) { totalCount nodes { text id } pageInfo { hasNextPage } } payments(first: 3) { nodes { month amount id } } } } } }`;

test.each(dialects)('on %s the first objects of a plan are made like those after them', async (dialect) => {
  const prepared = mini.subgraphs[dialect].prepare({ document: parse(query) });
  const ask = async () => {
    const { data, errors, findings } = await prepared.run({ variables: { n: warmUpObjects - 4 }, representations: [], request: requestOf() }); // prettier-ignore
    return JSON.stringify({ data, errors, findings });
  };
  const first = await ask();
  const later = [await ask(), await ask(), await ask()];
  expect(first.length).toBeGreaterThan(5_000);
  expect(new Set(later)).toEqual(new Set([first]));
});

test.each(dialects)('on %s a variable may have a name that every object has', async (dialect) => {
  const document = parse('query ($__proto__: Int, $other: Int = 3) { citizens(first: $__proto__) { nodes { id } } }');
  const prepared = mini.subgraphs[dialect].prepare({ document });
  const variables = JSON.parse('{"__proto__": 2}') as Readonly<Record<string, unknown>>;
  const { data } = await prepared.run({ variables, representations: [], request: requestOf() });
  expect(data).toEqual({ citizens: { nodes: [{ id: expect.any(String) }, { id: expect.any(String) }] } });
});
