import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { databasesFile } from '../../cli/demo-environment.ts';
import { heroId } from '../../cli/demo-clients.ts';
import { departmentNames } from '../../demo/departments.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { openCity } from '../city.ts';
import { createBaseTables } from '../mapping/base-tables.ts';
import { runCli, startCli, type CliResult } from './run-cli.ts';
import { runHere } from './run-here.ts';

const base = readFileSync(new URL('../mapping/base.graphql', import.meta.url), 'utf8');

let folder: string;
let city: PreparedDepartments;
let taken: Server;
let port: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-cli-'));
  writeFileSync(inFolder('good.graphql'), base);
  writeFileSync(inFolder('bad.graphql'), base.replace('name: String', 'name: String!').replace('@codes {', '{'));
  createBaseTables(inFolder('base.db'));
  taken = createServer().listen(0, '127.0.0.1');
  city = await openCity();
  const address = taken.address();
  port = typeof address === 'object' && address !== null ? String(address.port) : '0';
  const urls = Object.values(city.departments).map(({ name, url }) => [name, url]);
  writeFileSync(databasesFile(folder), JSON.stringify(Object.fromEntries(urls)));
});
afterAll(async () => {
  taken.close();
  await city.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A supergraph of all departments, at addresses where nobody listens; made once. */
let composing: Promise<CliResult> | undefined;
const composed = (): Promise<CliResult> => {
  const urls = ['identity', ...departmentNames].map((name) => `${name}=http://127.0.0.1:1/${name}`);
  return (composing ??= runHere(['compose', '--url', ...urls, '--out', inFolder('supergraph.graphql')]));
};

/** A failure tells its code and the way out, and nothing of our insides. */
function expectFailure({ code, stderr }: CliResult, exitCode: number, text: string): void {
  expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringContaining(text) });
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe('help', () => {
  const commands = ['demo', 'serve', 'gateway', 'subgraph', 'compose', 'check', 'quality', 'token', 'explain'];

  test('of all names every command and the exit codes', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).toContain('Exit codes: 0 done');
  });

  test('of each command has an example', async () => {
    const all = await Promise.all(commands.map(async (name) => ({ name, ...(await runHere([name, '--help'])) })));
    for (const { name, code, stdout } of all) {
      expect({ name, code }).toEqual({ name, code: 0 });
      expect(stdout).toMatch(new RegExp(`^Example:\\n  \\$ .*onestop ${name}`, 'm'));
    }
  });
});

describe('wrong usage exits with 2', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['an unknown command', ['chek'], "unknown command 'chek'"],
    ['an unknown option', ['check', '--offlin'], "unknown option '--offlin'"],
    ['a port that is no number', ['demo', '--port', 'http'], 'the port is a whole number from 0 to 65535, not “http”'],
    ['a port out of range', ['subgraph', 'identity', '--port', '70000'], 'not “70000”'],
    [
      'a budget of nothing',
      ['subgraph', 'identity', '--port', '0', '--open', '--aggregate-questions', '0'],
      '--aggregate-questions is a whole number from 1',
    ],
    ['a port that is missing', ['subgraph', 'identity'], "required option '--port <n>'"],
    ['no citizens', ['demo', '--citizens', '0'], '--citizens is a whole number from 10 to 5000000'],
    ['a negative seed', ['demo', '--seed', '-1'], '--seed is a whole number'],
    ['databases without a url', ['demo', '--databases', 'civil-registry'], '--databases wants name=url'],
    ['an unknown role', ['token', '--role', 'king'], '“king” is no role; use one of citizen, official'],
    ['a subject that is nobody', ['token', '--role', 'citizen', '--subject', ''], '--subject names nobody'],
    ['a role that is missing', ['token'], "required option '--role <role>'"],
    ['no supergraph', ['gateway'], 'gateway wants --supergraph FILE'],
    ['a route without a name', ['compose', '--url', 'http://a.example'], '--url wants name=http://…'],
    [
      'a route of nobody',
      ['compose', '--url', 'hotlin=http://a.example'],
      '--url names hotlin, but the subgraphs are identity',
    ],
    ['one database for several files', ['check', '--database', 'sqlite:x'], '--database is for one file'],
    ['one database of several departments', ['quality', '--database', 'sqlite:x'], '--database is for one file'],
    ['nobody to list', ['quality', '--list', '0'], '--list is a whole number from 1 to 1000'],
    [
      'an unknown department',
      ['quality', '--department', 'hotlin'],
      '--department names hotlin, but the departments are approvals',
    ],
    [
      'an unknown type',
      ['quality', '--type', 'Citzen'],
      '--type names Citzen, but the types with a table and a key are',
    ],
    ['an operation that is none', ['explain', 'nothing'], '“nothing” is neither a file nor GraphQL'],
  ];

  test('each case', async () => {
    const results = await Promise.all(cases.map(async ([id, args, text]) => ({ id, text, ...(await runHere(args)) })));
    for (const { id, text, ...result } of results) {
      expect({ id, said: result.stderr }).toEqual({ id, said: expect.stringContaining(text) });
      expectFailure(result, 2, text);
    }
  });

  test('of the process itself', async () => {
    expectFailure(await runCli(['check', '--offlin']), 2, "unknown option '--offlin'");
  });
});

describe('check', () => {
  test('offline exits with 0 where there is nothing to say, and prints what is public', async () => {
    const { code, stdout } = await runHere(['check', '--offline', inFolder('good.graphql')]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('1 file, no mistakes') });
    expect(stdout).toContain('residents House.street');
    expect(stdout).not.toContain('Person.name');
  });

  test('exits with 1 where there are mistakes, and tells each on a line', async () => {
    const file = inFolder('bad.graphql');
    const { code, stdout } = await runHere(['check', '--offline', file]);
    const lines = stdout.split('\n');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/bad\.graphql:14:9 MAPPING_NON_NULL_FIELD .* Write `name: String`\.$/);
    expect(lines[1]).toMatch(/bad\.graphql:\d+:\d+ MAPPING_CODES_MISSING /);
    expect(lines.slice(2)).toEqual(['', '2 mistakes in 1 file', '']);
  });

  test('asks the databases of the whole city', async () => {
    const { code, stdout } = await runCli(['check', '--data', folder]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('5 files, no mistakes') });
  });

  test('asks the one database it is given', async () => {
    const database = ['--database', `sqlite:${inFolder('base.db')}`];
    const [good, bad] = await Promise.all([
      runHere(['check', inFolder('good.graphql'), ...database]),
      runHere(['check', 'subgraphs/social-insurance/subgraph.graphql', ...database]),
    ]);
    expect(good.code).toBe(0);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('MAPPING_UNKNOWN_TABLE The database has no table or view “CBRYXX”');
  });

  test('exits with 3 where the database can’t be reached, and shows no password', async () => {
    const url = 'postgres://reader:hunter2@127.0.0.1:1/none';
    const result = await runHere(['check', inFolder('good.graphql'), '--database', url]);
    expectFailure(result, 3, 'DATABASE_UNREACHABLE: The database of residents can’t be reached');
    expect(result.stdout + result.stderr).not.toContain('hunter2');
  });

  test('exits with 1 where there is no file, no variable, no demo', async () => {
    const [file, variable, demo] = await Promise.all([
      runHere(['check', inFolder('none.graphql')]),
      runHere(['check', inFolder('good.graphql')]),
      runHere(['check', '--data', inFolder('no-demo')]),
    ]);
    expectFailure(file, 1, 'none.graphql: the file can’t be read');
    expectFailure(variable, 1, 'the environment has no RESIDENTS_URL');
    expectFailure(demo, 1, 'no demo runs with this data folder');
  });
});

describe('compose', () => {
  test('writes a supergraph that names each subgraph’s address and no table', async () => {
    expect(await composed()).toEqual({ code: 0, stdout: '', stderr: '' });
    const supergraph = readFileSync(inFolder('supergraph.graphql'), 'utf8');
    for (const name of ['identity', ...departmentNames]) expect(supergraph).toContain(`http://127.0.0.1:1/${name}"`);
    expect(supergraph).not.toMatch(/t_ry_jbxx|sfzh|CIVIL_REGISTRY_URL/);
  });

  test('exits with 1 where the file has mistakes', async () => {
    expectFailure(await runHere(['compose', inFolder('bad.graphql')]), 1, 'MAPPING_NON_NULL_FIELD');
  });
});

describe('token', () => {
  test('is for the demo, for twelve hours, for whom it says', async () => {
    const [usual, given, admin] = await Promise.all([
      runHere(['token', '--role', 'citizen', '--data', folder]),
      runHere(['token', '--role', 'citizen', '--subject', '110105491231002', '--data', folder]),
      runHere(['token', '--role', 'admin', '--data', folder]),
    ]);
    const claims = decodeJwt(usual.stdout.trim());
    expect(claims).toMatchObject({ aud: 'demo', sub: heroId, role: 'citizen', client: 'citizen-portal', scope: '' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(12 * 3600);
    expect(decodeJwt(given.stdout.trim()).sub).toBe(heroId);
    expect(decodeJwt(admin.stdout.trim())).toMatchObject({ role: 'admin', scope: 'admin' });
    expect([usual.code, given.code, admin.code]).toEqual([0, 0, 0]);
  });
});

describe('explain', () => {
  test('prints the plan and each department’s statements', async () => {
    const { code, stdout } = await runHere(['explain', 'docs/hero.graphql', '--data', folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('QueryPlan');
    expect(stdout).toMatch(/^# civil-registry, for citizen: \d+ statements?$/m);
    expect(stdout).toMatch(/^-- .*\(postgres\)$/m);
    expect(stdout).toMatch(/^-- .*\(sqlite\)$/m);
    expect(stdout).not.toContain(heroId);
  });

  test('prints those of a graph of its own', async () => {
    writeFileSync(inFolder('explained.yaml'), 'departments: [{ file: good.graphql }]\nlimits: { cost: 77 }\n');
    const args = ['explain', '--config', inFolder('explained.yaml'), '{ person(id: "1") { name } }'];
    const { code, stdout } = await runHere(args, { RESIDENTS_URL: `sqlite:${inFolder('base.db')}` });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# costs \d+ of the 77 that one operation may cost$/m);
    expect(stdout).toMatch(/^-- .* \(sqlite\), where one key is asked for\nSELECT .* = \? .* LIMIT \?$/m);
    const both = await runHere([...args, '--data', folder]);
    expectFailure(both, 2, 'USAGE: either --config or --data is given');
  });

  test('exits with 1 where the operation does not fit the graph', async () => {
    const result = await runHere(['explain', '{ citizn { id } }', '--data', folder]);
    expectFailure(result, 1, 'GRAPHQL_VALIDATION_FAILED: Cannot query field "citizn"');
  });
});

describe('servers', () => {
  test('exit with 3 where the port is taken', async () => {
    const secret = { ONESTOP_SECRET: 'a long random text for a test' };
    expect(await composed()).toMatchObject({ code: 0 });
    const [subgraph, gateway, demo] = await Promise.all([
      runHere(['subgraph', 'identity', '--port', port], secret),
      runHere(['gateway', '--supergraph', inFolder('supergraph.graphql'), '--port', port], secret),
      runCli(['demo', '--port', port, '--data', inFolder('demo')]),
    ]);
    for (const result of [subgraph, gateway, demo]) expectFailure(result, 3, `PORT_IN_USE: Port ${port} is taken`);
  });

  test('refuse what is not configured', async () => {
    const [unsigned, none, open] = await Promise.all([
      runHere(['subgraph', 'identity', '--port', '0']),
      runHere(['serve', '--config', inFolder('none.yaml')]),
      runHere(['subgraph', 'subgraphs/civil-registry/subgraph.graphql', '--port', '0', '--open', '--database', 'sqlite:none.db']), // prettier-ignore
    ]);
    expectFailure(unsigned, 1, 'there is no ONESTOP_SECRET');
    expectFailure(open, 1, 'it has personal data, such as Query.citizens');
    expectFailure(none, 1, 'none.yaml: the file can’t be read');
  });

  test('a subgraph on its own answers, and stops when asked', async () => {
    const running = startCli(['subgraph', 'identity', '--port', '0', '--open']);
    const printed = await running.until('answers at');
    const url = /http:\S+/.exec(printed)?.[0] ?? '';
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(await response.text()).toContain('type Citizen');
    expect((await running.stop()).code).toBe(0);
  });
});
