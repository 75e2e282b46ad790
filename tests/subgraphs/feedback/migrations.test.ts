import { cpSync, mkdtempSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withClient } from '../../../demo/seed/postgres-client.ts';
import { loadMigrations, type Migration } from '../../../adapters/hub/load-migrations.ts';
import { runMigrations } from '../../../adapters/hub/run-migrations.ts';
import { asZhou, complaint, openDesk, type TestDesk } from './fixtures/desk.ts';
import { createHub, type TestHub } from './fixtures/hub.ts';

const folder = fileURLToPath(new URL('../../../subgraphs/feedback/migrations', import.meta.url));
const migrations = loadMigrations(folder);

let hub: TestHub;
const open = async (): Promise<void> => {
  hub = await createHub();
};
const close = () => hub.remove();

const run = (given: readonly Migration[]) => withClient(hub.url, (client) => runMigrations(client, 'feedback', given));
const recorded = async () =>
  (await hub.query('SELECT name FROM feedback_migration ORDER BY name')).map(({ name }) => name);

/** Tables, columns, indexes and triggers as the database has them. */
const shape = () =>
  hub.query(`SELECT 'column' AS what, table_name || '.' || column_name || ' ' || data_type AS name
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', event_object_table || ' ' || trigger_name || ' ' || event_manipulation
      FROM information_schema.triggers ORDER BY 1, 2`);

const oldRow = `INSERT INTO feedback
  (id, kind, title, channel, entered_by, entered_role, requested_at, updated_at, agency, state, status)
  VALUES ('feedback:old', 'HELP', '旧', 'WEB', 'o', 'official', '2026-09-01', '2026-09-01', '民政局', 'DISPATCHED', 'OPEN')`;

test('there are several, in order', () => {
  expect(migrations.length).toBeGreaterThan(2);
  expect(migrations.map(({ name }) => name.slice(0, 4))).toEqual(
    migrations.map((_, index) => String(index + 1).padStart(4, '0')),
  );
});

describe('from every version', () => {
  let fresh: Awaited<ReturnType<typeof shape>>;
  beforeAll(async () => {
    await open();
    await run(migrations);
    fresh = await shape();
    await close();
  });
  beforeEach(open);
  afterEach(close);

  test.each(migrations.map((_, index) => index))('%i the tables come to the same, rows included', async (version) => {
    await run(migrations.slice(0, version));
    if (version > 0) await hub.query(oldRow);
    await run(migrations);
    await run(migrations);
    expect(await recorded()).toEqual(migrations.map(({ name }) => name));
    expect(await shape()).toEqual(fresh);
    if (version === 0) return;
    const desk = await openDesk({ databaseUrl: hub.url });
    const { code, state } = await desk.change('respondToFeedback', { feedbackId: 'feedback:old', action: 'SIGN' });
    expect([code, state]).toEqual([null, 'SIGNED']);
    await desk.close();
  });

  test('replicas that start together run each once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => run(migrations)));
    expect(await recorded()).toEqual(migrations.map(({ name }) => name));
  });
});

test('one that fails leaves nothing behind, and what ran before it stays', async () => {
  await open();
  const broken = { name: '9999-broken', sql: 'CREATE TABLE half (a int); SELECT 1/0', checksum: 'x' };
  await expect(run([...migrations, broken])).rejects.toThrow('division by zero');
  expect(await recorded()).toEqual(migrations.map(({ name }) => name));
  expect(await hub.query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
  await close();
});

describe('a past migration', () => {
  beforeEach(open);
  afterEach(close);

  const withFolder = async (change: (copy: string) => void, check: (copy: string) => Promise<void>): Promise<void> => {
    const copy = mkdtempSync(path.join(tmpdir(), 'onestop migrations '));
    try {
      cpSync(folder, copy, { recursive: true });
      change(copy);
      await check(copy);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };

  test.each([
    [
      'changed',
      'its text has changed since',
      (copy: string) => appendFileSync(path.join(copy, '0001-feedback.sql'), '-- so'),
    ],
    ['missing', 'it is missing from this release', (copy: string) => rmSync(path.join(copy, '0001-feedback.sql'))],
  ] as const)('that is %s is refused, and nothing runs', async (_how, reason, change) => {
    await run(migrations);
    await withFolder(change, async (copy) => {
      writeFileSync(path.join(copy, '0004-more.sql'), 'CREATE TABLE more (a int)');
      await expect(run(loadMigrations(copy))).rejects.toMatchObject({
        code: 'DATABASE_MIGRATION_MISMATCH',
        details: { migration: '0001-feedback', reason },
      });
      expect(await hub.query(`SELECT to_regclass('more') AS more`)).toEqual([{ more: null }]);
      // To a client the system is not there; the operator hears why.
      const desk = await openDesk({ databaseUrl: hub.url, migrationsFolder: copy });
      const { code, answer } = await desk.change('submitFeedback', complaint, asZhou);
      expect([code, answer.errors[0]?.details]).toEqual(['DEPARTMENT_UNAVAILABLE', { department: 'feedback' }]);
      expect(await desk.subgraph.health()).toEqual({ state: 'down', roundTripMs: null });
      expect(desk.failures).toContainEqual(expect.objectContaining({ code: 'DATABASE_MIGRATION_MISMATCH' }));
      await desk.close();
    });
  });

  test('whose line ends alone differ is the same', async () => {
    await withFolder(
      (copy) => {
        for (const { name, sql } of migrations)
          writeFileSync(path.join(copy, `${name}.sql`), sql.replaceAll('\n', '\r\n'));
      },
      async (copy) => {
        expect(loadMigrations(copy)).toEqual(migrations);
      },
    );
  });
});

describe('the store itself', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    await open();
    desk = await openDesk({ databaseUrl: hub.url });
    const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
    for (const action of ['SIGN', 'ASK', 'ANSWER'])
      await desk.change('respondToFeedback', { feedbackId: id, action, note: '好' });
    await desk.change('rateCase', { feedbackId: id, level: 'DISSATISFIED' }, asZhou);
    await desk.change('rectify', { feedbackId: id, what: 'RULE', note: '改了' });
    await desk.change('rateCase', { feedbackId: id, level: 'DISSATISFIED' }, asZhou);
  });
  afterAll(async () => {
    await desk.close();
    await close();
  });

  test.each([
    [`UPDATE feedback_event SET note = 'x'`, 'never changed'],
    [`DELETE FROM feedback_event`, 'never changed'],
    [`UPDATE rating SET level = 'SATISFIED'`, 'never changed'],
    [`DELETE FROM rectification`, 'never changed'],
    [`DELETE FROM promise`, 'never taken back'],
    [`UPDATE promise SET kind = 'CONTACT'`, 'does not change'],
    [`UPDATE promise SET due_at = due_at - interval '1 s' WHERE met_at IS NULL`, 'does not move back'],
    [`UPDATE promise SET due_at = due_at + interval '1 s' WHERE met_at IS NULL`, 'recorded pause alone'],
    [`UPDATE promise SET met_at = now() WHERE met_at IS NOT NULL`, 'was met does not change'],
    [`UPDATE promise_pause SET to_at = now()`, 'ends once'],
    [`DELETE FROM promise_pause`, 'ends once'],
  ])('refuses %s', async (statement, reason) => {
    await expect(hub.query(statement)).rejects.toThrow(reason);
  });
});
