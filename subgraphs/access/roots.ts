import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ask, HubDatabase } from '../../adapters/hub/hub-database.ts';
import { chainStart, type ChainedRecord } from '../../schema/access-record.ts';
import { isMissing } from './journals.ts';
import type { Shipper } from './ship.ts';
import { lastLines, writersSince } from './store/entries.ts';

/** What the log held at a moment: signed, and kept outside the hub, so that nobody who can write there can change it. */
export type Root = {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** SHA-256 of the root before it, as its line has it; noughts for the first. */
  readonly previous: string;
  /** The last record of every writer of whom something came since the root before. */
  readonly heads: readonly Pick<ChainedRecord, 'writer' | 'seq' | 'hash'>[];
  /** Ed25519 over all of this but itself; base64url. */
  readonly signature: string;
};

export type RootKey = KeyObject;

/** PKCS #8, PEM. @throws where it is no Ed25519 key */
export function readRootKey(pem: string): RootKey {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('it is no Ed25519 key');
  return key;
}

export const publicKeyOf = (key: RootKey): KeyObject => createPublicKey(key);

const signedPart = ({ at, previous, heads }: Omit<Root, 'signature'>): Buffer =>
  Buffer.from(JSON.stringify({ at, previous, heads }));

export const isSigned = (root: Root, key: KeyObject): boolean =>
  verify(null, signedPart(root), key, Buffer.from(root.signature, 'base64url'));

export const hashOfRoot = (line: string): string => createHash('sha256').update(line).digest('hex');

/** Whole lines of the file; none where there is no file. One that was cut off was never a root. */
export async function readRootLines(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Puts a line behind the whole ones. */
async function appendRoot(file: string, lines: readonly string[], line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.truncate(lines.reduce((sum, each) => sum + Buffer.byteLength(each) + 1, 0));
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export type RootKeeper = {
  /** Ships, and signs what is on the hub then. @throws {OnestopError} `DEPARTMENT_*` */
  readonly sign: () => Promise<Root>;
  /** With a last root, where the hub answers. */
  readonly close: () => Promise<void>;
};

export type RootKeeperOptions = {
  readonly key: RootKey;
  readonly file: string;
  readonly database: Pick<HubDatabase, 'transaction'>;
  readonly shipper: Pick<Shipper, 'shipAgain' | 'removeBefore'>;
  readonly now: () => Date;
  readonly onFailure: (error: unknown) => void;
};

/** A transaction may commit later than it began, and clocks differ. */
const overlapMs = 86_400_000;
/** Journals stay on their machine for so long after they are signed: they tell what no root does yet. */
const keepMs = 2 * 86_400_000;
/** Of PostgreSQL's advisory locks, the one for this. */
const lock = 727200116;

/** How often it is looked whether another day has begun, in milliseconds. */
const lookEveryMs = 60_000;

/** Signs a root when a day has ended (UTC), and when the process ends. */
export function createRootKeeper({ key, file, database, shipper, now, onFailure }: RootKeeperOptions): RootKeeper {
  let day = now().toISOString().slice(0, 10);
  let closed = false;

  /** One at a time, whichever process of this machine it is. */
  const signRoot = async (): Promise<Root> => {
    await shipper.shipAgain();
    let failure: { readonly error: unknown } | null = null;
    const root = await database.transaction(async (ask) => {
      await ask('SELECT pg_advisory_xact_lock($1)', [lock]);
      try {
        return await writeRoot(ask);
      } catch (error) {
        // A file's failure is none of the hub's.
        failure = { error };
        return null;
      }
    });
    if (root === null) throw (failure as { readonly error: unknown } | null)?.error;
    await shipper.removeBefore(new Date(now().getTime() - keepMs).toISOString().slice(0, 10));
    return root;
  };

  const writeRoot = async (ask: Ask): Promise<Root> => {
    const lines = await readRootLines(file);
    const last = lines.at(-1);
    const since = last === undefined ? 0 : Date.parse((JSON.parse(last) as Root).at) - overlapMs;
    const heads = await lastLines(ask, await writersSince(ask, new Date(since).toISOString()));
    const unsigned = {
      at: now().toISOString(),
      previous: last === undefined ? chainStart : hashOfRoot(last),
      heads: heads.map((line) => headOf(line)),
    };
    const root: Root = { ...unsigned, signature: sign(null, signedPart(unsigned), key).toString('base64url') };
    await appendRoot(file, lines, JSON.stringify(root));
    return root;
  };

  const look = async (): Promise<void> => {
    const today = now().toISOString().slice(0, 10);
    if (today === day) return;
    await signRoot();
    day = today;
  };

  const timer = setInterval(() => void look().catch(onFailure), lookEveryMs);
  timer.unref();
  return {
    sign: signRoot,
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await signRoot().catch(onFailure);
    },
  };
}

function headOf(line: string): Root['heads'][number] {
  const { writer, seq, hash } = JSON.parse(line) as ChainedRecord; // written by the shipper
  return { writer, seq, hash };
}
