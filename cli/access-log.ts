import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { defaultDataFolder } from '../demo/data-folder.ts';
import { OnestopError } from '../schema/errors.ts';
import { exportLog, type ExportRange } from '../subgraphs/access/export-log.ts';
import { readRootLines, signRoot, type Root } from '../subgraphs/access/roots.ts';
import { createShipper } from '../subgraphs/access/ship.ts';
import { openAccessDatabase } from '../subgraphs/access/store/open-access-database.ts';
import { verifyLog, type LogReport } from '../subgraphs/access/verify-log.ts';
import { readConfig } from './config.ts';
import { demoAuditFolder, demoEnvironment } from './demo-environment.ts';
import { auditPlaces, openRootKey, readRootPublicKey } from './open-audit.ts';

/** The access log of a gateway, for commands beside it. */
export type AccessLog = {
  readonly verify: () => Promise<LogReport>;
  readonly sign: () => Promise<Root>;
  /** Lines: the records, the roots, and what these are checked with. */
  readonly export: (range: ExportRange) => AsyncIterable<readonly string[]>;
};

type LogChoice = { readonly data?: string; readonly config?: string };

/**
 * Opens the log of a demo, or of the gateway that a configuration describes, for one piece of work.
 * @throws {OnestopError} `CONFIG_INVALID` where there is none, `DEPARTMENT_*` where the hub can't be had
 */
export async function withLog<T>(choice: LogChoice, work: (log: AccessLog) => Promise<T>): Promise<T> {
  const { hub, folder } = placesOf(choice);
  const { journalFolder, rootsFile } = auditPlaces(folder);
  const onFailure = () => {}; // the error itself is told
  const publicKey = readRootPublicKey(folder);
  const database = openAccessDatabase(hub, onFailure);
  try {
    return await work({
      verify: () => database.prepare().then(() => verifyLog({ ask: database.ask, rootsFile, rootKey: createPublicKey(publicKey), journalFolder })), // prettier-ignore
      sign: async () => {
        const shipper = createShipper({ folder: journalFolder, database, onFailure });
        const options = { key: openRootKey(folder), file: rootsFile, database, shipper, now: () => new Date() };
        return signRoot(options).finally(() => shipper.close());
      },
      export: async function* (range) {
        yield* exportLog(database.ask, range);
        yield await readRootLines(rootsFile);
        yield [JSON.stringify({ publicKey })];
      },
    });
  } finally {
    await database.close();
  }
}

function placesOf({ data, config }: LogChoice): { readonly hub: string; readonly folder: string } {
  if (config !== undefined) {
    const { hub, audit } = readConfig(config, process.env);
    if (hub !== null) return { hub, folder: audit.folder };
    throw missing(config, 'it names no hub, where the log would be', 'Add `hub: env:HUB_URL`.');
  }
  const dataFolder = data ?? defaultDataFolder();
  const hub = existsSync(dataFolder) ? demoEnvironment(dataFolder)['HUB_URL'] : undefined;
  if (hub !== undefined) return { hub, folder: demoAuditFolder(dataFolder) };
  throw missing(dataFolder, 'no demo runs with this data folder', 'Start one with `npm run demo`, or name a --config.');
}

const missing = (where: string, reason: string, fix: string) =>
  new OnestopError('CONFIG_INVALID', { where, reason, fix });
