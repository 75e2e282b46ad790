import type { ClientBase } from 'pg';
import { OnestopError } from '../../schema/errors.ts';
import type { Migration } from './load-migrations.ts';

type Recorded = { readonly name: string; readonly checksum: string };

/** Systems that keep tables on the hub. Replicas that start together run migrations one after another, by a number of the system's own. */
const locks = { feedback: 727200114, access: 727200115 } as const;
export type HubSystem = keyof typeof locks;

/**
 * Brings a system's tables up to date: each migration that the database has not seen runs in a transaction of its own
 * and is recorded with its checksum.
 * @throws {OnestopError} `DATABASE_MIGRATION_MISMATCH` when one that was run is gone, or is not what was run
 */
export async function runMigrations(
  client: ClientBase,
  system: HubSystem,
  migrations: readonly Migration[],
): Promise<void> {
  const recordTable = `${system}_migration`;
  const inTransaction = (work: () => Promise<void>) => transaction(client, locks[system], work);
  await inTransaction(async () => {
    await client.query(`CREATE TABLE IF NOT EXISTS ${recordTable} (
      name text COLLATE "C" PRIMARY KEY, checksum text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())`);
  });
  for (const migration of migrations) {
    await inTransaction(async () => {
      const { rows } = await client.query<Recorded>(`SELECT name, checksum FROM ${recordTable} ORDER BY name`);
      checkRecorded(rows, migrations);
      if (rows.some(({ name }) => name === migration.name)) return;
      await client.query(migration.sql);
      await client.query(`INSERT INTO ${recordTable} (name, checksum) VALUES ($1, $2)`, [
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

async function transaction(client: ClientBase, lock: number, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // The session may be gone with what failed.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
