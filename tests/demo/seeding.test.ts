import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { Client } from 'pg';
import { accountFile, prepareDepartments, type PreparedDepartments } from '../../demo/prepare-departments.ts';
import { silentReport } from '../../demo/report.ts';
import { insuranceIdioms } from '../../demo/seed/insurance-idioms.ts';
import { registryIdioms } from '../../demo/seed/registry-idioms.ts';
import { registryTableNames } from '../../demo/seed/registry-schema.ts';
import { temporaryDataFolder } from './fixtures/temporary-data-folder.ts';

const heroId = '11010519491231002X';
const notes: string[] = [];
const report = { ...silentReport, note: (text: string) => void notes.push(text) };

let folder: ReturnType<typeof temporaryDataFolder>;
let prepared: PreparedDepartments;

const prepare = (seed: number, databases: Record<string, string> = {}): Promise<PreparedDepartments> =>
  prepareDepartments({ dataFolder: folder.path, seed, citizens: 3_000, databases, report });

beforeAll(async () => {
  folder = temporaryDataFolder();
  prepared = await prepare(1);
});
afterAll(async () => {
  await prepared.close();
  await folder.remove();
});

const registryUrl = (): string => prepared.departments['civil-registry'].url;
const insuranceFile = (): string => prepared.departments['social-insurance'].url.slice('sqlite:'.length);

async function inRegistry<T>(work: (client: Client) => Promise<T>, url = registryUrl()): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inInsurance<T>(work: (db: Database.Database) => T): T {
  const db = new Database(`file:${insuranceFile()}?mode=ro`);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const count = (db: Database.Database, sql: string, ...values: unknown[]): number =>
  Number(Object.values(db.prepare(sql).get(...values) as object)[0]);

async function checksum(): Promise<string> {
  const hash = createHash('sha256');
  await inRegistry(async (client) => {
    for (const table of registryTableNames)
      hash.update(
        JSON.stringify((await client.query({ text: `SELECT * FROM ${table} ORDER BY 1`, rowMode: 'array' })).rows),
      );
  });
  inInsurance((db) => {
    for (const table of ['CBRYXX', 'grjfmx', 'dyffxx', 'xzpz'])
      hash.update(JSON.stringify(db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).raw().all()));
  });
  return hash.digest('hex');
}

describe('what can’t be filled', () => {
  test('is told apart from what can’t be reached', async () => {
    const other = temporaryDataFolder();
    const departments = (databases: Record<string, string>) =>
      prepareDepartments({ dataFolder: other.path, seed: 2, citizens: 3_000, databases, report });
    const reader = registryUrl();
    const file = `sqlite:${join(other.path, 'own.db')}`;
    await expect(departments({ 'civil-registry': reader, 'social-insurance': file })).rejects.toMatchObject({
      code: 'SEEDING_FAILED',
    });
    const nowhere = reader.replace(/:\d+\//, ':1/');
    await expect(departments({ 'civil-registry': nowhere, 'social-insurance': file })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
    await other.remove();
  });

  test('is private where the file is ours', () => {
    expect(statSync(insuranceFile()).mode & 0o077).toBe(0);
  });
});

describe('the account of the dirt', () => {
  test('is what SQL counts in the registry', async () => {
    const account = prepared.departments['civil-registry'].account;
    const counted = await inRegistry(async (client) => {
      const counts: Record<string, number> = {};
      for (const { id, check } of registryIdioms)
        counts[id] = Number((await client.query<{ count: string }>(check)).rows[0]?.count);
      return counts;
    });
    expect(Object.fromEntries(account?.idioms.map(({ id, count }) => [id, count]) ?? [])).toEqual(counted);
    expect(Object.values(counted).filter((found) => found === 0).length).toBeLessThan(4);
  });

  test('is what SQL counts at social insurance', () => {
    const account = prepared.departments['social-insurance'].account;
    const counted = inInsurance((db) =>
      Object.fromEntries(insuranceIdioms.map(({ id, check }) => [id, count(db, check)])),
    );
    expect(Object.fromEntries(account?.idioms.map(({ id, count }) => [id, count]) ?? [])).toEqual(counted);
  });

  test('is kept for whoever comes later', () => {
    expect(existsSync(accountFile(folder.path, 'civil-registry'))).toBe(true);
    expect(notes.some((line) => line.includes('15-digit ids'))).toBe(true);
  });
});

describe('the hero', () => {
  test('has data in both departments', async () => {
    const names = await inRegistry(
      async (client) => (await client.query(`SELECT xm FROM t_ry_jbxx WHERE sfzh = $1`, [heroId])).rows,
    );
    const changes = await inRegistry(
      async (client) =>
        (await client.query(`SELECT bghnr FROM t_ry_bgxx WHERE sfzh = $1 AND bglx = 'XM'`, [heroId])).rows,
    );
    expect([names.length, changes.length]).toEqual([1, 1]);
    inInsurance((db) => {
      expect(count(db, 'SELECT count(*) FROM CBRYXX WHERE BTJC02003 = ?', heroId)).toBe(1);
      expect(count(db, 'SELECT count(*) FROM grjfmx WHERE sfzhm = ?', heroId.toLowerCase())).toBe(24);
      expect(count(db, `SELECT count(*) FROM dyffxx WHERE sfzhm = '110105491231002' AND dyzt = 'P'`)).toBe(1);
    });
  });
});

describe('readers', () => {
  test('of the registry are refused a write by the engine', async () => {
    await inRegistry(async (client) => {
      await expect(client.query(`UPDATE t_ry_jbxx SET xm = '无'`)).rejects.toMatchObject({ code: '25006' });
      await client.query('SET default_transaction_read_only = off');
      await expect(client.query(`UPDATE t_ry_jbxx SET xm = '无'`)).rejects.toMatchObject({ code: '42501' });
      await expect(client.query('CREATE TABLE mine (a int)')).rejects.toMatchObject({ code: '42501' });
      await expect(client.query('CREATE TEMP TABLE mine (a int)')).rejects.toMatchObject({ code: '42501' });
      await expect(client.query('SELECT * FROM onestop_demo_seed')).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('of a file opened read-only are refused a write', () => {
    inInsurance((db) => expect(() => db.exec(`DELETE FROM xzpz`)).toThrow(/readonly/));
  });
});

describe('seeding again', () => {
  test('does nothing for the same values, and two at once do it once', async () => {
    const before = await checksum();
    const both = await Promise.all([prepare(1), prepare(1)]);
    for (const one of both) {
      expect(Object.values(one.departments).map(({ state }) => state)).toEqual(['kept', 'kept']);
      expect(one.departments['civil-registry'].account).toEqual(prepared.departments['civil-registry'].account);
      await one.close();
    }
    expect(await checksum()).toBe(before);
  });

  test('with another seed replaces the rows; the first seed brings them back', async () => {
    const first = await checksum();
    const states: string[] = [];
    for (const seed of [2, 1]) {
      const both = await Promise.all([prepare(seed), prepare(seed)]);
      states.push(...both.map(({ departments }) => departments['social-insurance'].state).sort());
      if (seed === 2) expect(await checksum()).not.toBe(first);
      for (const one of both) await one.close();
    }
    expect(states).toEqual(['kept', 'seeded', 'kept', 'seeded']);
    expect(await checksum()).toBe(first);
  });
});

describe('databases that exist', () => {
  test('are seeded when they are empty and carry our mark afterwards', async () => {
    const url = new URL(prepared.engines?.adminUrl ?? '');
    await inRegistry((client) => client.query('CREATE DATABASE elsewhere'), url.href);
    url.pathname = '/elsewhere';
    const databases = { 'civil-registry': url.href, 'social-insurance': `sqlite:${join(folder.path, 'elsewhere.db')}` };
    for (const state of ['seeded', 'kept']) {
      const other = await prepare(1, databases);
      expect(Object.values(other.departments).map((department) => department.state)).toEqual([state, state]);
      expect(new URL(other.departments['civil-registry'].url).username).toBe('elsewhere_reader');
      expect(other.engines).toBeNull();
      await other.close();
    }
  });

  test('are left alone when they hold somebody else’s tables', async () => {
    const url = new URL(prepared.engines?.adminUrl ?? '');
    await inRegistry((client) => client.query('CREATE DATABASE strangers'), url.href);
    url.pathname = '/strangers';
    await inRegistry((client) => client.query('CREATE TABLE t_ry_jbxx (sfzh text)'), url.href);
    const file = join(folder.path, 'strangers.db');
    const db = new Database(file);
    db.exec('CREATE TABLE CBRYXX (a)');
    db.close();
    const other = await prepare(1, { 'civil-registry': url.href, 'social-insurance': `sqlite:${file}` });
    expect(Object.values(other.departments)).toMatchObject([
      { state: 'foreign', account: null, url: url.href },
      { state: 'foreign', account: null },
    ]);
    const tables = await inRegistry(
      async (client) => (await client.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`)).rowCount,
      url.href,
    );
    expect(tables).toBe(1);
    expect(notes.filter((line) => line.includes('used as it is'))).toHaveLength(2);
    await other.close();
  });

  test('of a kind the department can’t run on are refused', async () => {
    await expect(prepare(1, { 'civil-registry': 'sqlite:x.db' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(prepare(1, { weather: 'sqlite:x.db' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
