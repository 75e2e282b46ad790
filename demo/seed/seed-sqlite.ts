import { setTimeout as delay } from 'node:timers/promises';
import type { DepartmentSeed } from './department-seed.ts';
import { markerTable, type Marker } from './marker.ts';
import { inspect, seedDepartment, settledOutcome, type SeedTarget } from './seed-department.ts';
import type { SeedOutcome, SeedTask } from './seed-request.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import { sqliteTables, type TableDialect } from './table-definition.ts';

const lockPatienceMs = 300_000;

/**
 * Fills a SQLite file, all of it in one exclusive transaction, unless it holds the same already or is
 * somebody else's. Of two at once the second waits and finds it done.
 * @param file absolute path; created where it is missing
 */
export async function seedSqlite(file: string, seed: DepartmentSeed, task: SeedTask): Promise<SeedOutcome> {
  const db = openSqliteFile(file);
  try {
    const target = sqliteTarget(db, sqliteTables(seed));
    // A stranger's file may be one we can't lock, and a lock would shut out whoever reads what is kept.
    const settled = settledOutcome(await whenFree(() => inspect(target, seed, task)));
    if (settled !== null) return settled;
    await db.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY');
    await whenFree(() => db.exec('BEGIN EXCLUSIVE'));
    const outcome = await seedDepartment(target, seed, task);
    if (outcome.state === 'seeded') await db.exec('ANALYZE');
    await db.exec('COMMIT');
    return outcome;
  } finally {
    await db.close();
  }
}

/** Asks again instead of letting SQLite wait, which would give up too early or leave a thread waiting for long. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + lockPatienceMs; ;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof Error && /locked|busy/i.test(error.message);
      if (!isBusy || Date.now() > end) throw error;
      await delay(50);
    }
  }
}

const sqliteTarget = (db: SqliteFile, dialect: TableDialect): SeedTarget => ({
  dialect,
  chunkRows: 4_000,
  relations: async () => {
    const rows = await db.all(
      `SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
    );
    return rows.map(([name, type]) => ({ name: String(name), kind: type === 'view' ? 'view' : 'table' }));
  },
  readMarker: async (): Promise<Marker | undefined> => {
    const [row] = await db.all(`SELECT seed, citizens, version, account FROM ${markerTable}`);
    if (row === undefined) return undefined;
    const [seed, citizens, version, account] = row;
    return { seed, citizens, version, account };
  },
  run: (statement) => db.exec(statement),
  /** Rows travel as one JSON array: the library takes longer to bind values one by one than SQLite to read them. */
  load: (table, columns, rows) => {
    const values = columns.map((_, place) => `value ->> ${place}`).join(', ');
    const into = `${dialect.quote(table)} (${columns.map(dialect.quote).join(', ')})`;
    return db.run(`INSERT INTO ${into} SELECT ${values} FROM json_each(?)`, [JSON.stringify(rows)]);
  },
  writeMarker: (...values) => db.run(`INSERT INTO ${markerTable} VALUES (?, ?, ?, ?)`, values),
});
