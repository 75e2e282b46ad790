import { createHash, createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/** Who read what about whom, and why. Times, names and purposes; never the data, and of people only pseudonyms. */
export type AccessRecord = {
  /** ISO 8601 in UTC, to the millisecond. */
  readonly time: string;
  readonly requestId: string;
  /** The registered client program. */
  readonly client: string;
  /** The organisation it belonged to. */
  readonly receiver: { readonly name: string; readonly code: string | null };
  readonly role: string;
  /** An official's or program's own account; of a citizen the pseudonym. */
  readonly actor: string;
  readonly purpose: string;
  readonly legalBasis: string;
  /** Until when the people concerned are not told; null where they are at once. */
  readonly embargoedUntil: string | null;
  readonly reads: readonly AccessRead[];
};

/** What was read in one department. */
export type AccessRead = {
  readonly department: string;
  /** `Citizen.fullName`, in order. */
  readonly fields: readonly string[];
  /** Pseudonyms of the people concerned, in order, each once; none where rows about nobody in particular were counted. */
  readonly subjects: readonly string[];
};

/** A record in the chain of the process that wrote it. */
export type ChainedRecord = {
  readonly writer: string;
  /** Counts from 1, without gaps. */
  readonly seq: number;
  /** Hash of the record before it; of the first one, noughts. */
  readonly prev: string;
  readonly record: AccessRecord;
  readonly hash: string;
};

export const chainStart = '0'.repeat(64);

/** Puts a record behind the one before it. */
export function chain(
  record: AccessRecord,
  { writer, seq, prev }: Pick<ChainedRecord, 'writer' | 'seq' | 'prev'>,
): ChainedRecord {
  const hash = createHash('sha256')
    .update(`${writer}\n${seq}\n${prev}\n${JSON.stringify(record)}`)
    .digest('hex');
  return { writer, seq, prev, record, hash };
}

/** One line of a journal, without its end. */
export const writeChained = (chained: ChainedRecord): string => JSON.stringify(chained);

/** A line as it was written; null where it is not one, is cut off, or does not have the hash that it says. */
export function readChained(line: string): ChainedRecord | null {
  try {
    const value = JSON.parse(line) as ChainedRecord; // judged by writing it again
    const again = chain(value.record, value);
    return again.hash === value.hash && writeChained(again) === line && isRecord(value.record) ? value : null;
  } catch {
    return null;
  }
}

/** Whoever can write a line can give it a hash: what all else follows from must be there. */
const isRecord = ({ time, purpose, client, role, actor, reads }: AccessRecord): boolean =>
  [time, purpose, client, role, actor].every((each) => typeof each === 'string') &&
  Number.isFinite(Date.parse(time)) &&
  reads.every(({ subjects, fields }) => [...subjects, ...fields].every((each) => typeof each === 'string'));

/** Id of a person → what stands for it in the log: the same on every replica, and told by nobody without the secret. */
export function createPseudonyms(secret: string): (id: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'pseudonyms of the access log', 32)));
  return (id) => createHmac('sha256', key).update(id).digest('hex').slice(0, 32);
}
