import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { createPopulation } from '../../demo/population.ts';
import { silentReport } from '../../demo/report.ts';
import type { DepartmentSeed, DepartmentWriter } from '../../demo/seed/department-seed.ts';
import type { Row } from '../../demo/seed/dirt-account.ts';
import { createMariadbDatabase } from '../../demo/seed/mariadb-accounts.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { seedMariadb } from '../../demo/seed/seed-mariadb.ts';
import { seedPostgres } from '../../demo/seed/seed-postgres.ts';
import type { SeedOutcome, SeedTask } from '../../demo/seed/seed-request.ts';
import { seedSqlite } from '../../demo/seed/seed-sqlite.ts';
import { mariadbIsHere } from './fixtures/mariadb-here.ts';
import { count, withDatabase } from './fixtures/read-database.ts';
import { temporaryDataFolder } from './fixtures/temporary-data-folder.ts';

const hasMariadb = await mariadbIsHere('the seeding of MariaDB');

let folder: ReturnType<typeof temporaryDataFolder>;
let engines: Engines;

beforeAll(async () => {
  folder = temporaryDataFolder();
  engines = await attachEngines({ dataFolder: folder.path, mariadb: hasMariadb });
});
afterAll(async () => {
  await engines.close();
  await folder.remove();
});

const task: SeedTask = {
  seed: 1,
  citizens: 60,
  report: silentReport,
  population: () => createPopulation({ seed: 1, citizens: 60 }),
};

/** What text can hold that a loader may take for something else. */
const texts = ['', ' ', '\\N', 'a\tb', 'a\nb\r', `\\'"\``, '{"a": [1]}', '１２', '张　三', '𠮷', '无', null];

/** Two tables, a view and an index; one row a household. */
const smallSeed = (engine: DepartmentSeed['engine'], writer: Partial<DepartmentWriter> = {}): DepartmentSeed => ({
  department: 'small',
  engine,
  database: 'small',
  tables: {
    kind: { columns: { code: 'char(2) NOT NULL', name: 'varchar(20)' }, key: ['code'] },
    order: { columns: columnsOf[engine], key: ['id'] },
  },
  views: { kinds: 'SELECT code FROM kind' },
  indexes: ['CREATE INDEX small_note ON kind (name)'],
  idioms: [],
  open: (_seed, tally) => {
    const emit = (table: string, row: Row) => {
      tally.row({ table, row });
      return { table, row };
    };
    return {
      dictionary: () => [emit('kind', { code: '01' })],
      household: ({ number }) => {
        const note = texts[number % texts.length] ?? null;
        return [emit('order', { id: idOf(number), note, price: 1.25 })];
      },
      ...writer,
    };
  },
});

/** Beyond 2^53, where numbers of JavaScript have gaps. */
const idOf = (number: number): string => String(9_007_199_254_740_993n + BigInt(number));

const columnsOf: Readonly<Record<DepartmentSeed['engine'], Readonly<Record<string, string>>>> = {
  postgres: { id: 'bigint', note: 'varchar(40)', price: 'numeric(8,2)' },
  mariadb: {
    id: 'bigint unsigned NOT NULL',
    note: `varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'free text, unsigned'`,
    price: 'decimal(8,2) unsigned',
  },
  sqlite: { id: 'TEXT', note: 'TEXT', price: 'DECIMAL(8,2)' },
};

type Fill = (url: string, seed: DepartmentSeed) => Promise<SeedOutcome>;

type Engine = {
  readonly engine: DepartmentSeed['engine'];
  readonly quoted: string;
  readonly create: (name: string) => Promise<string>;
  readonly fill: Fill;
};

const standard = '"order"';
const fillFile: Fill = (url, seed) => seedSqlite(url.slice('sqlite:'.length), seed, task);
const createFile = async (name: string): Promise<string> => {
  const file = join(folder.path, `${name}.db`);
  rmSync(file, { force: true });
  return `sqlite:${file}`;
};

const targets: Readonly<Record<string, Engine>> = {
  PostgreSQL: {
    engine: 'postgres',
    quoted: standard,
    create: (name) => createDatabase(engines.adminUrl, name),
    fill: (url, seed) => seedPostgres(url, seed, task),
  },
  SQLite: { engine: 'sqlite', quoted: standard, create: createFile, fill: fillFile },
  'SQLite in place of MariaDB': { engine: 'mariadb', quoted: standard, create: createFile, fill: fillFile },
  ...(hasMariadb && {
    MariaDB: {
      engine: 'mariadb',
      quoted: '`order`',
      create: async (name: string) => createMariadbDatabase((await engines.mariadbUrl()) ?? '', name),
      fill: (url: string, seed: DepartmentSeed) => seedMariadb(url, seed, task),
    },
  }),
};

describe.each(Object.entries(targets))('%s', (name, { engine, quoted, create, fill }) => {
  const database = (purpose: string): Promise<string> =>
    create(`${purpose}_${name.toLowerCase().replaceAll(/[^a-z]/g, '')}`);

  test('holds every text as it was given', async () => {
    const url = await database('texts');
    const { account } = await fill(url, smallSeed(engine));
    await withDatabase(url, async (ask) => {
      const rows = await ask(`SELECT id, note, price FROM ${quoted} ORDER BY id`);
      expect(rows).toHaveLength(account?.rows['order'] ?? 0);
      expect(rows.length).toBeGreaterThan(texts.length);
      for (const [number, [id, note, price]] of rows.entries())
        expect([String(id), note, Number(price)]).toEqual([idOf(number), texts[number % texts.length], 1.25]);
      expect(await ask('SELECT code FROM kinds')).toEqual([['01']]);
    });
  });

  test('does again what was interrupted', async () => {
    const url = await database('interrupted');
    let households = 0;
    const broken = smallSeed(engine, {
      household: () => {
        if (households++ < 5) return [];
        throw new Error('interrupted');
      },
    });
    for (let attempt = 0; attempt < 2; attempt++) await expect(fill(url, broken)).rejects.toThrow('interrupted');
    expect((await fill(url, smallSeed(engine))).state).toBe('seeded');
    expect((await fill(url, broken)).state).toBe('kept');
  });

  test('keeps two who seed at once from each other', async () => {
    const url = await database('twice');
    const both = await Promise.all([fill(url, smallSeed(engine)), fill(url, smallSeed(engine))]);
    expect(both.map(({ state }) => state).sort()).toEqual(['kept', 'seeded']);
  });

  test('is another department’s where another department was first', async () => {
    const url = await database('others');
    await fill(url, smallSeed(engine));
    const outcome = await fill(url, { ...smallSeed(engine), department: 'other' });
    expect(outcome).toEqual({ state: 'foreign', account: null });
  });

  test('drops what an earlier seeding called otherwise, and nothing else', async () => {
    const url = await database('renamed');
    const before = smallSeed(engine);
    await fill(url, { ...before, views: { ...before.views, old_kinds: 'SELECT code FROM kind' } });
    const { kind, ...rest } = before.tables;
    const after: DepartmentSeed = {
      ...before,
      tables: { ...rest, type: kind ?? { columns: {} } },
      views: { kind: 'SELECT code FROM type' },
      indexes: [],
      open: (seed, tally) => ({ ...before.open(seed, tally, task), dictionary: () => [] }),
    };
    await fillWithOtherSeed(url, after);
    await withDatabase(url, async (ask) => {
      expect(await count(ask, 'SELECT count(*) FROM kind')).toBe(0);
      expect(await count(ask, `SELECT count(*) FROM ${quoted}`)).toBeGreaterThan(0);
    });
  });

  test('is given no row of an unknown table or column', async () => {
    const url = await database('unknown');
    const giving = (table: string, row: Row): DepartmentSeed =>
      smallSeed(engine, { dictionary: () => [{ table, row }] });
    await expect(fill(url, giving('kinds', { code: '02' }))).rejects.toThrow('small has no table kinds');
    await expect(fill(url, giving('kind', { code: '02', mc: 'x' }))).rejects.toThrow('kind has no column mc');
  });

  const fillWithOtherSeed = (url: string, seed: DepartmentSeed): Promise<SeedOutcome> => {
    const other = { ...task, seed: 2 };
    if (url.startsWith('sqlite:')) return seedSqlite(url.slice('sqlite:'.length), seed, other);
    return url.startsWith('mysql:') ? seedMariadb(url, seed, other) : seedPostgres(url, seed, other);
  };
});
