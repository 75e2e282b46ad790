import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Database from 'libsql';
import { seedSqlite } from '../../demo/seed/seed-sqlite.ts';
import { insuranceSeed } from '../../demo/seed/insurance-seed.ts';
import { createPopulation } from '../../demo/population.ts';
import { silentReport } from '../../demo/report.ts';
import { ask } from './fixtures/ask.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const things = `${smallSource()}
  type Query { things: ThingConnection @list(orderBy: ["id"], max: 9) }
  type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") }`;

test('a writer who holds the file for a moment is waited for; one who keeps it is told of', async () => {
  const rows = ['CREATE TABLE things (id integer PRIMARY KEY)', 'INSERT INTO things VALUES (1)'];
  const subgraph = await small.open('sqlite', things, ...rows);
  const question = { query: '{ things { nodes { id } } }' };
  expect((await ask(subgraph, question)).errors).toEqual([]);
  const writer = new Database(path.join(small.folder, '1.db'));
  try {
    writer.exec('BEGIN EXCLUSIVE; INSERT INTO things VALUES (2)');
    const waiting = ask(subgraph, question);
    await delay(100);
    writer.exec('COMMIT');
    expect(await waiting).toMatchObject({ errors: [], data: { things: { nodes: [{ id: '1' }, { id: '2' }] } } });
    writer.exec('BEGIN EXCLUSIVE');
    expect((await ask(subgraph, question)).errors).toMatchObject([{ code: 'DEPARTMENT_BUSY' }]);
  } finally {
    writer.close();
  }
});

test('a file that is kept is looked at without shutting out its readers', async () => {
  const file = path.join(small.folder, 'kept.db');
  const [seed, citizens] = [1, 30];
  const task = { seed, citizens, report: silentReport, population: () => createPopulation({ seed, citizens }) };
  expect((await seedSqlite(file, insuranceSeed, task)).state).toBe('seeded');
  const reader = new Database(`file:${encodeURI(file)}?mode=ro`);
  try {
    reader.exec('BEGIN; SELECT count(*) FROM CBRYXX'); // holds the file, as a statement under way does
    expect((await seedSqlite(file, insuranceSeed, task)).state).toBe('kept');
  } finally {
    reader.close();
  }
});
