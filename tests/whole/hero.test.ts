import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openHandSql, type HandSql } from '../../bench/hand-sql/hand-sql.ts';
import { canonicalId } from '../../bench/hand-sql/stored-values.ts';
import type { Demo } from '../../cli/start-demo.ts';
import { databaseUrls } from '../../demo/prepare-departments.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { cityFolder } from '../city.ts';
import { startCityDemo } from './city-demo.ts';
import { ask, askHero, heroId, signedIn, withoutCursors } from './hero.ts';
import { openPeople, type CallerFit, type DepartmentName, type People } from './people.ts';

/** The SQL by hand is MariaDB's own. */
const isHere = await mariadbIsHere('the hero beside SQL by hand');
const describeByHand = isHere ? describe : describe.skip;

let demo: Demo;
let byHand: HandSql;
let people: People;
let official: Readonly<Record<string, string>>;

beforeAll(async () => {
  if (!isHere) return;
  demo = await startCityDemo({ mariadb: true });
  official = signedIn(await demo.token('official'));
  byHand = openHandSql(databaseUrls(demo.departments));
  people = openPeople(demo.departments);
  // A first answer may be late on a machine that is busy.
  await until('the hero is answered', async () => (await askHero(demo.url, official)).body.errors === undefined);
});
afterAll(async () => {
  if (!isHere) return;
  await Promise.all([byHand.close(), people.close()]);
  await demo.close();
});

async function expectByHand(id: string): Promise<void> {
  const answer = await askHero(demo.url, official, id);
  const expected = await byHand.hero(id);
  expect(answer.body.errors).toBeUndefined();
  expect(answer.status).toBe(200);
  expect(withoutCursors(answer.body.data)).toEqual(withoutCursors(expected));
  // The same again with the order of the keys.
  expect(JSON.stringify(withoutCursors(answer.body.data))).toBe(JSON.stringify(withoutCursors(expected)));
}

describeByHand('the hero', () => {
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
      businesses: { nodes: [{ role: 'SHAREHOLDER' }, { role: 'SUPERVISOR' }], totalCount: 2 },
      cases: { nodes: [{ status: 'ACCEPTED' }, { status: 'CLOSED', stages: { totalCount: 4 } }], totalCount: 4 },
      contacts: { totalCount: 10 },
      feedback: { totalCount: 3 },
    });
    expect(body.data.citizen.benefits.nodes).toHaveLength(2);
    const owners = body.data.citizen.contacts.nodes.map(({ id }: { id: string }) => id.split(':')[0]);
    expect(new Set(owners)).toEqual(new Set(['approvals', 'hotline']));
  });

  test.each([
    ['fifteen digits', '110105491231002'],
    ['a lower-case x', '11010519491231002x'],
    ['blanks around', `  ${heroId} `],
  ])('is found by an id with %s', async (_form, id) => {
    const answer = await askHero(demo.url, official, id);
    expect(answer.text).toBe((await askHero(demo.url, official)).text);
  });

  test('her contacts go on where the page ended, to the last, whoever has them', async () => {
    const query = `query ($after: String) { citizen(id: "${heroId}") { contacts(first: 3, after: $after) { nodes { id at } totalCount pageInfo { hasNextPage endCursor } } } }`;
    const moments: number[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { body } = await ask(demo.url, { query, variables: { after } }, official);
      const { nodes, pageInfo, totalCount } = body.data.citizen.contacts;
      expect(totalCount).toBe(10);
      moments.push(...nodes.map(({ at }: { at: string }) => Date.parse(at)));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(moments).toHaveLength(10);
    expect(moments).toEqual([...moments].sort((one, other) => other - one));
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

describeByHand('other citizens', () => {
  const registered: readonly (readonly [string, string])[] = [
    ['stored with 15 digits', 'length(sfzh) = 15'],
    ['stored with a lower-case x', `sfzh ~ 'x$'`],
    ['born on a blank day', `csrq = ''`],
    ['born on 30 February', `csrq LIKE '%0230'`],
    ['whose birth date has six digits', 'length(csrq) = 6'],
    ['with a gender code nobody knows', `xb NOT IN ('0', '1', '2', '9', '男', '女')`],
    ['with gender as text', `xb IN ('男', '女')`],
    ['without a name', `xm = '无'`],
    ['without a telephone', `lxdh IN ('', '无', '999')`],
    ['with a telephone in full-width digits', `lxdh ~ '[０-９]'`],
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
  const elsewhere: readonly (readonly [string, DepartmentName, string])[] = [
    ['with cases by 15 digits', 'approvals', 'sqr_zjhm FROM bj_basic WHERE CHAR_LENGTH(sqr_zjhm) = 15'],
    ['with cases by a lower-case x', 'approvals', `sqr_zjhm FROM bj_basic WHERE BINARY sqr_zjhm LIKE '%x'`],
    ['with a case whose status is text', 'approvals', `sqr_zjhm FROM bj_basic WHERE bjzt NOT REGEXP '^[0-9]+$'`],
    ['with a case that is not due', 'approvals', `sqr_zjhm FROM bj_basic WHERE CAST(cnbjsj AS CHAR) LIKE '0000%'`],
    ['with a case that was struck out', 'approvals', `sqr_zjhm FROM bj_basic WHERE zxbz <> 'N'`],
    ['with parts of a case elsewhere', 'approvals', `sqr_zjhm FROM bj_basic WHERE fbjbh <> ''`],
    ['who came to the hall', 'approvals', 'zjhm FROM qh_record'],
    ['with many cases', 'approvals', 'sqr_zjhm FROM bj_basic GROUP BY sqr_zjhm HAVING count(*) > 2'],
    ['with a business', 'market-regulation', 'ZJHM FROM QY_RYXX WHERE ZJHM IS NOT NULL'],
    ['with a business by 15 digits', 'market-regulation', 'ZJHM FROM QY_RYXX WHERE CHAR_LENGTH(ZJHM) = 15'],
    ['with a business by a lower-case x', 'market-regulation', `ZJHM FROM QY_RYXX WHERE BINARY ZJHM LIKE '%x'`],
    [
      'with a code in small letters',
      'market-regulation',
      `ZJHM FROM QY_RYXX WHERE ZJHM IS NOT NULL AND BINARY TYSHXYDM REGEXP '[a-z]'`,
    ],
    [
      'with a role as text',
      'market-regulation',
      `ZJHM FROM QY_RYXX WHERE ZJHM IS NOT NULL AND ZW NOT REGEXP '^[0-9]+$'`,
    ],
    [
      'with a role since eight digits',
      'market-regulation',
      `ZJHM FROM QY_RYXX WHERE ZJHM IS NOT NULL AND RZRQ REGEXP '^[0-9]{8}$'`,
    ],
    ['with orders by id', 'hotline', `sfzh FROM t_gd_gdxx WHERE sfzh <> ''`],
    ['with orders by 15 digits', 'hotline', 'sfzh FROM t_gd_gdxx WHERE length(sfzh) = 15'],
    ['with ratings', 'hotline', `g.sfzh FROM t_gd_gdxx g JOIN t_hf_mydpj USING (gdbh) WHERE g.sfzh <> ''`],
    [
      'with orders rated twice',
      'hotline',
      `g.sfzh FROM t_gd_gdxx g JOIN t_hf_mydpj USING (gdbh) WHERE g.sfzh <> '' GROUP BY g.sfzh, gdbh HAVING count(*) > 1`,
    ],
    ['who called under 15 digits', 'hotline', 'sfzh FROM t_lx_lxjl WHERE length(sfzh) = 15'],
    ['with contributions by 15 digits', 'social-insurance', 'sfzhm FROM grjfmx WHERE length(sfzhm) = 15'],
    [
      'insured with a date of no calendar',
      'social-insurance',
      `BTJC02003 FROM CBRYXX WHERE cbrq IN ('1900-01-01', '9999-12-31')`,
    ],
    [
      'with a benefit nobody’s dictionary knows',
      'social-insurance',
      `sfzhm FROM dyffxx WHERE dyzt NOT IN ('A', 'P', 'S', 'R')`,
    ],
  ];

  async function expectAllByHand(ids: readonly string[]): Promise<void> {
    expect(ids).not.toEqual([]);
    for (const id of new Set(ids.flatMap((each) => [canonicalId(each), each]))) await expectByHand(id);
  }

  test.each(registered)('%s are answered as by hand', async (_what, condition) =>
    expectAllByHand(await people.ids('civil-registry', `sfzh FROM t_ry_jbxx p WHERE ${condition}`)),
  );

  test.each(elsewhere)('%s are answered as by hand (%s)', async (_what, department, from) =>
    expectAllByHand(await people.ids(department, from)),
  );

  test('known everywhere are answered as by hand', async () => {
    const everywhere = [
      ['civil-registry', `sfzh FROM t_ry_jbxx WHERE scbz = '0'`],
      ['approvals', 'sqr_zjhm FROM bj_basic'],
      ['market-regulation', 'ZJHM FROM QY_RYXX WHERE ZJHM IS NOT NULL'],
      ['social-insurance', 'BTJC02003 FROM CBRYXX'],
      ['hotline', `sfzh FROM t_lx_lxjl WHERE sfzh <> ''`],
    ] as const;
    await expectAllByHand((await people.known(...everywhere)).slice(0, 12));
  });

  test.each<[CallerFit, boolean]>([
    ['number and name', true],
    ['number alone', false],
    ['name alone', false],
  ])('whose %s an order without an id has: is it theirs? %s', async (fit, isTheirs) => {
    const ids = (await people.callers(fit)).slice(0, 6);
    await expectAllByHand(ids);
    const query = 'query ($id: ID!) { citizen(id: $id) { hotlineOrdersByPhone { totalCount nodes { callerId } } } }';
    const counts = await Promise.all(
      ids.map(async (id) => {
        const { body } = await ask(demo.url, { query, variables: { id } }, official);
        return body.data.citizen.hotlineOrdersByPhone.totalCount > 0;
      }),
    );
    expect(counts).toContain(isTheirs);
    if (isTheirs) expect(counts).not.toContain(false);
  });

  test.each([
    ['nobody holds', '990102199001010018'],
    ['has a wrong check character', '110105194912310021'],
    ['is no id at all', 'x’; DROP TABLE t'],
    ['is empty', ''],
  ])('an id that %s is a stub without an error', (_what, id) => expectByHand(id));
});

describeByHand('the graph’s own feedback', () => {
  const submit = 'mutation ($input: SubmitFeedbackInput!) { submitFeedback(input: $input) { id } }';
  const rate = 'mutation ($input: RateCaseInput!) { rateCase(input: $input) { id } }';

  test('is in the list beside the hotline’s, as by hand', async () => {
    const before = (await askHero(demo.url, official)).body.data.citizen.feedback;
    const citizen = signedIn(await demo.token('citizen', heroId));
    const input = { kind: 'PRAISE', title: '窗口服务很耐心', idempotencyKey: randomUUID() };
    const submitted = await ask(demo.url, { query: submit, variables: { input } }, citizen);
    expect(submitted.body.errors).toBeUndefined();
    await expectByHand(heroId);
    const [{ caseNumber: caseId }] = (await askHero(demo.url, official)).body.data.citizen.cases.nodes.slice(1);
    const rating = { caseId, level: 'DISSATISFIED', idempotencyKey: randomUUID() };
    const rated = await ask(demo.url, { query: rate, variables: { input: rating } }, citizen);
    expect(rated.body.errors).toBeUndefined();
    await expectByHand(heroId);
    const { feedback } = (await askHero(demo.url, official)).body.data.citizen;
    expect(feedback.totalCount).toBe(Number(before.totalCount) + 2);
    expect(feedback.nodes).toMatchObject([
      { id: rated.body.data.rateCase.id, kind: 'COMPLAINT', rating: { score: 2 } },
      { id: submitted.body.data.submitFeedback.id, kind: 'PRAISE', rating: null },
      ...before.nodes.slice(0, 2),
    ]);
  });
});

(isHere ? test : test.skip)(
  'a value that can’t be read is null, and the log says so without saying whose',
  async () => {
    const unreadable = "csrq LIKE '%0230' AND scbz = '0' AND length(trim(sfzh)) = 18";
    const [id = ''] = await people.ids('civil-registry', `sfzh FROM t_ry_jbxx WHERE ${unreadable}`, 1);
    const { body } = await askHero(demo.url, official, id);
    expect(body.data.citizen).toMatchObject({ dateOfBirth: null });
    const logged = () => readFileSync(path.join(cityFolder, 'gateway.log'), 'utf8');
    const wanted = '"type":"Citizen","field":"dateOfBirth","reason":"UNREADABLE_VALUE"';
    for (let tries = 0; tries < 50 && !logged().includes(wanted); tries += 1) await setTimeout(100);
    expect(logged()).toContain(wanted);
    expect(logged()).not.toContain(id);
  },
);
