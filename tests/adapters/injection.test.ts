import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Database from 'libsql';
import { asCitizen, entitiesQuery, type Question } from './fixtures/ask.ts';
import { openCounted, type CountedDepartment } from './fixtures/counted-fetch.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { testMariadb, withClient, withMariadb } from './fixtures/engine.ts';

let mini: MiniDepartment;
const counted: Partial<Record<(typeof dialects)[number], CountedDepartment>> = {};
beforeAll(async () => {
  mini = await openMiniDepartment(40);
  for (const name of dialects) counted[name] = await openCounted(mini.urls[name]);
});
afterAll(async () => {
  for (const name of dialects) await counted[name]?.close();
  await mini.close();
});

const classics = [
  "' OR '1'='1",
  "'; DROP TABLE t_ry; --",
  '" OR ""="',
  '1); DELETE FROM t_ry WHERE (1=1',
  "\\'; SELECT pg_sleep(10); --",
  '$1',
  '?',
  ':id',
  '/*',
  '--',
  '{1,2}',
  'NULL',
  '%',
  "x' || (SELECT password FROM users) || '",
  '\0',
  '110105\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202e',
  'ｆｕｌｌ',
  '[]',
  '{"a":1}',
  '"',
  '\\',
  '\n\r\t',
  '9'.repeat(500),
  '-',
  '1e999',
  'NaN',
  'Infinity',
  '0x1F',
  'true',
];

/** A lone surrogate can’t be written in a document. */
const canStand = (place: string, text: string) =>
  !place.startsWith('a literal') || Buffer.from(text).toString() === text;

/** Every place a text of a request can go. */
const places: Readonly<Record<string, (text: string) => Question>> = {
  'an argument': (text) => ({
    query:
      'query ($id: ID!) { unit(id: $id) { id } citizen(id: $id) { id } household(id: $id) { id } payment(id: $id) { id } }',
    variables: { id: text },
  }),
  'a literal': (text) => ({ query: `{ unit(id: ${JSON.stringify(text)}) { id } }` }),
  'an enum-ish argument': (text) => ({
    query: `query ($m: PartialDate!) { paymentOf(citizenId: "x", month: $m) { id } }`,
    variables: { m: text },
  }),
  'an entity’s key': (text) => ({
    query: entitiesQuery(
      '... on Citizen { id household { id } } ... on Household { id } ... on Payment { id } ... on Applicant { id notes { nodes { id } } }',
    ),
    representations: [
      ...['Citizen', 'Household', 'Payment', 'Applicant', 'Nothing', text].map((__typename) => ({
        __typename,
        id: text,
      })),
      { __typename: 'Payment', citizenId: text, month: text },
      { __typename: 'Payment', id: `${text}:${text}` },
    ],
  }),
  'a filter': (text) => ({
    query: `query ($s: String!, $id: ID!, $many: [String!], $ids: [ID!]) {
      a: citizens(where: {fullName: {eq: $s}}) { nodes { id } totalCount } b: citizens(where: {fullName: {ne: $s}}) { nodes { id } }
      c: citizens(where: {fullName: {in: $many}}) { nodes { id } } d: citizens(where: {fullName: {contains: $s}}) { nodes { id } }
      e: citizens(where: {fullName: {startsWith: $s}}) { nodes { id } } f: citizens(where: {fullName: {between: {from: $s, to: $s}}}) { nodes { id } }
      g: citizens(where: {id: {eq: $id}}) { nodes { id } } h: citizens(where: {id: {in: $ids}, unitName: {gt: $s}}) { nodes { id } }
      i: households(where: {id: {eq: $id}, members: {some: {id: {eq: $id}}}}) { nodes { id } }
      j: unitsAggregate(where: {name: {lt: $s}}, groupBy: [{name: VALUE}]) { count key { name } } }`,
    variables: { s: text, id: text, many: [text, 'x', text], ids: [text] },
  }),
  'a literal in a filter': (text) => ({
    query: `{ citizens(where: {or: [{fullName: {contains: ${JSON.stringify(text)}}}, {id: {eq: ${JSON.stringify(text)}}}]}) { nodes { id } } }`,
  }),
  'the caller': (text) => ({ query: '{ citizens { nodes { id } } }', request: asCitizen(text) }),
};

describe.each(dialects)('a text of a request never becomes SQL on %s', (name) => {
  /** Texts are the plan's, whatever is asked with them; errors have codes and no driver's words. */
  const check = async (place: (text: string) => Question, text: string, usual: ReadonlySet<string>) => {
    const result = await counted[name]?.ask(place(text));
    for (const sent of result?.sent ?? []) expect(usual).toContain(sent.text);
    for (const { code } of result?.answer.errors ?? []) expect([text, code]).toEqual([text, 'FORBIDDEN_RECORD']);
  };

  test.each(Object.keys(places))('as %s', async (which) => {
    const place = places[which] ?? (() => ({ query: '{ __typename }' }));
    const usual = new Set<string>();
    for (const harmless of ['110000', '9007199254740995', 'x:202401', '0:202401'])
      for (const { text } of (await counted[name]?.ask(place(harmless)))?.sent ?? []) usual.add(text);
    for (const classic of classics) if (canStand(which, classic)) await check(place, classic, usual);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (text) => {
        if (canStand(which, text)) await check(place, text, usual);
      }),
      { numRuns: 25, seed: 11 },
    );
  });

  test('as a cursor', async () => {
    const list = 'query ($after: String) { citizens(after: $after) { nodes { id } } }';
    for (const after of classics) {
      const result = await counted[name]?.ask({ query: list, variables: { after } });
      expect(result?.sent).toEqual([]);
      expect(result?.answer.errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
    }
  });

  test('as a value of another kind than the schema’s', async () => {
    for (const value of [{ a: 1 }, [1], true, 7, 1.5, null, { toString: 'x' }, []]) {
      const result = await counted[name]?.ask({
        query: `query ($representations: [_Any!]!, $v: ID!, $n: Int, $after: String) { _entities(representations: $representations) { ... on Citizen { id } ... on Household { id } ... on Applicant { id } } unit(id: $v) { id } citizens(first: $n, after: $after) { nodes { id } } }`,
        variables: { v: value, n: value, after: value },
        representations: ['Citizen', 'Household', 'Applicant'].map((__typename) => ({ __typename, id: value })),
      });
      for (const { code } of result?.answer.errors ?? [])
        expect(['LIST_LIMIT_EXCEEDED', 'CURSOR_INVALID']).toContain(code);
      if (typeof value !== 'number') expect(result?.answer.data).toMatchObject({ _entities: [null, null, null], unit: null }); // prettier-ignore
    }
  });

  test('a key cut off at a NUL finds nobody', async () => {
    const result = await counted[name]?.ask({
      query: entitiesQuery('... on Unit { id }'),
      representations: ['110000\0', '110000\0\0x', '110000'].map((id) => ({ __typename: 'Unit', id })),
    });
    expect(result?.answer.data).toEqual({ _entities: [null, null, { id: '110000' }] });
  });
});

describe('the accounts and URLs the adapters use', () => {
  test('are refused a write by PostgreSQL', async () => {
    await withClient(mini.urls.postgres, async (client) => {
      await client.query('SET default_transaction_read_only = off');
      for (const text of [
        `UPDATE t_ry SET xm = ''`,
        'DELETE FROM t_ry',
        'CREATE TABLE x (a int)',
        'DROP TABLE t_ry',
        'TRUNCATE t_ry',
      ])
        await expect(client.query(text)).rejects.toMatchObject({ code: '42501' });
    });
  });

  testMariadb('are refused a write by MariaDB', async () => {
    await withMariadb(mini.urls.mysql, async (connection) => {
      for (const text of [
        `UPDATE t_ry SET xm = ''`,
        'DELETE FROM t_ry',
        'CREATE TABLE x (a int)',
        'DROP TABLE t_ry',
        'TRUNCATE t_ry',
        `SELECT * FROM t_ry INTO OUTFILE '/tmp/onestop-people'`,
        `SELECT load_file('/etc/passwd') FROM mysql.user`,
      ])
        await expect(connection.execute(text)).rejects.toMatchObject({
          sqlState: expect.stringMatching(/^(42000|28000)$/),
        });
    });
  });

  test('are refused a write by the driver’s own session, whatever the account may do', async () => {
    const urls = [
      ...Object.values(mini.databases).map(({ ownerUrl }) => ownerUrl),
      ...dialects.map((name) => mini.urls[name]),
    ];
    for (const url of urls) {
      const { openDriver } = await import('../../adapters/database/open-driver.ts');
      const driver = openDriver({
        department: 'mini',
        url,
        pool: 1,
        queue: 1,
        statementTimeoutMs: 5000,
        onFailure: () => {},
      });
      for (const text of [
        `UPDATE t_ry SET xm = ''`,
        'DELETE FROM t_ry',
        'CREATE TABLE x (a integer)',
        'DROP TABLE t_ry',
      ])
        await expect(driver.query(text, [])).rejects.toMatchObject({ code: 'DEPARTMENT_ERROR' });
      expect(Number((await driver.query('SELECT count(*) FROM t_ry', []))[0]?.[0])).toBe(mini.rows.t_ry.length);
      await driver.close();
    }
  });

  test('nothing was changed by anything above', () => {
    const file = new Database(mini.urls.sqlite.slice('sqlite:'.length));
    expect(file.prepare('SELECT count(*) AS n FROM t_ry').get()).toMatchObject({ n: mini.rows.t_ry.length });
    file.close();
  });
});
