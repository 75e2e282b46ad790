import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import { openTally, readAccount, type DirtAccount, type TableRow } from './dirt-account.ts';
import { insuranceIdioms } from './insurance-idioms.ts';
import { openInsuranceWriter } from './insurance-rows.ts';
import {
  createInsuranceTable,
  insuranceIndexes,
  insuranceTableNames,
  insuranceTables,
  type InsuranceTable,
} from './insurance-schema.ts';
import { createMarker, judge, markerTable, seederVersion, type DatabaseState, type Marker } from './marker.ts';
import type { SeedOutcome, SeedTask } from './seed-request.ts';

const department = 'social-insurance';
const chunkRows = 4_000;
const lockPatienceMs = 300_000;
const tableNames = `SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`;

/**
 * Fills the file, all of it in one exclusive transaction, unless it holds the same already or is
 * somebody else's. Of two at once the second waits and finds it done.
 * @param file absolute path; created where it is missing
 */
export async function seedInsurance(file: string, task: SeedTask): Promise<SeedOutcome> {
  const db = new Database(file);
  try {
    // A stranger's file may be one we can't lock.
    const found = await whenFree(() => inspect(db, task));
    if (found.state === 'foreign') return { state: 'foreign', account: null };
    db.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY');
    await whenFree(() => db.exec('BEGIN EXCLUSIVE'));
    const outcome = await seedLocked(db, task);
    db.exec('COMMIT');
    return outcome;
  } finally {
    db.close(); // without COMMIT this rolls back
  }
}

/** Asks again instead of letting SQLite wait: that would block the one who is to release the file, if it is us. */
async function whenFree<T>(work: () => T): Promise<T> {
  for (const end = Date.now() + lockPatienceMs; ;) {
    try {
      return work();
    } catch (error) {
      const isBusy = error instanceof Error && /locked|busy/i.test(error.message);
      if (!isBusy || Date.now() > end) throw error;
      await delay(50);
    }
  }
}

async function seedLocked(db: Database.Database, task: SeedTask): Promise<SeedOutcome> {
  const { state, marker } = inspect(db, task);
  if (state === 'foreign') return { state, account: null };
  const account = state === 'current' ? readAccount(String(marker?.account)) : null;
  if (account !== null) return { state: 'kept', account };
  return { state: 'seeded', account: await fill(db, task) };
}

function inspect(
  db: Database.Database,
  task: SeedTask,
): { readonly state: DatabaseState; readonly marker: Marker | undefined } {
  const names = db.prepare(tableNames).pluck().all().map(String);
  const marker = names.includes(markerTable) ? db.prepare(`SELECT * FROM ${markerTable}`).get() : undefined;
  const known = marker as Marker | undefined; // a table of ours, see createMarker
  return { state: judge(names, known, task), marker: known };
}

async function fill(db: Database.Database, task: SeedTask): Promise<DirtAccount> {
  for (const table of [...insuranceTableNames, markerTable]) db.exec(`DROP TABLE IF EXISTS ${table}`);
  for (const table of insuranceTableNames) db.exec(createInsuranceTable(table));
  db.exec(createMarker);
  const account = await insertPopulation(db, task);
  for (const statement of insuranceIndexes) db.exec(statement);
  db.prepare(`INSERT INTO ${markerTable} VALUES (?, ?, ?, ?)`).run(
    task.seed,
    task.citizens,
    seederVersion,
    JSON.stringify(account),
  );
  db.exec('ANALYZE');
  return account;
}

/** Gives way to the rest of the process between chunks. */
async function insertPopulation(
  db: Database.Database,
  { population, seed, citizens, report }: SeedTask,
): Promise<DirtAccount> {
  const tally = openTally(insuranceIdioms);
  const writer = openInsuranceWriter(seed, tally);
  const insert = openInsert(db);
  let rows: TableRow[] = [...writer.dictionary()];
  let done = 0;
  for (const household of (await population()).households()) {
    rows.push(...writer.household(household));
    done += household.members.length;
    if (rows.length < chunkRows) continue;
    insert(rows);
    rows = [];
    report.progress({ department, done, total: citizens });
    await breathe();
  }
  insert(rows);
  report.progress({ department, done: citizens, total: citizens });
  return tally.close({ department, seed, citizens, version: seederVersion });
}

/** Rows travel as one JSON array a table: the fewest crossings into the engine. */
function openInsert(db: Database.Database): (rows: readonly TableRow[]) => void {
  const inserts = insuranceTableNames.map((table) => ({
    table,
    columns: Object.keys(insuranceTables[table]),
    statement: db.prepare(insertAll(table)),
  }));
  return (rows) => {
    for (const { table, columns, statement } of inserts) {
      const values = rows
        .filter((row) => row.table === table)
        .map(({ row }) => columns.map((column) => row[column] ?? null));
      if (values.length > 0) statement.run(JSON.stringify(values));
    }
  };
}

function insertAll(table: InsuranceTable): string {
  const columns = Object.keys(insuranceTables[table]);
  const values = columns.map((_, place) => `value ->> ${place}`);
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM json_each(?)`;
}
