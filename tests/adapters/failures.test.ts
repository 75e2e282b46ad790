import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { attachEngines } from '../../demo/engines/attach-engines.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { temporaryDataFolder, until } from '../demo/fixtures/temporary-data-folder.ts';
import { ask, requestOf, valueAt } from './fixtures/ask.ts';
import { createMariadbDatabase } from '../../demo/seed/mariadb-accounts.ts';
import { testMariadb, withClient, withMariadb } from './fixtures/engine.ts';
import { dialects } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const things = `type Query { things: ThingConnection @list(orderBy: ["id"]) }
  type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") name: String @column(name: "name") }`;
const create = 'CREATE TABLE things (id integer NOT NULL PRIMARY KEY, name varchar(20))';
const query = '{ things { nodes { name } } }';
const names = async (subgraph: Subgraph) => {
  const answer = await ask(subgraph, { query });
  return answer.data === null ? answer.errors[0]?.code : JSON.stringify(valueAt(answer, 'things', 'nodes'));
};
const [first, second] = ['[{"name":"first"}]', '[{"name":"second"}]'];

/** Never ends within a test's patience. */
const slow = {
  postgres: 'CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(20)::text AS name',
  sqlite: `CREATE VIEW slow AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000000)
    SELECT count(*) AS id, 'x' AS name FROM n AS a`,
  mysql: 'CREATE VIEW slow AS SELECT 1 AS id, sleep(20) AS name',
} as const;
const nowhere = {
  postgres: 'postgres://127.0.0.1:1/x',
  sqlite: 'sqlite:/nowhere/x.db',
  mysql: 'mysql://127.0.0.1:1/x',
} as const;
const slowSdl = (limits: string) =>
  `${smallSource(limits)} type Query { things: ThingConnection @list(orderBy: ["id"]) slow: SlowConnection @list(orderBy: ["id"]) }
  type Slow @key(fields: "id") @table(name: "slow") { id: ID! @column(name: "id") name: String @column(name: "name") }
  type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") name: String @column(name: "name") }`;
const slowQuery = '{ slow { nodes { name } } }';

describe.each(dialects)('on %s', (dialect) => {
  const openSlow = async (limits: string) =>
    small.open(
      dialect,
      slowSdl(limits),
      ...(dialect !== 'sqlite' ? ['DROP VIEW IF EXISTS slow', 'DROP TABLE IF EXISTS things'] : []),
      create,
      `INSERT INTO things VALUES (1, 'first')`,
      slow[dialect],
    );

  test('a statement that takes too long is given up, and the next ones answer at once', async () => {
    const subgraph = await openSlow('pool: 1, statementTimeout: "300ms"');
    expect(await names(subgraph)).toBe(first);
    const started = performance.now();
    const answer = await ask(subgraph, { query: slowQuery });
    expect(answer).toMatchObject({ data: null, errors: [{ path: [], code: 'DEPARTMENT_TIMEOUT' }] });
    expect(await names(subgraph)).toBe(first);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a full queue refuses, and what is in it is answered', async () => {
    const subgraph = await openSlow('pool: 1, queue: 2, statementTimeout: "600ms"');
    expect(await names(subgraph)).toBe(first);
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => (await ask(subgraph, { query: slowQuery })).errors[0]?.code),
    );
    expect(codes.filter((code) => code === 'DEPARTMENT_BUSY')).toHaveLength(3);
    expect(codes.filter((code) => code === 'DEPARTMENT_TIMEOUT').length).toBeGreaterThan(0);
    await until('it answers again', async () => (await names(subgraph)) === first);
    const many = await Promise.all(Array.from({ length: 3 }, () => names(subgraph)));
    expect(many).toEqual([first, first, first]);
  });

  test('a table that is missing is told without its name, logged with it, and found when it is made', async () => {
    const sdl = smallSource() + things.replaceAll('"things"', '"late_things"');
    const subgraph = await small.open(
      dialect,
      sdl,
      ...(dialect === 'sqlite' ? ['CREATE TABLE other (a integer)'] : []),
    );
    small.failures.length = 0;
    const answer = await ask(subgraph, { query });
    expect(answer).toMatchObject({ data: null, errors: [{ path: [], code: 'DEPARTMENT_ERROR' }] });
    expect(JSON.stringify(answer)).not.toContain('late_things');
    expect(small.failures.map(String).join()).toContain('late_things');
    if (dialect === 'sqlite') return;
    await small.on(dialect).run(create.replace('things', 'late_things'), `INSERT INTO late_things VALUES (1, 'first')`);
    expect(await names(subgraph)).toBe(first);
  });

  test('a column that goes away is told without the driver’s text', async () => {
    const sdl = smallSource() + things.replaceAll('"things"', '"changing"');
    const file = path.join(small.folder, 'changing.db');
    const made = create.replace('things', 'changing');
    if (dialect === 'sqlite') fillFile(file, made);
    const subgraph = dialect === 'sqlite' ? small.openAt(`sqlite:${file}`, sdl) : await small.open(dialect, sdl, made);
    expect(await names(subgraph)).toBe('[]');
    const rename = 'ALTER TABLE changing RENAME COLUMN name TO nombre';
    if (dialect === 'sqlite') fillFile(file, rename);
    else await small.on(dialect).run(rename);
    const answer = await ask(subgraph, { query });
    expect(answer.errors).toEqual([{ path: [], code: 'DEPARTMENT_ERROR', details: { department: 'small' } }]);
    expect(small.failures.map(messageOf).join()).toContain('name');
  });

  test('nobody is asked for a request that is over', async () => {
    const subgraph = await openSlow('pool: 1');
    const aborted = new AbortController();
    aborted.abort();
    for (const late of [{ deadline: Date.now() - 1 }, { signal: aborted.signal }]) {
      const answer = await ask(subgraph, { query, request: { ...requestOf(), ...late } });
      expect(answer.errors).toMatchObject([{ code: 'DEPARTMENT_TIMEOUT' }]);
    }
  });

  test('one failing relation costs its own field and is told once', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource('statementTimeout: "300ms"')} type Query { parents: ParentConnection @list(orderBy: ["id"]) }
        type Parent @key(fields: "id") @table(name: "parents") { id: ID! @column(name: "id") slow: Slow @relation(columns: ["id"], references: ["id"]) kind: Kind @relation(columns: ["id"], references: ["id"]) }
        type Kind @key(fields: "id") @table(name: "parents") { id: ID! @column(name: "id") }
        type Slow @key(fields: "id") @table(name: "slow_one") { id: ID! @column(name: "id") name: String @column(name: "name") }`,
      'CREATE TABLE parents (id integer NOT NULL PRIMARY KEY)',
      'INSERT INTO parents VALUES (1), (2)',
      slow[dialect].replace('slow', 'slow_one'),
    );
    const answer = await ask(subgraph, { query: '{ parents { nodes { id slow { name } kind { id } } } }' });
    expect(answer.data).toEqual({
      parents: {
        nodes: [
          { id: '1', slow: null, kind: { id: '1' } },
          { id: '2', slow: null, kind: { id: '2' } },
        ],
      },
    });
    expect(answer.errors).toMatchObject([{ path: ['parents', 'nodes', 0, 'slow'], code: 'DEPARTMENT_TIMEOUT' }]);
  });

  test('health says up and down', async () => {
    const subgraph = await openSlow('');
    expect(await subgraph.health()).toMatchObject({ state: 'up' });
    const gone = small.openAt(nowhere[dialect], smallSource() + things);
    expect(await gone.health()).toEqual({ state: 'down', roundTripMs: null });
    expect(await names(gone)).toBe('DEPARTMENT_UNAVAILABLE');
  });

  test('a department that was closed says so', async () => {
    const subgraph = await openSlow('');
    await subgraph.close();
    expect(await names(subgraph)).toBe('DEPARTMENT_UNAVAILABLE');
    await expect(subgraph.close()).resolves.toBeUndefined();
  });
});

const messageOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** Its engines are killed. */
const folder = temporaryDataFolder();
afterAll(() => folder.remove());

test('a PostgreSQL that is killed is unavailable, and answers again once it runs', async () => {
  const engines = await attachEngines({ dataFolder: folder.path });
  await withClient(engines.adminUrl, async (client) => {
    await client.query(create);
    await client.query(`INSERT INTO things VALUES (1, 'first')`);
  });
  const subgraph = small.openAt(engines.adminUrl, smallSource() + things);
  expect(await names(subgraph)).toBe(first);
  const killed = engines.postmasterPid();
  process.kill(killed, 'SIGKILL');
  await until('it is missed', async () => (await names(subgraph)) !== first);
  expect(['DEPARTMENT_UNAVAILABLE', first]).toContain(await names(subgraph));
  await until('it answers again', async () => (await names(subgraph)) === first);
  await until('it is another server', () => engines.postmasterPid() !== killed);
  await subgraph.close();
  await engines.close();
});

testMariadb('a MariaDB that is killed is unavailable, and answers again once it runs', async () => {
  const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
  const adminUrl = (await engines.mariadbUrl()) ?? '';
  const url = await createMariadbDatabase(adminUrl, 'killed');
  await withMariadb(url, async (connection) => {
    await connection.query(create);
    await connection.query(`INSERT INTO things VALUES (1, 'first')`);
  });
  const subgraph = small.openAt(url, smallSource() + things);
  expect(await names(subgraph)).toBe(first);
  const killed = engines.mariadbPid();
  process.kill(killed, 'SIGKILL');
  await until('it is missed', async () => (await names(subgraph)) !== first);
  expect(['DEPARTMENT_UNAVAILABLE', first]).toContain(await names(subgraph));
  await until('it answers again', async () => (await names(subgraph)) === first);
  await until('it is another server', () => engines.mariadbPid() !== killed);
  await subgraph.close();
  await engines.close();
});

describe('a SQLite file', () => {
  const file = () => path.join(small.folder, 'appearing.db');
  const fill = (name: string, at = file()) => fillFile(at, create, `INSERT INTO things VALUES (1, '${name}')`);

  test('that is missing is unavailable, is not made, and is found when it appears', async () => {
    const subgraph = small.openAt(`sqlite:${file()}`, smallSource() + things);
    expect(await names(subgraph)).toBe('DEPARTMENT_UNAVAILABLE');
    expect(await names(subgraph)).toBe('DEPARTMENT_UNAVAILABLE');
    fill('first');
    expect(await names(subgraph)).toBe(first);
    rmSync(file());
    expect(await names(subgraph)).toBe('DEPARTMENT_UNAVAILABLE');
  });

  test('that is replaced by another is read anew', async () => {
    fill('first');
    const subgraph = small.openAt(`sqlite:${file()}`, smallSource('pool: 2') + things);
    expect(await Promise.all([names(subgraph), names(subgraph), names(subgraph)])).toEqual([first, first, first]);
    fill('second', `${file()}.new`);
    renameSync(`${file()}.new`, file());
    expect(await Promise.all([names(subgraph), names(subgraph), names(subgraph)])).toEqual([second, second, second]);
    rmSync(file());
    fill('first');
    expect(await names(subgraph)).toBe(first);
  });

  test('that is no database is unavailable', async () => {
    const broken = path.join(small.folder, 'broken.db');
    writeFileSync(broken, 'not a database, but long enough to be taken for the header of one. '.repeat(50));
    const subgraph = small.openAt(`sqlite:${broken}`, smallSource() + things);
    expect(await names(subgraph)).toBe('DEPARTMENT_UNAVAILABLE');
  });

  test('with odd characters in its path is opened', async () => {
    for (const name of ['a b#c?d%20e.db', '户籍.db']) {
      const odd = path.join(small.folder, name);
      fill('first', odd);
      const subgraph = small.openAt(`sqlite:${encodeURI(odd).replaceAll('?', '%3F').replaceAll('#', '%23')}`, smallSource() + things); // prettier-ignore
      expect(await names(subgraph)).toBe(first);
    }
  });
});

test('threads that die are replaced', async () => {
  const file = path.join(small.folder, 'threads.db');
  fillFile(file, create);
  const script = fileURLToPath(new URL('./fixtures/end-threads.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, file], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const answers = JSON.parse(stdout) as readonly unknown[];
  expect(answers.slice(0, 6)).toEqual([1, 2, 3, 1, 2, 3]);
  expect(answers.slice(-3)).toEqual([1, 2, 3]);
  // In between somebody may have been told that the department is away, and nothing else.
  for (const answer of answers.slice(6, -3)) expect([1, 2, 3, 'DEPARTMENT_UNAVAILABLE']).toContain(answer);
});

test('waiting longer than a connection may take is being busy, not being away', async () => {
  const subgraph = await small.open(
    'postgres',
    slowSdl('pool: 1, statementTimeout: "4s"').replaceAll('"slow"', '"slow_two"').replaceAll('"things"', '"parents"').replaceAll('column(name: "name")', 'column(name: "id")'), // prettier-ignore
    slow.postgres.replace('slow', 'slow_two').replace('::text AS name', '::text AS b'),
  );
  expect((await ask(subgraph, { query: '{ things { totalCount } }' })).errors).toEqual([]);
  const stuck = ask(subgraph, { query: slowQuery });
  await delay(50);
  const answer = await ask(subgraph, { query: '{ things { totalCount } }' });
  expect(answer.errors).toMatchObject([{ code: 'DEPARTMENT_BUSY' }]);
  expect((await stuck).errors).toMatchObject([{ code: 'DEPARTMENT_TIMEOUT' }]);
});
