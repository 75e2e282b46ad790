import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHubDatabase, type HubDatabase } from '../../../adapters/hub/hub-database.ts';
import { loadMigrations } from '../../../adapters/hub/load-migrations.ts';
import { alone, type Share } from '../../../schema/share.ts';

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'migrations');

/** The hub's PostgreSQL with the tables of the access log. */
export const openAccessDatabase = (
  url: string,
  onFailure: (error: unknown) => void,
  share: Share = alone,
): HubDatabase =>
  openHubDatabase({ url, system: 'access', migrations: loadMigrations(migrationsFolder), share, onFailure });
