import type { KeyObject } from 'node:crypto';
import type { Ask } from '../../adapters/hub/hub-database.ts';
import { groupBy } from '../../adapters/hub/group-by.ts';
import { chainStart, readChained, type ChainedRecord } from '../../schema/access-record.ts';
import { JournalDamaged, journalNames, JournalReader } from './journals.ts';
import { hashOfRoot, isSigned, readRootLines, type Root } from './roots.ts';
import { entriesOf, type Entry } from './store/entries.ts';
import { walkRecords, type RecordRow } from './store/records.ts';

/** What a check of the whole log came to. */
export type LogReport = {
  readonly records: number;
  readonly writers: number;
  readonly roots: number;
  /** When the last root was signed; null where there is none. */
  readonly lastRoot: string | null;
  /** Records that no root covers yet: had the last of them been removed, the hub would not tell. */
  readonly afterLastRoot: number;
  /** Records in this machine's journals that are not on the hub yet. */
  readonly unshipped: number;
  /** One sentence each, with the place. */
  readonly problems: readonly string[];
};

export type VerifyOptions = {
  readonly ask: Ask;
  readonly rootsFile: string;
  readonly rootKey: KeyObject;
  /** Null where this machine keeps none. */
  readonly journalFolder: string | null;
};

type Head = Pick<ChainedRecord, 'seq' | 'hash'>;

/** Problems told one by one; of more, their number. */
const mostTold = 100;

/** Reads every record and follows every chain, from the journals and the hub to the signed roots. */
export async function verifyLog({ ask, rootsFile, rootKey, journalFolder }: VerifyOptions): Promise<LogReport> {
  const problems = new Problems();
  const roots = await checkRoots(rootsFile, rootKey, problems);
  const signed = groupBy(
    roots.flatMap(({ heads }) => heads),
    ({ writer }) => writer,
  );
  const lastSigned = new Map([...signed].map(([writer, heads]) => [writer, Math.max(...heads.map(({ seq }) => seq))]));
  const ends = new Map<string, Head>();
  const journals: Journals = journalFolder === null ? new Map() : await readJournals(journalFolder, problems);
  let [records, afterLastRoot, unshipped] = [0, 0, 0];
  for await (const rows of walkRecords(ask, { from: '', until: '~' }, batchSize)) {
    const entries = groupBy(await storedEntries(ask, rows), ({ writer, seq }) => `${writer} ${seq}`);
    for (const { writer, seq, line } of rows) {
      records += 1;
      const before = ends.get(writer) ?? { seq: 0, hash: chainStart };
      const chained = readChained(line);
      const place = `record ${seq} of ${writer}`;
      if (chained === null || chained.writer !== writer || chained.seq !== seq) problems.add(`${place} was changed`);
      else if (seq > before.seq + 1) problems.add(isMissingText(before.seq + 1, seq - 1, writer));
      else if (seq !== before.seq + 1) problems.add(`${place} is there twice, or counts from another number than 1`);
      else if (chained.prev !== before.hash)
        problems.add(`${place} does not follow the one before it: one of the two was changed or put elsewhere`);
      const hash = chained?.hash ?? '';
      ends.set(writer, { seq, hash });
      for (const head of signed.get(writer) ?? [])
        if (head.seq === seq && head.hash !== hash) problems.add(`${place} is not the one that a root signed`);
      if (seq > (lastSigned.get(writer) ?? 0)) afterLastRoot += 1;
      const journal = journals.get(writer);
      const kept = journal?.get(seq);
      if (kept !== undefined && kept.hash !== hash) problems.add(`${place} is not what this machine’s journal holds`);
      if (journal !== undefined && kept === undefined && chained !== null && isOld(chained.record))
        problems.add(`${place} was never in its journal`);
      if (chained !== null) checkEntries(chained, entries.get(`${writer} ${seq}`) ?? [], problems);
    }
  }
  for (const [writer, last] of lastSigned) {
    const end = ends.get(writer)?.seq ?? 0;
    if (end < last) problems.add(`${isMissingText(end + 1, last, writer)}, which a root signed`);
  }
  for (const [writer, kept] of journals) {
    const end = ends.get(writer)?.seq ?? 0;
    const absent = [...kept].filter(([seq]) => seq > end);
    // What is written now is shipped within a second.
    const lost = absent.flatMap(([seq, { time }]) => (isOld({ time }) ? [seq] : []));
    unshipped += absent.length - lost.length;
    const [from, until] = [lost[0], lost.at(-1)];
    if (from !== undefined && until !== undefined)
      problems.add(`${isMissingText(from, until, writer)} on the hub, which this machine’s journal has`);
  }
  const [orphans] = await ask<{ readonly n: number }>(
    `SELECT count(*)::int AS n FROM access_entry e WHERE NOT EXISTS (SELECT 1 FROM access_record r WHERE (r.writer, r.seq) = (e.writer, e.seq))`,
    [],
  );
  if (orphans !== undefined && orphans.n > 0) problems.add(`people find ${orphans.n} readings that no record tells of`);
  return {
    ...{ records, afterLastRoot, unshipped, writers: ends.size, roots: roots.length },
    lastRoot: roots.at(-1)?.at ?? null,
    problems: problems.list(),
  };
}

class Problems {
  readonly #told: string[] = [];
  #more = 0;

  add(problem: string): void {
    if (this.#told.length < mostTold) this.#told.push(problem);
    else this.#more += 1;
  }

  list(): readonly string[] {
    return this.#more === 0 ? this.#told : [...this.#told, `and ${this.#more} more`];
  }
}

const isMissingText = (from: number, to: number, writer: string): string =>
  from === to ? `record ${from} of ${writer} is missing` : `records ${from} to ${to} of ${writer} are missing`;

/** Time that a record has to come to the hub. */
const shippingMs = 60_000;

const isOld = ({ time }: { readonly time: string }): boolean => Date.parse(time) < Date.now() - shippingMs;

/** By writer and number, what this machine's journals hold. */
type Journals = ReadonlyMap<string, ReadonlyMap<number, Kept>>;
type Kept = { readonly hash: string; readonly time: string };

async function checkRoots(file: string, key: KeyObject, problems: Problems): Promise<readonly Root[]> {
  const lines = await readRootLines(file);
  const roots: Root[] = [];
  let previous = chainStart;
  for (const [index, line] of lines.entries()) {
    const root = parseRoot(line);
    if (root === null || !isSigned(root, key)) problems.add(`root ${index + 1} is not as it was signed`);
    else {
      if (root.previous !== previous) problems.add(`root ${index + 1} does not follow the one before it: a root is missing or was changed`); // prettier-ignore
      roots.push(root);
    }
    previous = hashOfRoot(line);
  }
  return roots;
}

function parseRoot(line: string): Root | null {
  try {
    const root = JSON.parse(line) as Root; // judged by its signature
    return Array.isArray(root.heads) && typeof root.signature === 'string' ? root : null;
  } catch {
    return null;
  }
}

async function readJournals(folder: string, problems: Problems): Promise<Journals> {
  const journals = new Map<string, Map<number, Kept>>();
  for (const name of await journalNames(folder)) {
    try {
      for await (const lines of new JournalReader(folder, name).read())
        for (const { chained } of lines) {
          const known = journals.get(chained.writer) ?? new Map<number, Kept>();
          journals.set(chained.writer, known.set(chained.seq, { hash: chained.hash, time: chained.record.time }));
        }
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      problems.add(error.message);
    }
  }
  return journals;
}

/** A bulk read has as many entries as people. */
const batchSize = 200;

async function storedEntries(ask: Ask, rows: readonly RecordRow[]): Promise<readonly Entry[]> {
  const found = await ask<Record<string, string | boolean>>(
    `SELECT e.subject, to_char(e.logtime, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS logtime, e.id, e.writer, e.seq::text AS seq,
       to_char(e.visible_from, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "visibleFrom", e.action,
       e.receiver_system AS "receiverSystem", e.role, e.is_own AS "isOwn"
     FROM unnest($1::text[], $2::bigint[]) AS k(writer, seq) JOIN access_entry e USING (writer, seq)`,
    [rows.map(({ writer }) => writer), rows.map(({ seq }) => seq)],
  );
  return found.map((row) => ({ ...row, seq: Number(row['seq']) }) as unknown as Entry); // as selected
}

/** Does each person concerned find the record, and nobody else? */
function checkEntries(chained: ChainedRecord, stored: readonly Entry[], problems: Problems): void {
  const written = (entry: Entry): string => JSON.stringify(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1))); // prettier-ignore
  const [expected, found] = [entriesOf(chained), stored].map((entries) => entries.map(written).sort().join('\n'));
  if (expected === found) return;
  problems.add(`record ${chained.seq} of ${chained.writer} is not where the people concerned find it, or others do`);
}
