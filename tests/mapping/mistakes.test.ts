import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeMistake } from '../../adapters/mapping/mistake.ts';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { checkFiles } from '../../cli/check-files.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { errorTable } from '../../schema/errors.ts';
import { openCity } from '../city.ts';
import { applyMistake, placeIn, told } from './apply-mistake.ts';
import { createBaseTables } from './base-tables.ts';
import { compositionCases } from './composition-cases.ts';
import type { MistakeCase } from './cases/mistake-case.ts';
import { postgresCases } from './cases/postgres-cases.ts';
import { databaseCases, staticCases } from './mistake-cases.ts';
import { sharedGraphCases } from './shared-graph-cases.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const base = read('base.graphql');
const registry = read('../../subgraphs/civil-registry/subgraph.graphql');

const named = (cases: readonly MistakeCase[]) => cases.map((each) => [each.id, each] as const);

const expected = (
  { code, says, wayOut }: MistakeCase,
  file: string,
  { line, column }: { line: number; column: number },
) => [
  {
    code,
    place: `${file}:${line}:${column}`,
    message: expect.stringContaining(says),
    action: expect.stringContaining(wayOut),
  },
];

describe('mistakes that the file alone shows', () => {
  test('the good file has none', () => {
    expect(readMapping(base, 'base.graphql').mistakes).toEqual([]);
  });

  test.each(departmentFiles().map(({ file, displayName }) => [displayName, file]))('%s has none', (_name, file) => {
    expect(readMapping(readFileSync(file, 'utf8'), file).mistakes).toEqual([]);
  });

  test.each(named([...staticCases, ...sharedGraphCases]))('%s', (_id, each) => {
    const file = applyMistake(base, each);
    expect(readMapping(file.sdl, 'a.graphql').mistakes.map(told)).toEqual(expected(each, 'a.graphql', file));
  });

  test('several are all told, each where it stands', () => {
    const cases = [
      'a type nobody defines',
      'the usual page is larger than the largest',
      'one code for two values',
      'the key is forgotten',
      'a person’s id on a type that says of nobody',
    ].flatMap((id) => staticCases.filter((each) => each.id === id));
    const sdl = cases.reduce((text, { from, to }) => text.replace(from, () => to), base);
    const found = readMapping(sdl, 'a.graphql').mistakes.map(({ code }) => code);
    expect([...found].sort()).toEqual(cases.map(({ code }) => code).sort());
  });

  test('a line for the terminal says place, code, what is wrong and the way out', () => {
    const sdl = base.replace('@column(name: "xb")', '@colum(name: "xb")');
    expect(readMapping(sdl, 'a.graphql').mistakes.map(writeMistake)).toEqual([
      'a.graphql:15:18 MAPPING_DIRECTIVE_UNKNOWN There is no directive @colum. Did you mean “column”?',
    ]);
  });
});

describe('mistakes that the database shows', () => {
  let folder: string;
  let url: string;
  const check = (sdl: string) =>
    checkFiles([{ displayName: 'a.graphql', sdl }], { online: true, databaseUrl: url, environment: {} });

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'onestop-mapping-'));
    url = `sqlite:${path.join(folder, 'base.db')}`;
    createBaseTables(path.join(folder, 'base.db'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the good file has none, and the list of what is public is printed', async () => {
    const { mistakes, publicFields } = await check(base);
    expect(mistakes).toEqual([]);
    const fields = ['House.id', 'House.street', 'House.kind', 'Lease.rent', 'Lease.id', 'Lease.signed', 'Sale.price', 'Sale.id', 'Sale.signed']; // prettier-ignore
    expect(publicFields).toEqual(fields.map((field) => `residents ${field}`));
  });

  test.each(named(databaseCases))('%s', async (_id, each) => {
    const file = applyMistake(base, each);
    expect((await check(file.sdl)).mistakes.map(told)).toEqual(expected(each, 'a.graphql', file));
  });

  test('codes and objects that are found have none, nor has a code of two names that the file itself explains', async () => {
    const kinds = 'FLAT @code(value: "1")\n  COTTAGE @code(value: "2")';
    const found = 'FLAT @code(name: "公寓", value: "1")\n  COTTAGE @code(name: "平房")';
    const dictionary = `(dictionary: {table: "t_zd", where: "lbdm = 'ZZ'", code: "mxdm", name: "mc"})`;
    const plan = 'kind: HouseKind @column(name: "lb")\n  plans: [Plan] @embedded(column: "dz", json: "a")';
    const sdl = base
      .replace(kinds, found)
      .replace('HouseKind @codes', () => `HouseKind @codes${dictionary}`)
      .replace('kind: HouseKind @column(name: "lb")', plan);
    expect((await check(`${sdl}\ntype Plan { area: Int @column(json: "mj") }`)).mistakes).toEqual([]);
  });

  test('what the file shows and what the database shows are told together', async () => {
    const sdl = base.replace('t_visit', 't_visits').replace('name: String', 'name: String!');
    const codes = (await check(sdl)).mistakes.map(({ code }) => code);
    expect(codes).toEqual(['MAPPING_NON_NULL_FIELD', 'MAPPING_UNKNOWN_TABLE']);
  });

  test('a database that is not there is no mistake of the file', async () => {
    const options = { online: true, databaseUrl: `sqlite:${folder}/none.db`, environment: {} };
    await expect(checkFiles([{ displayName: 'a.graphql', sdl: base }], options)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
  });

  test('a url that the environment does not have says which variable to set', async () => {
    const options = { online: true, databaseUrl: null, environment: {} };
    await expect(checkFiles([{ displayName: 'a.graphql', sdl: base }], options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'a.graphql: the environment has no RESIDENTS_URL',
    });
  });
});

describe('mistakes that PostgreSQL shows', () => {
  let city: PreparedDepartments;
  const check = (sdl: string) =>
    checkFiles([{ displayName: 'registry.graphql', sdl }], {
      online: true,
      databaseUrl: city.departments['civil-registry'].url,
      environment: {},
    });

  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  test('the shipped file has none', async () => {
    expect((await check(registry)).mistakes).toEqual([]);
  });

  test.each(named(postgresCases))('%s', async (_id, each) => {
    const file = applyMistake(registry, each);
    expect((await check(file.sdl)).mistakes.map(told)).toEqual(expected(each, 'registry.graphql', file));
  });
});

describe('mistakes between departments', () => {
  test.each(compositionCases)('$id', async ({ change, other, problems }) => {
    const sdl = base.replace(change.from, () => change.to);
    const files = { 'a.graphql': sdl, 'other.graphql': other };
    const { mistakes } = await checkFiles(
      Object.entries(files).map(([displayName, text]) => ({ displayName, sdl: text })),
      { online: false, databaseUrl: null, environment: {} },
    );
    expect(mistakes.map(told)).toEqual(
      problems.map(({ file, at, code, says }) => ({
        code: 'COMPOSITION_FAILED',
        place: placeIn(file, files[file], at),
        message: expect.stringMatching(new RegExp(`^${code}: .*${says}`)),
        action: expect.stringContaining('Correct the SDL at the given file and line'),
      })),
    );
  });

  test('what composition finds odd is told as a hint, not refused', async () => {
    const check = (sdl: string) =>
      checkFiles([{ displayName: 'a.graphql', sdl }], { online: false, databaseUrl: null, environment: {} });
    const told = await check(base);
    expect(told.mistakes).toEqual([]);
    expect(told.hints).toEqual([expect.stringMatching(/^INCONSISTENT_DESCRIPTION: Element "Citizen"/)]);
    const { hints } = await check(base.replace('"Known elsewhere: this department adds what it has."', ''));
    expect(hints).toEqual([]);
  });

  test('nothing is composed of a file that has mistakes itself', async () => {
    const sdl = base.replace('name: String', 'name: String!');
    const files = [
      { displayName: 'a.graphql', sdl },
      { displayName: 'b.graphql', sdl: base },
    ];
    const { mistakes } = await checkFiles(files, { online: false, databaseUrl: null, environment: {} });
    expect(mistakes.map(({ code }) => code)).toEqual(['MAPPING_NON_NULL_FIELD']);
  });
});

test('two departments that say differently who may see one thing are both told of', async () => {
  const other = `extend schema @source(name: "other", url: "env:OTHER_URL")
    type House @key(fields: "id") @table(name: "t") @subject(field: "id") { id: ID! @column(name: "a", as: RESIDENT_ID) }`;
  const files = [
    { displayName: 'a.graphql', sdl: base.replace('type House @key', 'type House @subject(field: "kind") @key') },
    { displayName: 'other.graphql', sdl: other },
  ];
  const { mistakes } = await checkFiles(files, { online: false, databaseUrl: null, environment: {} });
  expect(mistakes.map(told)).toEqual([
    {
      code: 'MAPPING_POLICY_CONFLICT',
      place: placeIn('other.graphql', other, '@subject(field: "id")'),
      message: 'House is @subject(field: "id") here and @subject(field: "kind") in residents',
      action: expect.stringContaining('owner'),
    },
  ]);
});

test('every MAPPING_ code is exercised', () => {
  const exercised = new Set(
    [...staticCases, ...sharedGraphCases, ...databaseCases, ...postgresCases].map(({ code }) => code),
  );
  // What two files say against each other is exercised above.
  const codes = Object.keys(errorTable).filter(
    (code) => code.startsWith('MAPPING_') && code !== 'MAPPING_POLICY_CONFLICT',
  );
  expect(codes.filter((code) => !exercised.has(code as keyof typeof errorTable))).toEqual([]);
});
