import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { departmentFiles } from '../../cli/department-files.ts';
import { environmentName } from '../../cli/demo-environment.ts';
import { departmentNames, type DepartmentName } from '../../demo/departments.ts';
import { databaseUrls, type PreparedDepartments } from '../../demo/prepare-departments.ts';
import { openCity } from '../city.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import type { RunningCommand } from './command.ts';
import { openDepartmentProxy, type DepartmentProxy, type Outage } from './department-proxy.ts';
import { askHero, signedIn } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';
import { expectWithout, expectWithoutHung, isWhole, readWhole, type Whole } from './without.ts';

/** Two departments share PostgreSQL and two share MariaDB: each has a line of its own, which can fail alone. */
const isHere = await mariadbIsHere('departments that are down, one by one and two by two');
const testThere = isHere ? test : test.skip;

type Line = Pick<DepartmentProxy, 'fail' | 'restore' | 'close'>;

let city: PreparedDepartments;
let fixture: ServeFixture;
let gateway: RunningCommand;
let official: Readonly<Record<string, string>>;
let whole: Whole;
const lines = new Map<DepartmentName, Line>();

beforeAll(async () => {
  if (!isHere) return;
  city = await openCity();
  fixture = await createServeFixture();
  official = signedIn(await fixture.token());
  const urls = await Promise.all(
    Object.entries(databaseUrls(city)).map(async ([name, url]) => [environmentName(name), await lineTo(name, url)]),
  );
  // With their own pools: in a small one, who hangs keeps the others waiting.
  const files = departmentFiles().map(({ file }) => `  - file: ${file}`);
  gateway = await fixture.serve(files, { ONESTOP_SECRET: 'the secret of this test', ...Object.fromEntries(urls) });
  await until('the hero is answered', async () => (await askHero(gateway.url, official)).body.errors === undefined);
  whole = await readWhole(gateway.url, official);
});
afterAll(async () => {
  if (!isHere) return;
  await gateway.stop();
  await Promise.all([...lines.values()].map((line) => line.close()));
  fixture.remove();
  await city.close();
});

/** The URL of a department by a line that can fail. A SQLite file is a copy, which can be moved away. */
async function lineTo(name: string, url: string): Promise<string> {
  const department = departmentNames.find((each) => each === name);
  if (department === undefined) return url; // the hub stays
  if (!url.startsWith('sqlite:')) {
    const proxy = await openDepartmentProxy(url);
    lines.set(department, proxy);
    return proxy.url;
  }
  const file = join(fixture.folder, 'copy of the insured.db');
  copyFileSync(url.slice('sqlite:'.length), file);
  const fail = async (): Promise<void> => renameSync(file, `${file}.away`);
  const restore = async (): Promise<void> => renameSync(`${file}.away`, file);
  lines.set(department, { fail, restore, close: async () => {} });
  return `sqlite:${file}`;
}

/** While these are down; they are back when it is over, and so is the whole answer. */
async function withDown(outages: ReadonlyMap<DepartmentName, Outage>, work: () => Promise<void>): Promise<void> {
  for (const [name, outage] of outages) await lines.get(name)?.fail(outage);
  try {
    await work();
  } finally {
    for (const name of outages.keys()) await lines.get(name)?.restore();
  }
  await until('everybody answers again', async () => isWhole(whole, await askHero(gateway.url, official)), 20_000);
}

const singles = departmentNames.map((name) => [name]);
const pairs = departmentNames.flatMap((one, index) => departmentNames.slice(index + 1).map((other) => [one, other]));

testThere('there are fifteen ways to lose one or two of five', () => {
  expect([...singles, ...pairs]).toHaveLength(15);
});

testThere.each([...singles, ...pairs].map((names) => [names.join(' and '), names] as const))(
  'without %s the rest answers as before, and it comes back',
  async (_shown, names) => {
    const outages = new Map(names.map((name, index) => [name, index === 0 ? 'refused' : 'reset'] as const));
    await withDown(outages, async () => {
      const answer = await askHero(gateway.url, official);
      expectWithout(whole, names, answer);
      // Once more, when breakers may have opened.
      expectWithout(whole, names, await askHero(gateway.url, official));
    });
  },
);

testThere.each([
  ['civil-registry', 'approvals'],
  ['market-regulation', 'hotline'],
] as const)('while %s and %s hang, the answer comes within the deadline', async (...names) => {
  const outages = new Map(names.map((name) => [name, 'hung'] as const));
  await withDown(outages, async () => {
    const startedAt = performance.now();
    const answer = await askHero(gateway.url, official);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expectWithoutHung(whole, names, answer);
  });
});
