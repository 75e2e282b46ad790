import { createHash } from 'node:crypto';
import pg from 'pg';
import { OnestopError } from '../../schema/errors.ts';
import { alone, partOf, type Share } from '../../schema/share.ts';
import type { SubgraphHealth } from '../../schema/subgraph.ts';
import { hubConnection } from './hub-connection.ts';
import { areTablesMissing, failureCode } from './hub-failures.ts';
import type { Migration } from './load-migrations.ts';
import { readMoment } from './moment.ts';
import { runMigrations, type HubSystem } from './run-migrations.ts';

/** Asks one statement. The same text is prepared once on each connection. */
export type Ask = <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<readonly T[]>;

/**
 * The hub's PostgreSQL, as this system sees it: tables brought up to date before the first statement, and again
 * after the hub was away. Failures are `DEPARTMENT_*` of the system's own name.
 */
export type HubDatabase = {
  readonly ask: Ask;
  /** Commits before it answers; on disk, if the hub keeps its promise. */
  readonly transaction: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>;
  /** Connects and brings the tables up to date, where that is not done; any statement does it first. */
  readonly prepare: () => Promise<void>;
  readonly health: () => Promise<SubgraphHealth>;
  readonly close: () => Promise<void>;
};

export type HubOptions = {
  readonly url: string;
  /** Whose tables these are; named in failures. */
  readonly system: HubSystem;
  readonly migrations: readonly Migration[];
  /** Which part of the connections is this process's; all where absent. */
  readonly share?: Share;
  readonly onFailure: (error: unknown) => void;
};

const allConnections = 8;
/** Statements and transactions that may wait for a connection. */
const wholeQueue = 64;
const connectTimeoutMs = 2_000;
const statementTimeoutMs = 4_000;
/** Shorter, so that who waits for another's row hears that it is busy. */
const lockTimeoutMs = 3_000;

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readMoment);

/** @throws {OnestopError} `CONFIG_INVALID` where there are more processes than connections */
export function openHubDatabase(options: HubOptions): HubDatabase {
  const { system, migrations, share = alone, onFailure } = options;
  const [connections, queue] = [connectionsOf(share), partOf(wholeQueue, share)];
  const pool = new pg.Pool({
    ...hubConnection(options.url, onFailure),
    max: connections,
    maxLifetimeSeconds: 600,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    application_name: `onestop-${system}`,
    types,
  });
  // Without a listener a server's shutdown (57P01) on an idle connection would end the process.
  pool.on('error', onFailure);
  // The same of one that is lent: the statement under way fails with it, and is told of there.
  pool.on('connect', (client) => client.on('error', () => {}));

  let asked = 0;
  let prepared: Promise<void> | null = null;
  let closing: Promise<void> | null = null;

  /** Lends a connection to one piece of work; a connection that something failed on is not lent again. */
  const lend = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    if (asked >= connections + queue) throw new OnestopError('DEPARTMENT_BUSY', { department: system });
    asked += 1;
    let client: pg.PoolClient | null = null;
    try {
      client = await pool.connect();
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client?.release(!(error instanceof OnestopError));
      throw told(error);
    } finally {
      asked -= 1;
    }
  };

  const told = (error: unknown): OnestopError => {
    if (error instanceof OnestopError) return error;
    onFailure(error);
    const code = failureCode(error);
    // Whatever comes back may be another hub: its tables are looked at again.
    if (code === 'DEPARTMENT_UNAVAILABLE' || areTablesMissing(error)) prepared = null;
    return new OnestopError(code, { department: system }, { cause: error });
  };

  const migrate = (): Promise<void> => {
    if (prepared !== null) return prepared;
    const attempt = lend((client) => runMigrations(client, system, migrations)).catch((error: unknown) => {
      if (prepared === attempt) prepared = null;
      throw error;
    });
    prepared = attempt;
    return attempt;
  };

  /** An attempt that was under way already says nothing of the hub as it is now: then one of our own follows. */
  const migrateNow = async (): Promise<void> => {
    const earlier = prepared;
    try {
      await migrate();
    } catch (error) {
      if (earlier === null || !(error instanceof OnestopError) || error.code !== 'DEPARTMENT_UNAVAILABLE') throw error;
      await migrate();
    }
  };

  /** A migration that does not fit is the operator's to hear; to a client the system is not there. */
  const ready = async (): Promise<void> => {
    try {
      await migrateNow();
    } catch (error) {
      if (!(error instanceof OnestopError) || error.code !== 'DATABASE_MIGRATION_MISMATCH') throw error;
      onFailure(error);
      throw new OnestopError('DEPARTMENT_UNAVAILABLE', { department: system }, { cause: error });
    }
  };

  return {
    prepare: ready,
    ask: async (text, values) => {
      await ready();
      return lend((client) => askOn(client, system)(text, values));
    },
    transaction: async (work) => {
      await ready();
      return lend((client) => inTransaction(client, system, work));
    },
    health: async () => {
      const startedAt = performance.now();
      try {
        await ready();
        await lend((client) => client.query('SELECT 1'));
        return { state: 'up', roundTripMs: performance.now() - startedAt };
      } catch {
        return { state: 'down', roundTripMs: null };
      }
    },
    close: () => (closing ??= pool.end()),
  };
}

function connectionsOf(share: Share): number {
  if (allConnections >= share.of) return partOf(allConnections, share);
  throw new OnestopError('CONFIG_INVALID', {
    where: 'hub',
    reason: `${allConnections} connections to it are less than one for each of ${share.of} workers`,
    fix: `Start ${allConnections} workers or fewer; more of them as replicas.`,
  });
}

const askOn =
  (client: pg.PoolClient, system: HubSystem): Ask =>
  async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await client.query<T>({ name: statementName(system, text), text, values: values.map(storable) })).rows;

/** PostgreSQL refuses text with a NUL, which an id from outside may hold: it becomes what half a surrogate becomes. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd');
  return Array.isArray(value) ? value.map(storable) : value;
}

async function inTransaction<T>(client: pg.PoolClient, system: HubSystem, work: (ask: Ask) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work(askOn(client, system));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

const statementName = (system: HubSystem, text: string): string =>
  `${system}_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
