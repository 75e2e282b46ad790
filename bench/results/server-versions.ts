import type { RowDataPacket } from 'mysql2';
import { withMariadb } from '../../demo/seed/mariadb-connection.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { prepareSilos } from '../silos/prepare-silos.ts';

/** What the silos' databases say they are, such as `PostgreSQL 18.4`. */
export async function readServerVersions(): Promise<readonly string[]> {
  const { urls, engines } = await prepareSilos();
  try {
    const postgres = await withClient(urls.registry, async (client) => {
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
      return rows[0]?.server_version ?? '?';
    });
    const mariadb = await withMariadb(urls.cases, async (db) => {
      const [rows] = await db.query<RowDataPacket[]>('SELECT version() AS version');
      return String(rows[0]?.['version'] ?? '?').split('-')[0] ?? '?';
    });
    return [`PostgreSQL ${postgres}`, `MariaDB ${mariadb}`];
  } finally {
    await engines.close();
  }
}
