import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { createMariadbDatabase, createMariadbReader } from '../../demo/seed/mariadb-accounts.ts';
import { withMariadb } from '../../demo/seed/mariadb-connection.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase, createReader } from '../../demo/seed/reader-role.ts';

/** URLs of accounts that may only read; that of the desk, which holds nothing but remarks, may add some. */
export type SiloUrls = {
  readonly registry: string;
  readonly cases: string;
  readonly feedback: string;
  readonly desk: string;
};

export type PreparedSilos = {
  readonly urls: SiloUrls;
  readonly engines: Engines;
  /** Takes away every remark; the next one is the first again. */
  readonly reset: () => Promise<void>;
};

/** Where the engines and what is written for the targets are. */
export const siloFolder = (): string => path.join(checkoutFolder(), '.cache', 'bench-silos');

/** Part of the databases' names: raise it when the rows change. */
const version = 2;

/** Every target has a pool of its own, and all of them run at once. */
const connections = 100;

/**
 * Three silos on engines of ours, 600,000 rows, always the same, and a desk for what is written. Made once and kept; of
 * none is half made.
 * @throws {Error} where MariaDB can't be had
 */
export async function prepareSilos(dataFolder = siloFolder()): Promise<PreparedSilos> {
  const engines = await attachEngines({ dataFolder, mariadb: true });
  try {
    const [registry, feedback, desk, cases] = await Promise.all([
      preparePostgres(engines, dataFolder, { silo: 'registry', table: 'citizens' }),
      preparePostgres(engines, dataFolder, { silo: 'feedback', table: 'feedback' }),
      preparePostgres(engines, dataFolder, { silo: 'desk', table: 'remarks', isWritten: true }),
      prepareMariadb(engines, dataFolder),
    ]);
    const deskUrl = await createDatabase(engines.adminUrl, databaseOf('desk'));
    const reset = () =>
      withClient(deskUrl, async (client) => {
        await client.query('TRUNCATE remarks RESTART IDENTITY');
      });
    return { urls: { registry, cases, feedback, desk }, engines, reset };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

const databaseOf = (silo: string): string => `silo_${silo}_${version}`;
const readSql = (silo: string): string => readFileSync(new URL(`./${silo}.sql`, import.meta.url), 'utf8');

type PostgresSilo = { readonly silo: string; readonly table: string; readonly isWritten?: boolean };

async function preparePostgres(
  engines: Engines,
  dataFolder: string,
  { silo, table, isWritten = false }: PostgresSilo,
): Promise<string> {
  const name = databaseOf(silo);
  const url = await createDatabase(engines.adminUrl, name);
  await withClient(url, async (client) => {
    if (await isMade(client, table)) return;
    await client.query(readSql(silo)); // several statements at once are one transaction
    await client.query(`VACUUM ANALYZE ${table}`);
  });
  const account = `${name}_reader`;
  const reader = await createReader({ url, dataFolder, isOurs: true, relations: [table] });
  await withClient(url, async (client) => {
    await client.query(`ALTER ROLE ${account} CONNECTION LIMIT ${connections}`);
    if (!isWritten) return;
    await client.query(`ALTER ROLE ${account} SET default_transaction_read_only = off`);
    await client.query(`GRANT INSERT ON ${table} TO ${account}`);
  });
  return reader ?? url;
}

async function isMade(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ made: boolean }>('SELECT to_regclass($1) IS NOT NULL AS made', [table]);
  return rows[0]?.made === true;
}

async function prepareMariadb(engines: Engines, dataFolder: string): Promise<string> {
  const adminUrl = await engines.mariadbUrl();
  if (adminUrl === null) throw new Error(`the silos need MariaDB: ${engines.mariadbReason()}`);
  const name = databaseOf('cases');
  const url = await createMariadbDatabase(adminUrl, name);
  await withMariadb(url, async (db) => {
    const [made] = await db.query('SHOW TABLES LIKE "cases"');
    if (Array.isArray(made) && made.length > 0) return;
    for (const statement of readSql('cases').split(/;\s*$/m)) if (statement.trim() !== '') await db.query(statement);
    await db.query('ANALYZE TABLE cases, services');
  });
  const reader = await createMariadbReader({ url, dataFolder, isOurs: true, relations: ['cases', 'services'] });
  const grant = `ALTER USER '${name}_reader'@'127.0.0.1' WITH MAX_USER_CONNECTIONS ${connections}`;
  await withMariadb(url, (db) => db.query(grant));
  return reader ?? url;
}
