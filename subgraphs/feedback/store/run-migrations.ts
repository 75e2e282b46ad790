import type { ClientBase } from 'pg';
import { OnestopError } from '../../../schema/errors.ts';
import type { Migration } from './load-migrations.ts';

type Recorded = { readonly name: string; readonly checksum: string };

/** Replicas that start together run them one after another. The number is this system's own. */
const lock = 'SELECT pg_advisory_xact_lock(727200114)';

const recordTable = `CREATE TABLE IF NOT EXISTS feedback_migration (
  name text COLLATE "C" PRIMARY KEY, checksum text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())`;

/**
 * Brings the tables up to date: each migration that the database has not seen runs in a transaction of its own
 * and is recorded with its checksum.
 * @throws {OnestopError} `DATABASE_MIGRATION_MISMATCH` when one that was run is gone, or is not what was run
 */
export async function runMigrations(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  await inTransaction(client, async () => {
    await client.query(recordTable);
  });
  for (const migration of migrations) {
    await inTransaction(client, async () => {
      const { rows } = await client.query<Recorded>('SELECT name, checksum FROM feedback_migration ORDER BY name');
      checkRecorded(rows, migrations);
      if (rows.some(({ name }) => name === migration.name)) return;
      await client.query(migration.sql);
      await client.query('INSERT INTO feedback_migration (name, checksum) VALUES ($1, $2)', [
        migration.name,
        migration.checksum,
      ]);
    });
  }
}

function checkRecorded(recorded: readonly Recorded[], migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of recorded) {
    if (known.get(name) === checksum) continue;
    const reason = known.has(name) ? 'its text has changed since' : 'it is missing from this release';
    throw new OnestopError('DATABASE_MIGRATION_MISMATCH', { migration: name, reason });
  }
}

async function inTransaction(client: ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(lock);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // The session may be gone with what failed.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
