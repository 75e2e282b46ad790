import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import { readRightMapping } from '../../adapters/load-mapped-subgraph.ts';
import type { ScanFinding } from '../../schema/subgraph.ts';
import { ask, requestOf } from '../adapters/fixtures/ask.ts';
import {
  createMariadbTestDatabase,
  createTestDatabase,
  hasMariadb,
  type TestDatabase,
} from '../adapters/fixtures/engine.ts';
import { fillFile } from '../adapters/fixtures/small-department.ts';
import { dirtySdl, expectedCounts, fillDirtyDatabase, fillDirtyFile, rowsRead, stored } from './quality-department.ts';
import { runCli, type CliResult } from './run-cli.ts';
import { runHere } from './run-here.ts';

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
const databases: TestDatabase[] = [];
const urls: Record<string, string> = {};
const secret = 'a long random text for a test';
const allRows = Object.values(rowsRead).reduce((sum, rows) => sum + rows, 0);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-quality-'));
  writeFileSync(inFolder('dirty.graphql'), dirtySdl);
  fillDirtyFile(inFolder('dirty.db'));
  urls['sqlite'] = `sqlite:${inFolder('dirty.db')}`;
  const opened = await Promise.all([createTestDatabase(), ...(hasMariadb ? [createMariadbTestDatabase()] : [])]);
  databases.push(...opened);
  const [postgres, mysql] = await Promise.all(opened.map(fillDirtyDatabase));
  if (postgres !== undefined) urls['postgres'] = postgres;
  if (mysql !== undefined) urls['mysql'] = mysql;
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.remove()));
  rmSync(folder, { recursive: true, force: true });
});

/** Of the department, on SQLite unless told otherwise. */
const quality = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  runHere(['quality', inFolder('dirty.graphql'), ...args], { DIRTY_URL: urls['sqlite'] ?? '', ...env });

type Line = Readonly<Record<'department' | 'type' | 'reason', string>> & {
  readonly field: string | null;
  readonly rows: number;
  readonly read: number;
  readonly share: number;
  readonly keys?: readonly string[];
};

const linesOf = ({ stdout }: CliResult): readonly Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const countsOf = (lines: readonly Line[]) =>
  Object.fromEntries(lines.map(({ type, field, reason, rows }) => [`${type}.${String(field)} ${reason}`, rows]));

const expectNothingStored = ({ stdout, stderr }: CliResult) => {
  const shown = stdout + stderr;
  expect(stored.filter((text) => shown.includes(text))).toEqual([]);
};

describe.each(['sqlite', 'postgres', ...(hasMariadb ? ['mysql'] : [])])('counts on %s', (engine) => {
  test('equal what was stored, beyond what a fetch would keep, and show none of it', async () => {
    const result = await quality(['--json', '--list', '3'], { DIRTY_URL: urls[engine] ?? '' });
    const lines = linesOf(result);
    expect({ code: result.code, counts: countsOf(lines) }).toEqual({ code: 1, counts: expectedCounts });
    expect(Math.max(...lines.map(({ rows }) => rows))).toBeGreaterThan(2000);
    for (const { type, rows, read, share } of lines) {
      expect(read).toBe(rowsRead[type as keyof typeof rowsRead]);
      expect(share).toBe(rows / read);
    }
    expectNothingStored(result);
  });
});

describe('a line of JSON', () => {
  test('is of one type, field and reason', async () => {
    const result = await quality(['--json', '--type', 'House']);
    expect(linesOf(result)).toEqual([
      { department: 'dirty', type: 'House', field: 'kind', reason: 'UNKNOWN_CODE', rows: 1, read: 4, share: 0.25 },
    ]);
    expect(result.stderr).toMatch(/^4 rows of 1 type read in \d+\.\d s\n$/);
  });

  test('lists people as the graph’s findings do', async () => {
    const { mapping, expanded } = readRightMapping(
      `${dirtySdl}\ntype Query { people: PersonConnection @list(max: 1000) }`,
      'dirty.graphql',
    );
    const databaseUrl = urls['sqlite'] ?? '';
    const subgraph = createMappedSubgraph({ mapping, expanded, databaseUrl, secret, onFailure: () => {} });
    const { findings } = await ask(subgraph, { query: '{ people(first: 1000) { nodes { scores } } }' });
    await subgraph.close();
    const keys = [...new Set(findings.map(({ key }) => key).filter((key) => key !== null))].sort();
    expect(keys.length).toBeGreaterThan(100);
    const listPeople = (count: number, env = {}) =>
      quality(['--json', '--list', String(count), '--type', 'Person'], env);
    const [listed, few, other] = await Promise.all([
      listPeople(1000, { ONESTOP_SECRET: secret }),
      listPeople(2, { ONESTOP_SECRET: secret }),
      listPeople(2),
    ]);
    const scores = linesOf(listed).find(({ field }) => field === 'scores')?.keys ?? [];
    expect(keys.filter((key) => !scores.includes(key))).toEqual([]);
    for (const line of linesOf(few)) {
      expect(line.keys).toHaveLength(2);
      for (const key of line.keys ?? []) expect(key).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(linesOf(other)[0]?.keys).not.toEqual(linesOf(few)[0]?.keys);
  });
});

describe('the table', () => {
  test('names type, field, reason, rows and share, and at the end rows and time', async () => {
    const result = await quality(['--list', '2']);
    const lines = result.stdout.split('\n');
    expect(lines[0]).toBe(`dirty: ${allRows.toLocaleString('en-US')} rows of 3 types read`);
    expect(lines[1]).toMatch(/^ {2}Type +Field +Reason +Rows +Share$/);
    expect(result.stdout).toMatch(/^ {2}Person +born +the value can’t be read +2,\d{3} +\d\d\.\d\d %\n( {4}[0-9a-f]{32}\n){2} {2}\w/m); // prettier-ignore
    expect(result.stdout).toMatch(/^ {2}Person +\(row\) +the key is stored more than once +\d+ +1\.\d\d %$/m);
    expect(result.stdout).toMatch(/^ {2}House +kind +the code means nothing +1 +25\.00 %\n\n/m);
    expect(lines.at(-2)).toMatch(/^2,\d{3} rows of 3 types read in \d+\.\d s$/);
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 1, stderr: '' });
    expectNothingStored(result);
  });

  test('says where nothing was found, and exits with 0', async () => {
    const { code, stdout } = await quality(['--type', 'Office']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dirty: 1 row of 1 type read, nothing found\n\n1 row of 1 type read in \d+\.\d s\n$/);
    expect(await quality(['--type', 'Office', '--json'])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('several departments', () => {
  const sdl = (name: string) =>
    `extend schema @source(name: "${name}", url: "env:${name.toUpperCase()}_URL", timezone: "Asia/Shanghai")
     type ${name}Thing @key(fields: "id") @table(name: "office") { id: ID! @column(name: "no") on: Date @column(name: "name", format: "yyyyMMdd") }`;
  let files: readonly string[];
  beforeAll(() => {
    files = ['one', 'two'].map((name) => {
      writeFileSync(inFolder(`${name}.graphql`), sdl(name));
      return inFolder(`${name}.graphql`);
    });
  });

  test('one that is down leaves the other to be read, and its code and exit code', async () => {
    const TWO_URL = urls['sqlite'] ?? '';
    const ONE_URL = 'postgres://reader:hunter2@127.0.0.1:1/none';
    const result = await runCli(['quality', ...files], { ONE_URL, TWO_URL });
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(/^DATABASE_UNREACHABLE: The database of one can’t be reached: .*ECONNREFUSED/);
    expect(result.stdout).toMatch(/^two: 1 row of 1 type read\n/);
    expect(result.stdout + result.stderr).not.toContain('hunter2');
    const gone = await runHere(['quality', ...files], { ONE_URL: `sqlite:${inFolder('none.db')}`, TWO_URL });
    expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining('DATABASE_UNREACHABLE') });
  });

  test('one alone wants no URL of the other', async () => {
    const result = await runHere(['quality', ...files, '--department', 'two'], { TWO_URL: urls['sqlite'] ?? '' });
    expect(result).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(/^two: 1 row/) });
    const [nobody, nothing, none] = await Promise.all([
      runHere(['quality', ...files, '--department', 'three']),
      runHere(['quality', ...files, '--type', 'Citizen']),
      runHere(['quality', ...files]),
    ]);
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('the departments are one, two') });
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('are oneThing, twoThing') });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('the environment has no ONE_URL') });
  });

  test('a table that is not there is named to its owner', async () => {
    fillFile(inFolder('empty.db'), 'CREATE TABLE other (no int)');
    const result = await runHere(['quality', files[0] ?? '', '--database', `sqlite:${inFolder('empty.db')}`]);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^CONFIG_INVALID: .*there is no table “office”\n {2}→ Run `onestop check /);
  });
});

test('a key stored twice is found wherever a batch ends', async () => {
  const { mapping, expanded } = readRightMapping(dirtySdl, 'dirty.graphql');
  const databaseUrl = urls['sqlite'] ?? '';
  const subgraph = createMappedSubgraph({ mapping, expanded, databaseUrl, secret, onFailure: () => {} });
  const found: ScanFinding[] = [];
  const asked = {
    type: 'Person',
    fields: ['id'],
    after: null,
    batchSize: 1,
    request: requestOf(),
    account: async () => {},
  };
  for await (const { findings } of subgraph.scan(asked)) found.push(...findings);
  await subgraph.close();
  const twice = found.filter(({ reason }) => reason === 'DUPLICATE_KEY');
  expect(twice).toHaveLength(expectedCounts['Person.null DUPLICATE_KEY'] ?? 0);
  for (const { row, key } of twice) expect([row, key]).toEqual([0, expect.stringMatching(/^[0-9a-f]{32}$/)]);
});

test('a table larger than the memory is read batch by batch', async () => {
  const rows = 25_000;
  const file = inFolder('large.db');
  // 100 MB of text, for a process that may have less.
  fillFile(
    file,
    'CREATE TABLE large (no INTEGER PRIMARY KEY, text TEXT, day TEXT)',
    `INSERT INTO large WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
     SELECT i, hex(zeroblob(2000)), 'x' FROM n`,
  );
  writeFileSync(
    inFolder('large.graphql'),
    `extend schema @source(name: "large", url: "env:LARGE_URL", timezone: "Asia/Shanghai")
     type Large @key(fields: "id") @table(name: "large") {
       id: ID! @column(name: "no") text: String @column(name: "text") day: Date @column(name: "day", format: "yyyyMMdd")
     }`,
  );
  const result = await runCli(['quality', inFolder('large.graphql'), '--json'], {
    LARGE_URL: `sqlite:${file}`,
    NODE_OPTIONS: '--max-old-space-size=64',
  });
  expect(result.code).toBe(1);
  expect(linesOf(result)).toMatchObject([{ type: 'Large', field: 'day', rows, read: rows, share: 1 }]);
});
