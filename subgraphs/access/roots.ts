import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HubDatabase } from '../../adapters/hub/hub-database.ts';
import { chainStart, type ChainedRecord } from '../../schema/access-record.ts';
import { OnestopError } from '../../schema/errors.ts';
import { isMissing } from './journals.ts';
import type { Shipper } from './ship.ts';
import { heldOf, writersSince } from './store/records.ts';

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

export type SignerOptions = {
  readonly key: RootKey;
  readonly file: string;
  readonly database: Pick<HubDatabase, 'transaction'>;
  readonly shipper: Pick<Shipper, 'shipAgain' | 'removeBefore'>;
  readonly now: () => Date;
};

/** A transaction may commit later than it began, and clocks differ. */
const overlapMs = 86_400_000;
/** Journals stay on their machine for so long after they are signed: they tell what no root does yet. */
const keepMs = 2 * 86_400_000;
/** Of PostgreSQL's advisory locks, the one for this. */
const lock = 727200116;

/**
 * Ships, and signs what is on the hub then. One at a time, whichever process of this machine it is.
 * @throws {OnestopError} `DEPARTMENT_*`, and `CONFIG_INVALID` where the file can't be read or written
 */
export async function signRoot({ key, file, database, shipper, now }: SignerOptions): Promise<Root> {
  await shipper.shipAgain();
  const root = await database.transaction(async (ask) => {
    await ask('SELECT pg_advisory_xact_lock($1)', [lock]);
    const before = await ofFile(file, async () => lastRoot(await readRootLines(file)));
    const since = before.root === null ? 0 : Date.parse(before.root.at) - overlapMs;
    const held = await heldOf(ask, await writersSince(ask, new Date(since).toISOString()));
    const unsigned = { at: now().toISOString(), previous: before.hash, heads: held.map(({ line }) => headOf(line)) };
    const signed: Root = { ...unsigned, signature: sign(null, signedPart(unsigned), key).toString('base64url') };
    await ofFile(file, () => appendRoot(file, before.bytes, JSON.stringify(signed)));
    return signed;
  });
  await shipper.removeBefore(new Date(now().getTime() - keepMs).toISOString().slice(0, 10));
  return root;
}

/** A file's failure is none of the hub's. */
async function ofFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = 'roots can’t be read and written there';
    const fix = 'See to its rights and to room on its disk; a line that is no root must be put right by hand.';
    throw new OnestopError('CONFIG_INVALID', { where: file, reason, fix }, { cause });
  }
}

function lastRoot(lines: readonly string[]) {
  const last = lines.at(-1);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  if (last === undefined) return { root: null, hash: chainStart, bytes };
  return { root: JSON.parse(last) as Root, hash: hashOfRoot(last), bytes }; // written below
}

/** Puts a line behind the whole ones, which have so many bytes. */
async function appendRoot(file: string, bytes: number, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.truncate(bytes);
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function headOf(line: string): Root['heads'][number] {
  const { writer, seq, hash } = JSON.parse(line) as ChainedRecord; // written by the shipper
  return { writer, seq, hash };
}

/** How often it is looked whether another day has begun, in milliseconds. */
const lookEveryMs = 60_000;

/** Signs a root when a day has ended (UTC), and when it is closed. */
export function keepSigning(options: SignerOptions, onFailure: (error: unknown) => void): { close(): Promise<void> } {
  const today = () => options.now().toISOString().slice(0, 10);
  let day = today();
  const look = async (): Promise<void> => {
    const begun = today();
    if (begun === day) return;
    await signRoot(options);
    day = begun;
  };
  const timer = setInterval(() => void look().catch(onFailure), lookEveryMs);
  timer.unref();
  let closing: Promise<void> | null = null;
  return {
    close: () => {
      clearInterval(timer);
      closing ??= signRoot(options).then(() => {}, onFailure);
      return closing;
    },
  };
}
