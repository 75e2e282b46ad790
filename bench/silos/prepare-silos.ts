import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { createMariadbDatabase, createMariadbReader } from '../../demo/seed/mariadb-accounts.ts';
import { withMariadb } from '../../demo/seed/mariadb-connection.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase, createReader } from '../../demo/seed/reader-role.ts';

/** URLs of accounts that may only read. */
export type SiloUrls = { readonly registry: string; readonly cases: string; readonly feedback: string };

export type PreparedSilos = { readonly urls: SiloUrls; readonly engines: Engines };

/** Part of the databases' names: raise it when the rows change. */
const version = 1;

/** Every target has a pool of its own, and all of them run at once. */
const connections = 100;

/**
 * Three silos on engines of ours, 600,000 rows, always the same. Made once and kept; of none is half made.
 * @throws {Error} where MariaDB can't be had
 */
export async function prepareSilos(dataFolder: string): Promise<PreparedSilos> {
  const engines = await attachEngines({ dataFolder, mariadb: true });
  try {
    const [registry, feedback, cases] = await Promise.all([
      preparePostgres(engines, dataFolder, { silo: 'registry', table: 'citizens' }),
      preparePostgres(engines, dataFolder, { silo: 'feedback', table: 'feedback' }),
      prepareMariadb(engines, dataFolder),
    ]);
    return { urls: { registry, feedback, cases }, engines };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

const readSql = (silo: string): string => readFileSync(new URL(`./${silo}.sql`, import.meta.url), 'utf8');

type PostgresSilo = { readonly silo: string; readonly table: string };

async function preparePostgres(engines: Engines, dataFolder: string, { silo, table }: PostgresSilo): Promise<string> {
  const name = `silo_${silo}_${version}`;
  const url = await createDatabase(engines.adminUrl, name);
  await withClient(url, async (client) => {
    if (await isMade(client, table)) return;
    await client.query(readSql(silo)); // several statements at once are one transaction
    await client.query(`VACUUM ANALYZE ${table}`);
  });
  const reader = await createReader({ url, dataFolder, isOurs: true, relations: [table] });
  await withClient(url, (client) => client.query(`ALTER ROLE ${name}_reader CONNECTION LIMIT ${connections}`));
  return reader ?? url;
}

async function isMade(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ made: boolean }>('SELECT to_regclass($1) IS NOT NULL AS made', [table]);
  return rows[0]?.made === true;
}

async function prepareMariadb(engines: Engines, dataFolder: string): Promise<string> {
  const adminUrl = await engines.mariadbUrl();
  if (adminUrl === null) throw new Error(`the silos need MariaDB: ${engines.mariadbReason()}`);
  const name = `silo_cases_${version}`;
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
