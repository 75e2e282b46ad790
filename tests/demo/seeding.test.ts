import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { departmentNames, departmentSeeds, type DepartmentName } from '../../demo/departments.ts';
import {
  accountFile,
  databaseUrls,
  prepareDepartments,
  type PreparedDepartments,
} from '../../demo/prepare-departments.ts';
import { silentReport } from '../../demo/report.ts';
import type { DepartmentSeed } from '../../demo/seed/department-seed.ts';
import { createMariadbReader } from '../../demo/seed/mariadb-accounts.ts';
import { createReader } from '../../demo/seed/reader-role.ts';
import { mariadbIsHere } from './fixtures/mariadb-here.ts';
import { count, withDatabase, type Ask } from './fixtures/read-database.ts';
import { emptyDatabase, execute } from './fixtures/empty-database.ts';
import { temporaryDataFolder } from './fixtures/temporary-data-folder.ts';

const hasMariadb = await mariadbIsHere('the departments on MariaDB');
const onOwnEngine = departmentNames.filter((name) => engineOf(name) !== 'mariadb' || hasMariadb);

const notes: string[] = [];
const report = { ...silentReport, note: (text: string) => void notes.push(text) };

let folder: ReturnType<typeof temporaryDataFolder>;
let prepared: PreparedDepartments;

/** Of 2,000 people the tables hold nearly everything that is odd. */
const prepare = (
  seed: number,
  databases: Record<string, string> = {},
  citizens = 2_000,
): Promise<PreparedDepartments> => prepareDepartments({ dataFolder: folder.path, seed, citizens, databases, report });

beforeAll(async () => {
  folder = temporaryDataFolder();
  prepared = await prepare(1);
});
afterAll(async () => {
  await prepared.close();
  await folder.remove();
});

function engineOf(name: DepartmentName): DepartmentSeed['engine'] {
  return departmentSeeds[name].engine;
}

const seedOf = (name: DepartmentName): DepartmentSeed => departmentSeeds[name];

const inDepartment = <T>(name: DepartmentName, work: (ask: Ask) => Promise<T>): Promise<T> =>
  withDatabase(prepared.departments[name].url, work);

const quoteIn = (name: DepartmentName, word: string): string =>
  prepared.departments[name].url.startsWith('mysql:') ? `\`${word}\`` : `"${word}"`;

/** Of every row of every table, in no order. */
async function checksums(): Promise<Readonly<Record<string, string>>> {
  const sums = departmentNames.map(async (name) => {
    const sum = await inDepartment(name, async (ask) => {
      const hash = createHash('sha256');
      for (const table of Object.keys(seedOf(name).tables)) {
        const rows = await ask(`SELECT * FROM ${quoteIn(name, table)}`);
        hash.update(
          rows
            .map((row) => row.join('\t'))
            .sort()
            .join('\n'),
        );
      }
      return hash.digest('hex');
    });
    return [name, sum] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}

describe.each(departmentNames)('the account of %s', (name) => {
  test('counts the rows of every table', async () => {
    const counted = await inDepartment(name, async (ask) => {
      const counts: Record<string, number> = {};
      for (const table of Object.keys(seedOf(name).tables))
        counts[table] = await count(ask, `SELECT count(*) FROM ${quoteIn(name, table)}`);
      return counts;
    });
    expect(prepared.departments[name].account?.rows).toEqual(counted);
  });

  test('is kept for whoever comes later', () => {
    expect(JSON.parse(readFileSync(accountFile(folder.path, name), 'utf8'))).toEqual(
      prepared.departments[name].account,
    );
    expect(notes.some((line) => line.startsWith(`${name}: `) && line.includes('what is odd'))).toBe(true);
  });

  const testWhereItRuns = onOwnEngine.includes(name) ? test : test.skip;

  testWhereItRuns('counts as SQL counts what is odd', async () => {
    const counted = await inDepartment(name, async (ask) => {
      const counts: Record<string, number> = {};
      for (const { id, check } of seedOf(name).idioms) counts[id] = await count(ask, check);
      return counts;
    });
    const account = prepared.departments[name].account;
    expect(Object.fromEntries(account?.idioms.map(({ id, count }) => [id, count]) ?? [])).toEqual(counted);
    expect(Object.values(counted).filter((found) => found === 0).length).toBeLessThan(5);
  });

  test('is of a database whose views can be read', async () => {
    await inDepartment(name, async (ask) => {
      for (const view of Object.keys(seedOf(name).views ?? {}))
        expect(await count(ask, `SELECT count(*) FROM ${quoteIn(name, view)}`)).toBeGreaterThan(0);
    });
  });
});

describe('readers', () => {
  test.each(departmentNames)('of %s are refused a write by the engine', async (name) => {
    const [table = ''] = Object.keys(seedOf(name).tables);
    await inDepartment(name, async (ask) => {
      await expect(ask(`DELETE FROM ${quoteIn(name, table)}`)).rejects.toThrow(/read-?only|command denied/);
      await expect(ask('CREATE TABLE mine (a int)')).rejects.toThrow(/read-?only|command denied/);
      if (prepared.departments[name].url.startsWith('sqlite:')) return;
      await expect(ask('SELECT * FROM onestop_demo_seed')).rejects.toThrow(/denied/);
      await expect(ask('CREATE TEMPORARY TABLE mine (a int)')).rejects.toThrow(/read-only|denied/);
    });
  });

  test('of PostgreSQL may not write where they ask to', async () => {
    await inDepartment('civil-registry', async (ask) => {
      await ask('SET default_transaction_read_only = off');
      await expect(ask(`UPDATE t_ry_jbxx SET xm = '无'`)).rejects.toMatchObject({ code: '42501' });
      await expect(ask('CREATE TEMP TABLE mine (a int)')).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('of one department may not enter another', async () => {
    const servers = departmentNames.filter((name) => !prepared.departments[name].url.startsWith('sqlite:'));
    for (const one of servers)
      for (const other of servers) {
        const url = new URL(prepared.departments[one].url);
        if (one === other || url.protocol !== new URL(prepared.departments[other].url).protocol) continue;
        url.pathname = `/${seedOf(other).database}`;
        await expect(withDatabase(url.href, (ask) => ask('SELECT 1'))).rejects.toThrow(/denied/i);
      }
  });

  test('have files that others can’t read', () => {
    const { url } = prepared.departments['social-insurance'];
    expect(statSync(url.slice('sqlite:'.length)).mode & 0o077).toBe(0);
  });
});

describe('the hub', () => {
  test('belongs to an account that may create tables there and enter nothing else', async () => {
    await execute(prepared.hub.url, 'CREATE TABLE mine (a int)', 'DROP TABLE mine');
    const url = new URL(prepared.hub.url);
    expect([url.username, databaseUrls(prepared)['hub']]).toEqual(['hub_owner', url.href]);
    url.pathname = '/civil_registry';
    await expect(withDatabase(url.href, (ask) => ask('SELECT 1'))).rejects.toThrow(/denied/);
  });
});

describe('seeding again', () => {
  test('does nothing for the same values, and two at once do it once', async () => {
    const before = await checksums();
    const both = await Promise.all([prepare(1), prepare(1)]);
    for (const one of both) {
      expect(Object.values(one.departments).map(({ state }) => state)).toEqual(departmentNames.map(() => 'kept'));
      expect(one.departments['civil-registry'].account).toEqual(prepared.departments['civil-registry'].account);
      expect(one.hub).toEqual(prepared.hub);
      await one.close();
    }
    expect(await checksums()).toEqual(before);
  });

  test('with another seed replaces the rows; the first seed brings them back', async () => {
    const first = await checksums();
    for (const seed of [2, 1]) {
      const both = await Promise.all([prepare(seed), prepare(seed)]);
      for (const name of departmentNames) {
        const states = both.map(({ departments }) => departments[name].state);
        expect([name, ...states.sort()]).toEqual([name, 'kept', 'seeded']);
      }
      const other = await checksums();
      if (seed === 2) for (const name of departmentNames) expect([name, other[name]]).not.toEqual([name, first[name]]);
      for (const one of both) await one.close();
    }
    expect(await checksums()).toEqual(first);
  });
});

describe('databases that exist', () => {
  const database = (name: string, purpose: string): Promise<string> => {
    const like = name === 'hub' ? prepared.hub.url : prepared.departments[name as DepartmentName].url;
    return emptyDatabase({ engines: prepared.engines, like, folder: folder.path, name: `${purpose}_${name}` });
  };
  const all = async (purpose: string): Promise<Record<string, string>> => {
    const names = [...departmentNames, 'hub'];
    const urls = await Promise.all(names.map(async (name) => [name, await database(name, purpose)] as const));
    return Object.fromEntries(urls);
  };

  test('are seeded when they are empty and carry our mark afterwards', async () => {
    const databases = await all('elsewhere');
    for (const state of ['seeded', 'kept']) {
      const other = await prepare(1, databases, 300);
      for (const { name, url, ...department } of Object.values(other.departments)) {
        expect([name, department.state]).toEqual([name, state]);
        if (!url.startsWith('sqlite:')) expect(new URL(url).username).toBe(`elsewhere_${name}_reader`);
      }
      expect(other.hub.url).toBe(databases['hub']);
      expect(other.engines).toBeNull();
      await other.close();
    }
  });

  test('are left alone when they hold somebody else’s tables', async () => {
    const databases = await all('strangers');
    for (const name of departmentNames) {
      const [table = ''] = Object.keys(seedOf(name).tables);
      await execute(databases[name] ?? '', `CREATE TABLE ${quoteIn(name, table)} (a int)`);
    }
    notes.length = 0;
    const other = await prepare(1, databases);
    for (const name of departmentNames) {
      const url = databases[name] ?? '';
      expect(other.departments[name]).toEqual({ name, state: 'foreign', account: null, url });
      const [table = ''] = Object.keys(seedOf(name).tables);
      await withDatabase(url, async (ask) => {
        expect(await ask(`SELECT a FROM ${quoteIn(name, table)}`)).toEqual([]);
        await expect(ask('SELECT * FROM onestop_demo_seed')).rejects.toThrow();
      });
    }
    expect(notes.filter((line) => line.includes('used as it is'))).toHaveLength(departmentNames.length);
    await other.close();
  });

  test('that can’t be filled are told apart from those that can’t be reached', async () => {
    const given = await all('strangers');
    for (const name of ['civil-registry', 'approvals'] as const) {
      const url = await database(name, 'closed');
      if (url.startsWith('sqlite:')) continue;
      const create = url.startsWith('mysql:') ? createMariadbReader : createReader;
      const reader = (await create({ url, dataFolder: folder.path, isOurs: true, relations: null })) ?? '';
      await expect(prepare(2, { ...given, [name]: reader })).rejects.toMatchObject({ code: 'SEEDING_FAILED' });
      const nowhere = reader.replace(/:\d+\//, ':1/');
      await expect(prepare(2, { ...given, [name]: nowhere })).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
      const stranger = reader.replace('_reader:', '_nobody:');
      await expect(prepare(2, { ...given, [name]: stranger })).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    }
  });

  test('of a kind the department can’t run on are refused', async () => {
    const refused = { code: 'CONFIG_INVALID' };
    await expect(prepare(1, { 'civil-registry': 'sqlite:x.db' })).rejects.toMatchObject(refused);
    await expect(prepare(1, { approvals: 'postgres://x' })).rejects.toMatchObject(refused);
    await expect(prepare(1, { hub: 'mysql://x' })).rejects.toMatchObject(refused);
    await expect(prepare(1, { weather: 'sqlite:x.db' })).rejects.toMatchObject(refused);
  });
});

describe('without MariaDB', () => {
  test('its departments are written to files, and the report says why in a line each', async () => {
    const before = process.env['ONESTOP_MARIADB'];
    process.env['ONESTOP_MARIADB'] = 'none';
    notes.length = 0;
    try {
      const all = await prepare(1);
      for (const name of departmentNames.filter((each) => engineOf(each) === 'mariadb')) {
        expect(notes.filter((line) => line.startsWith(`${name} runs on SQLite: `))).toHaveLength(1);
        const { url, account, state } = all.departments[name];
        expect(state).toBe(hasMariadb ? 'seeded' : 'kept');
        expect(existsSync(join(folder.path, 'sqlite', `${seedOf(name).database}.db`))).toBe(true);
        await withDatabase(url, async (ask) => {
          for (const [table, rows] of Object.entries(account?.rows ?? {}))
            expect([table, await count(ask, `SELECT count(*) FROM "${table}"`)]).toEqual([table, rows]);
          for (const view of Object.keys(seedOf(name).views ?? {})) await ask(`SELECT count(*) FROM "${view}"`);
        });
      }
      await all.close();
    } finally {
      if (before === undefined) delete process.env['ONESTOP_MARIADB'];
      else process.env['ONESTOP_MARIADB'] = before;
    }
  });
});
