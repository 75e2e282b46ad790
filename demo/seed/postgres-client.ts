import { Client, escapeIdentifier } from 'pg';

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Two demos at once would change one row of the catalogue: roles and databases are altered under this lock. */
export async function inCatalogue(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(667837868)`);
  await work();
  await client.query('COMMIT');
}

/** Whether it was this call that made the role. */
export const createRole = (client: Client, role: string): Promise<boolean> =>
  client.query(`CREATE ROLE ${escapeIdentifier(role)}`).then(() => true, ignoreIfThere);

/** 42P04 and 42710: it exists; 23505: somebody creates it at this moment. */
export function ignoreIfThere(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === '42P04' || code === '42710' || code === '23505') return false;
  throw error;
}
