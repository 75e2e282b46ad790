import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { openHandSql, type HandSql } from '../../bench/hand-sql/hand-sql.ts';
import { canonicalId } from '../../bench/hand-sql/stored-values.ts';
import { explainOperation } from '../../cli/explain-operation.ts';
import { startDemo, type Demo } from '../../cli/start-demo.ts';
import { cityFolder, citySize } from '../city.ts';
import { ask, askHero, heroId, heroQuery, signedIn, withoutCursors } from './hero.ts';
import { silence } from './silence.ts';

let demo: Demo;
let byHand: HandSql;
let official: Readonly<Record<string, string>>;
let admin: pg.Pool;

beforeAll(async () => {
  demo = await startDemo({ port: 0, dataFolder: cityFolder, ...citySize, databases: {}, output: silence() });
  official = signedIn(await demo.token('official'));
  const { 'civil-registry': registry, 'social-insurance': insurance } = demo.departments.departments;
  byHand = openHandSql({ 'civil-registry': registry.url, 'social-insurance': insurance.url });
  admin = new pg.Pool({ connectionString: registry.url, max: 1 });
});
afterAll(async () => {
  await byHand.close();
  await admin.end();
  await demo.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** First stored ids of the people for whom the condition holds. */
const idsWhere = async (condition: string, count = 2): Promise<readonly string[]> => {
  const { rows } = await admin.query<{ sfzh: string }>(
    `SELECT sfzh FROM t_ry_jbxx p WHERE ${condition} ORDER BY sfzh LIMIT ${count}`,
  );
  return rows.map(({ sfzh }) => sfzh.trim());
};

async function expectByHand(id: string): Promise<void> {
  const answer = await askHero(demo.url, official, id);
  const expected = await byHand.hero(id);
  expect(answer.body.errors).toBeUndefined();
  expect(answer.status).toBe(200);
  expect(withoutCursors(answer.body.data)).toEqual(withoutCursors(expected));
  // The same again with the order of the keys.
  expect(JSON.stringify(withoutCursors(answer.body.data))).toBe(JSON.stringify(withoutCursors(expected)));
}

describe('the hero', () => {
  test('is answered as by hand, in full', async () => {
    await expectByHand(heroId);
    const { body } = await askHero(demo.url, official);
    expect(body.data.citizen).toMatchObject({
      id: heroId,
      fullName: '周桂兰',
      dateOfBirth: '1949-12-31',
      household: { type: 'FAMILY', members: { totalCount: 4 } },
      nameChanges: { nodes: [{ formerName: '周招弟', newName: '周桂兰' }] },
      insurance: { status: 'RECEIVING_BENEFIT', accountBalance: '18432.57' },
      contributions: { totalCount: 24, pageInfo: { hasNextPage: true } },
    });
    expect(body.data.citizen.benefits.nodes).toHaveLength(2);
  });

  test.each([
    ['fifteen digits', '110105491231002'],
    ['a lower-case x', '11010519491231002x'],
    ['blanks around', `  ${heroId} `],
  ])('is found by an id with %s', async (_form, id) => {
    const answer = await askHero(demo.url, official, id);
    expect(answer.text).toBe((await askHero(demo.url, official)).text);
  });

  test('her contributions go on where the page ended, to the last', async () => {
    const query = `query ($after: String) { citizen(id: "${heroId}") { contributions(first: 10, after: $after) { nodes { month } pageInfo { hasNextPage endCursor } } } }`;
    const months: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { body } = await ask(demo.url, { query, variables: { after } }, official);
      const { nodes, pageInfo } = body.data.citizen.contributions;
      months.push(...nodes.map(({ month }: { month: string }) => month));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(months).toHaveLength(24);
    expect(months).toEqual([...new Set(months)].sort().reverse());
  });
});

describe('other citizens', () => {
  const people: readonly (readonly [string, string])[] = [
    ['stored with 15 digits', 'length(sfzh) = 15'],
    ['stored with a lower-case x', `sfzh ~ 'x$'`],
    ['born on a blank day', `csrq = ''`],
    ['born on 30 February', `csrq LIKE '%0230'`],
    ['whose birth date has six digits', 'length(csrq) = 6'],
    ['with a gender code nobody knows', `xb NOT IN ('0', '1', '2', '9', '男', '女')`],
    ['with gender as text', `xb IN ('男', '女')`],
    ['without a name', `xm = '无'`],
    ['with a name beyond the basic plane', `xm ~ '[\\U00020000-\\U0003FFFF]'`],
    ['of a household that is not there', `hh LIKE 'HX%'`],
    ['soft-deleted', `scbz = '1'`],
    ['whose address has no post code', `dzbm IN (SELECT dzbm FROM t_dz_dzxx WHERE yzbm = '000000')`],
    ['of collective households', `hh IN (SELECT hh FROM t_hk_hjxx WHERE hklb = '2')`],
    ['who are dead', `sfzh IN (SELECT sfzh::bpchar FROM t_ry_swdj)`],
    ['who changed their name', `sfzh IN (SELECT sfzh FROM t_ry_bgxx WHERE bglx = 'XM')`],
    [
      'registered twice',
      `scbz = '0' AND length(sfzh) = 15 AND EXISTS (SELECT FROM t_ry_jbxx b WHERE b.scbz = '0' AND length(b.sfzh) = 18
        AND p.sfzh = (substr(b.sfzh, 1, 6) || substr(b.sfzh, 9, 9))::char(18))`,
    ],
    ['of all kinds', `hashtext(sfzh) % 97 = 0`],
  ];

  test.each(people)('%s are answered as by hand', async (_what, condition) => {
    const ids = await idsWhere(condition);
    expect(ids).not.toEqual([]);
    for (const id of ids) await expectByHand(canonicalId(id));
    for (const id of ids) await expectByHand(id);
  });

  test.each([
    ['nobody holds', '990102199001010018'],
    ['has a wrong check character', '110105194912310021'],
    ['is no id at all', 'x’; DROP TABLE t'],
    ['is empty', ''],
  ])('an id that %s is a stub without an error', (_what, id) => expectByHand(id));
});

describe('statements', () => {
  /** Texts that went to each department's engine meanwhile. */
  const listen = () => {
    const registry: string[] = [];
    const insurance: string[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the client below
    const { query } = pg.Client.prototype;
    jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
      const [first] = given;
      if (typeof first === 'object' && first !== null && 'text' in first) registry.push(String(first.text));
      return Reflect.apply(query, this, given);
    } as never);
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the worker below
    const { postMessage } = Worker.prototype;
    jest.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message: unknown) {
      if (typeof message === 'object' && message !== null && 'text' in message) insurance.push(String(message.text));
      postMessage.call(this, message);
    });
    return { registry, insurance };
  };

  const explained = async (text: string): Promise<Readonly<Record<string, number>>> => {
    const explanation = await explainOperation({
      text,
      operationName: null,
      dataFolder: cityFolder,
      environment: process.env,
    });
    const counts: Record<string, number> = {};
    for (const [, name = '', count] of explanation.matchAll(/^# ([\w-]+), .*: (\d+) statements?$/gm))
      counts[name] = (counts[name] ?? 0) + Number(count);
    return counts;
  };

  test('the hero costs what `explain` says, whoever is asked for', async () => {
    const expected = await explained(heroQuery);
    for (const id of [heroId, '440524188001010014', ...(await idsWhere('length(sfzh) = 15', 3))]) {
      await askHero(demo.url, official, id);
      const { registry, insurance } = listen();
      await askHero(demo.url, official, id);
      jest.restoreAllMocks();
      expect([id, registry.length, insurance.length]).toEqual([
        id,
        expected['civil-registry'],
        expected['social-insurance'],
      ]);
    }
    expect(expected).toMatchObject({ 'civil-registry': 4, 'social-insurance': 4 });
  });

  test('two citizens of a list cost as much as fifty, in the same words', async () => {
    const query = `query ($n: Int) { citizens(first: $n) { nodes { id fullName household { type members(first: 3) { nodes { fullName } totalCount } } insurance { status } contributions(first: 2) { nodes { month } totalCount } } } }`;
    const run = async (n: number) => {
      const { registry, insurance } = listen();
      const { body } = await ask(demo.url, { query, variables: { n } }, official);
      jest.restoreAllMocks();
      expect(body.errors).toBeUndefined();
      expect(body.data.citizens.nodes).toHaveLength(n);
      return { registry: registry.sort(), insurance: insurance.sort() };
    };
    await run(2);
    const few = await run(2);
    expect(await run(50)).toEqual(few);
    expect({ 'civil-registry': few.registry.length, 'social-insurance': few.insurance.length }).toEqual(
      Object.fromEntries(Object.entries(await explained(query)).filter(([name]) => name !== 'identity')),
    );
  });
});

test('a value that can’t be read is null, and the log says so without saying whose', async () => {
  const [id = ''] = await idsWhere("csrq LIKE '%0230' AND scbz = '0' AND length(trim(sfzh)) = 18", 1);
  const { body } = await askHero(demo.url, official, id);
  expect(body.data.citizen).toMatchObject({ dateOfBirth: null });
  const logged = () => readFileSync(path.join(cityFolder, 'gateway.log'), 'utf8');
  const wanted = '"type":"Citizen","field":"dateOfBirth","reason":"UNREADABLE_VALUE"';
  for (let tries = 0; tries < 50 && !logged().includes(wanted); tries += 1) await setTimeout(100);
  expect(logged()).toContain(wanted);
  expect(logged()).not.toContain(id);
});
