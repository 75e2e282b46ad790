import { escapeIdentifier, escapeLiteral } from 'pg';
import { secret } from '../data-folder.ts';
import { createRole, inCatalogue, withClient } from './postgres-client.ts';
import { createDatabase } from './reader-role.ts';

const database = 'hub';
const owner = 'hub_owner';

/**
 * The database of the graph's own systems, empty when it is made: they keep their tables themselves.
 * @param adminUrl superuser's, of our own engine
 * @returns the URL of its owner, who may create tables there and do nothing elsewhere
 */
export async function createHub(adminUrl: string, dataFolder: string): Promise<string> {
  const url = new URL(await createDatabase(adminUrl, database));
  const password = secret(dataFolder, owner);
  await withClient(adminUrl, async (client) => {
    await createRole(client, owner);
    await inCatalogue(client, async () => {
      const name = escapeIdentifier(owner);
      await client.query(
        `ALTER ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
      );
      await client.query(`ALTER DATABASE ${database} OWNER TO ${name}`); // whose schema `public` is the owner's
      await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    });
  });
  url.username = owner;
  url.password = password;
  return url.href;
}
