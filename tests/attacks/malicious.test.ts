import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../demo/population/random.ts';
import { hero, type Json } from '../gateway/city.ts';
import { kinds, maliceOf, tricks } from './malice.ts';
import { openSufferer, suffer, type Sufferer } from './suffer.ts';

let sufferer: Sufferer;
beforeAll(async () => {
  sufferer = await openSufferer();
});
afterAll(() => sufferer.close());

const notAsked = (body: Json): readonly string[] =>
  (body.errors ?? [])
    .filter(({ extensions }: Json) => extensions.code === 'DEPARTMENT_ANSWER_NOT_ASKED')
    .flatMap(({ path, extensions }: Json) => (extensions.paths ?? [path]).map((each: Json) => each.join('.')));
const all = {
  citizen: {
    ...{ id: hero, fullName: '李明', wages: 'own wages' },
    ...{ file: { id: `R-${hero}`, title: 'own title', citizenId: hero }, family: [{ id: hero }] },
  },
  records: {
    totalCount: 1,
    nodes: [{ id: `R-${hero}`, citizenId: hero, title: 'own title', holder: { id: hero } }],
  },
  notices: [
    { __typename: 'Letter', id: 'n1', text: 'dear', raw: { a: 1 } },
    { __typename: 'Call', id: 'n2', text: 'hello' },
  ],
  adminUnits: [{ id: '110105', name: '朝阳区', motto: 'motto of 110105' }, null, { id: '110106', name: '丰台区', motto: 'motto of 110106' }], // prettier-ignore
};

test('a department that does right is answered from, and is asked with a signature', async () => {
  expect((await sufferer.ask()).body).toEqual({ data: all });
  expect(sufferer.unsigned()).toBe(0);
});

describe('a department that answers with somebody else’s records', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['others under the asked ids', ['citizen.wages', 'records']],
    ['others under the asked ids, told', ['citizen.wages']],
    ['others’ values under their keys, told', ['citizen.wages']],
    ['others beside the citizen, told', ['citizen.wages']],
    ['others’ rows in a list', ['records']],
    ['rows of nobody, of whom nothing is told', ['records']],
    ['entities in another order', ['adminUnits.@.motto']],
  ];
  test.each(cases)('%s', async (kind, paths) => {
    sufferer.city.logs.length = 0;
    const { body } = await sufferer.ask(maliceOf(kind, createRandom(kind)));
    expect(notAsked(body)).toEqual(expect.arrayContaining([...paths]));
    expect(body.data.citizen).toMatchObject({ id: hero, fullName: '李明' });
    const line = sufferer.city.logs.find((each) => each.includes('records that were not asked for'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ department: 'records', level: 50 });
  });
});

test('an object that says it is of another type makes its answer one that can’t be believed', async () => {
  const { body } = await sufferer.ask({
    kind: 'answer',
    change: (answer) => {
      if (answer.data?.notices !== undefined) answer.data.notices[0].__typename = 'Citizen';
      return answer;
    },
  });
  expect(body.data).toEqual({ ...all, records: null, notices: null });
  expect(body.errors[0].extensions.code).toBe('DEPARTMENT_ANSWER_INVALID');
});

test('a hundred answers of one that means no good: nothing of others arrives, what others say does', async () => {
  expect(await suffer(sufferer, 4 * kinds.length, 'sample')).toEqual([]);
}, 120_000);

test('one that is not told who asks can give a citizen what hangs on their id, and no list of people', async () => {
  const foreign = await openSufferer({ sign: false });
  const { body } = await foreign.ask({ kind: 'answer', change: ({ data }) => ({ data }) });
  expect(body.data).toEqual({ ...all, records: null, notices: null }); // asked for by one fetch
  expect(notAsked(body)).toEqual(['records', 'notices']);
  const others = await foreign.ask({ kind: 'answer', change: (answer) => ({ data: (tricks['others under the asked ids']?.(answer, createRandom('')) as Json).data }) }); // prettier-ignore
  expect(others.body.data.citizen).toEqual({ ...all.citizen, wages: null, file: null, family: null });
  await foreign.close();
}, 60_000);
