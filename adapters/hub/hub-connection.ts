import type { PoolConfig } from 'pg';
import { OnestopError } from '../../schema/errors.ts';

/** What is answered is on disk, and moments are written as we read them. */
const ours = '-c synchronous_commit=on -c DateStyle=ISO -c TimeZone=UTC';

/**
 * The URL's own settings, with ours last: how durable a commit is is not the URL's to say.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL that can't be read
 */
export function hubConnection(text: string): Pick<PoolConfig, 'connectionString' | 'options'> {
  if (!URL.canParse(text)) {
    const fix = 'Write postgres://account:password@host:5432/database.';
    throw new OnestopError('CONFIG_INVALID', { where: 'hub database url', reason: 'it can’t be read', fix });
  }
  const url = new URL(text);
  const own = url.searchParams.get('options') ?? '';
  for (const name of [...url.searchParams.keys()])
    if (!name.startsWith('ssl') && name !== 'host') url.searchParams.delete(name);
  return { connectionString: url.href, options: `${own} ${ours}`.trim() };
}
