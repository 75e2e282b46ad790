import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '../data-folder.ts';
import type { EngineName, FoundServer } from './engine.ts';
import { holdShare, type KeeperShare } from './keeper-share.ts';
import { rootPassword } from './mariadb.ts';
import { superuser, superuserPassword } from './postgres.ts';

/** This process's share in the engines of a data folder. They run as long as anybody has one. */
export type Engines = {
  /** Superuser's URL of PostgreSQL's database `postgres`. The port stays the same while it is held. */
  readonly adminUrl: string;
  /** Absolute; where the SQLite files are. */
  readonly sqliteFolder: string;
  /**
   * `mysql://root:…@127.0.0.1:port/`, when MariaDB accepts connections: it is started when it is asked for
   * first. Null where none can be had. The port stays the same while the share is held.
   */
  mariadbUrl(): Promise<string | null>;
  /** One line on why `mariadbUrl` gave null; empty before. */
  mariadbReason(): string;
  /** Of the server that ran last. */
  postmasterPid(): number;
  /**
   * Of the server that ran last.
   * @throws {Error} when none has
   */
  mariadbPid(): number;
  keeperPid(): number;
  /** Gives the share back; the last one stops the engines. */
  close(): Promise<void>;
};

export type AttachRequest = {
  readonly dataFolder: string;
  /** Starts MariaDB at once, beside PostgreSQL, rather than when it is asked for. */
  readonly mariadb?: boolean;
};

/** `ONESTOP_MARIADB=none`: as if MariaDB couldn't be had. */
const isSwitchedOff = (): boolean => process.env['ONESTOP_MARIADB'] === 'none';

/**
 * Joins the keeper of the data folder, starting one where none runs. A keeper that dies is replaced.
 * Waits for PostgreSQL only. The share doesn't keep the process alive.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` with the last lines of the log when PostgreSQL can't be started
 */
export async function attachEngines(request: AttachRequest): Promise<Engines> {
  const dataFolder = openDataFolder(request.dataFolder);
  const sqliteFolder = join(dataFolder, 'sqlite');
  mkdirSync(sqliteFolder, { recursive: true, mode: 0o700 });
  const startsMariadb = request.mariadb === true && !isSwitchedOff();
  const share = await holdShare(dataFolder, startsMariadb ? ['mariadb'] : []);
  let mariadb: Promise<MariadbOutcome> | null = null;
  let reason = '';
  const mariadbUrl = async (): Promise<string | null> => {
    const outcome = await (mariadb ??= askMariadb(dataFolder, share));
    reason = outcome.reason;
    return outcome.url;
  };
  if (startsMariadb) void mariadbUrl();
  const password = superuserPassword(dataFolder);
  return {
    adminUrl: `postgres://${superuser}:${password}@127.0.0.1:${running(share, 'postgres').port}/postgres`,
    sqliteFolder,
    mariadbUrl,
    mariadbReason: () => reason,
    postmasterPid: () => running(share, 'postgres').pid,
    mariadbPid: () => running(share, 'mariadb').pid,
    keeperPid: () => share.keeperPid(),
    close: () => share.close(),
  };
}

type MariadbOutcome = { readonly url: string | null; readonly reason: string };

async function askMariadb(dataFolder: string, share: KeeperShare): Promise<MariadbOutcome> {
  if (isSwitchedOff()) return { url: null, reason: 'it is switched off by ONESTOP_MARIADB=none' };
  const answer = await share.want('mariadb');
  if (answer === null) return { url: null, reason: 'the engines were given back before it ran' };
  if (answer.kind === 'failed') return { url: null, reason: answer.reason.replaceAll(/\s*\n\s*/g, ' ') };
  return { url: `mysql://root:${rootPassword(dataFolder)}@127.0.0.1:${answer.port}/`, reason: '' };
}

function running(share: KeeperShare, engine: EngineName): FoundServer {
  const server = share.server(engine);
  if (server === null) throw new Error(`${engine} has not run`);
  return server;
}
