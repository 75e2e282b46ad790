import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkFiles } from '../../cli/check-files.ts';
import { composeFiles } from '../../cli/compose-files.ts';
import { departmentFiles, readDepartmentFile } from '../../cli/department-files.ts';
import type { RunningGateway } from '../../cli/start-gateway.ts';
import { departmentNames, type DepartmentName } from '../../demo/departments.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { environmentOf, openCity } from '../city.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { ask, heroId, heroQueryWithout, signedIn, withoutCursors, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';
import { copyThriftyDepartments } from './thrifty-departments.ts';
import { readWhole, type Whole } from './without.ts';

const secret = 'the secret of this test';

let city: PreparedDepartments;
let fixture: ServeFixture;
let official: Readonly<Record<string, string>>;
let whole: Whole;

beforeAll(async () => {
  city = await openCity();
  fixture = await createServeFixture();
  official = signedIn(await fixture.token());
  const gateway = await fixture.serveHere(
    fixture.files.map(({ file }) => `  - file: ${file}`),
    { ONESTOP_SECRET: secret, ...environmentOf(city) },
  );
  whole = await readWhole(gateway.url, official).finally(() => gateway.close());
});
afterAll(async () => {
  fixture.remove();
  await city.close();
});

/** What a department takes with it, and what is left of the hero. */
const cases: readonly {
  readonly removed: DepartmentName;
  readonly gone: readonly string[];
  readonly goneRoots: readonly string[];
  readonly goneTypes: readonly string[];
}[] = [
  {
    removed: 'social-insurance',
    gone: ['insurance { status }', 'contributions { totalCount }', 'benefits { totalCount }'],
    goneRoots: ['insuranceSchemes { totalCount }'],
    goneTypes: ['InsuredPerson', 'Contribution', 'Benefit'],
  },
  {
    removed: 'civil-registry',
    gone: [
      'fullName',
      'gender',
      'dateOfBirth',
      'domicile { postCode }',
      'household { id }',
      'nameChanges { totalCount }',
    ],
    goneRoots: ['citizens { totalCount }', 'adminUnits { totalCount }'],
    goneTypes: ['Household', 'NameChange', 'AdminUnit'],
  },
  {
    removed: 'approvals',
    gone: ['cases { totalCount }', 'counterVisits { totalCount }'],
    goneRoots: ['services { totalCount }', 'lifeEvents { totalCount }', 'lifeEvent(id: "BIRTH") { id }'],
    goneTypes: ['CounterVisit', 'ServiceStage', 'CaseStage'],
  },
  {
    removed: 'market-regulation',
    gone: ['businesses { totalCount }'],
    goneRoots: ['businesses { totalCount }'],
    goneTypes: ['BusinessPerson', 'AnnualReport'],
  },
  {
    removed: 'hotline',
    gone: ['hotlineOrders { totalCount }', 'hotlineContactsByPhone { totalCount }'],
    goneRoots: ['hotlineOrders { totalCount }', 'hotlineTopics { totalCount }'],
    goneTypes: ['HotlineOrder', 'HotlineContact', 'HotlineTopic'],
  },
];

describe.each(cases)('without the folder of $removed', ({ removed, gone, goneRoots, goneTypes }) => {
  let folder: string;
  let gateway: RunningGateway;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onestop subgraphs '));
    copyThriftyDepartments(folder);
    rmSync(join(folder, removed), { recursive: true });
    gateway = await fixture.serveHere(
      departmentFiles(folder).map(({ file }) => `  - file: ${file}`),
      { ONESTOP_SECRET: secret, ...environmentOf(city) },
    );
    // A first answer may be late on a machine that is busy.
    const query = heroQueryWithout(gone.map((field) => /^\w+/.exec(field)?.[0] ?? ''));
    const asked = { query, variables: { id: heroId } };
    await until(
      'the hero is answered',
      async () => (await ask(gateway.url, asked, official)).body.errors === undefined,
    );
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the rest is listed, checked and composed', async () => {
    const files = departmentFiles(folder);
    const left = departmentNames.filter((name) => name !== removed).sort();
    expect(files.map(({ displayName }) => displayName)).toEqual(
      left.map((name) => `subgraphs/${name}/subgraph.graphql`),
    );
    const given = files.map((file) => ({ ...file, sdl: readDepartmentFile(file) }));
    const checked = await checkFiles(given, { online: true, databaseUrl: null, environment: environmentOf(city) });
    expect(checked.mistakes).toEqual([]);
    const supergraph = composeFiles(files, new Map());
    const types = new Set([...supergraph.matchAll(/^(?:type|interface|enum) (\w+)/gm)].map(([, name]) => name));
    expect(types.size).toBeGreaterThan(20);
    for (const name of goneTypes) expect(types).not.toContain(name);
  });

  test('the rest of the hero is as before, merged lists without its rows', async () => {
    const query = heroQueryWithout(gone.map((field) => /^\w+/.exec(field)?.[0] ?? ''));
    const { body } = await ask(gateway.url, { query, variables: { id: heroId } }, official);
    expect(body.errors).toBeUndefined();
    const { contacts, feedback, ...own } = body.data.citizen;
    const kept = Object.fromEntries(Object.entries(whole.citizen).filter(([field]) => field in own));
    expect(withoutCursors(own)).toEqual(withoutCursors(kept));
    const isGone = ({ id }: Json): boolean => whole.sourceOf.get(id)?.some((part) => part === removed) ?? false;
    for (const [name, list] of Object.entries({ contacts, feedback }) as [keyof Whole['rows'], Json][]) {
      const left = whole.rows[name].filter((row) => !isGone(row));
      expect(list).toEqual({ nodes: left.slice(0, 4), totalCount: left.length });
    }
  });

  test('its fields, roots and types are gone', async () => {
    const questions = [
      ...gone.map((field) => `{ citizen(id: "1") { ${field} } }`),
      ...goneRoots.map((root) => `{ ${root} }`),
    ];
    for (const query of questions) {
      const { body } = await ask(gateway.url, { query }, official);
      expect(body.data).toBeUndefined();
      expect(body.errors.map((error: Json) => error.extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(body.errors[0].message).toMatch(/^Cannot query field/);
    }
    const { body } = await ask(gateway.url, { query: '{ departments { name } }' }, official);
    const names = body.data.departments.map(({ name }: { readonly name: string }) => name);
    expect(names).not.toContain(removed);
    expect(names).toContain('interaction');
  });
});
