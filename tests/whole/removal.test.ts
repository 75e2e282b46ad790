import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkoutFolder } from '../../demo/data-folder.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import { openCity } from '../city.ts';
import { runCommand, type RunningCommand } from './command.ts';
import { ask, askHero, heroId, signedIn, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

let city: PreparedDepartments;
let fixture: ServeFixture;
let official: Readonly<Record<string, string>>;

beforeAll(async () => {
  city = await openCity();
  fixture = await createServeFixture();
  official = signedIn(await fixture.token());
});
afterAll(async () => {
  fixture.remove();
  await city.close();
});

const cases = [
  {
    removed: 'social-insurance',
    remaining: 'civil-registry',
    gone: ['insurance { status }', 'contributions { totalCount }'],
    goneRoot: 'insuranceSchemes { totalCount }',
    goneType: 'InsuredPerson',
    kept: 'fullName household { type }',
    expected: { fullName: '周桂兰', household: { type: 'FAMILY' } },
  },
  {
    removed: 'civil-registry',
    remaining: 'social-insurance',
    gone: ['fullName', 'household { id }'],
    goneRoot: 'citizens { totalCount }',
    goneType: 'Household',
    kept: 'insurance { status }',
    expected: { insurance: { status: 'RECEIVING_BENEFIT' } },
  },
] as const;

describe.each(cases)('without the folder of $removed', ({ removed, remaining, ...about }) => {
  let folder: string;
  let gateway: RunningCommand;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onestop subgraphs '));
    cpSync(join(checkoutFolder(), 'subgraphs'), folder, { recursive: true });
    rmSync(join(folder, removed), { recursive: true });
    gateway = await fixture.serve(
      departmentFiles(folder).map(({ file }) => `  - file: ${file}`),
      {
        ONESTOP_SECRET: 'the secret of this test',
        CIVIL_REGISTRY_URL: city.departments['civil-registry'].url,
        SOCIAL_INSURANCE_URL: city.departments['social-insurance'].url,
      },
    );
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the rest is listed, composes and answers', async () => {
    const files = departmentFiles(folder);
    expect(files.map(({ displayName }) => displayName)).toEqual([`subgraphs/${remaining}/subgraph.graphql`]);
    const compose = runCommand(['compose', ...files.map(({ file }) => file)]);
    expect(await compose.ended).toBe(0);
    expect(compose.output()).not.toContain(about.goneType);
    const { body } = await ask(gateway.url, { query: `{ citizen(id: "${heroId}") { id ${about.kept} } }` }, official);
    expect(body).toEqual({ data: { citizen: { id: heroId, ...about.expected } } });
  });

  test('its fields and types are gone', async () => {
    const questions = [...about.gone.map((field) => `{ citizen(id: "1") { ${field} } }`), `{ ${about.goneRoot} }`];
    for (const query of questions) {
      const { body } = await ask(gateway.url, { query }, official);
      expect(body.data).toBeUndefined();
      expect(body.errors.map((error: Json) => error.extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(body.errors[0].message).toMatch(/^Cannot query field/);
    }
    const hero = await askHero(gateway.url, official);
    expect(hero.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
