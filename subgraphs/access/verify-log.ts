import type { KeyObject } from 'node:crypto';
import type { Ask } from '../../adapters/hub/hub-database.ts';
import { groupBy } from '../../adapters/hub/group-by.ts';
import { chainStart, readChained, type ChainedRecord } from '../../schema/access-record.ts';
import { isOld, JournalChains } from './journal-chains.ts';
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

/** Problems told one by one; of more, their number. */
const mostTold = 100;

/**
 * Reads every record and follows every chain, from the journals and the hub to the signed roots. Hub and journals are
 * read side by side, in the order of writers and numbers: of a chain only the last record is kept.
 */
export async function verifyLog({ ask, rootsFile, rootKey, journalFolder }: VerifyOptions): Promise<LogReport> {
  const problems = new Problems();
  const roots = await checkRoots(rootsFile, rootKey, problems);
  const heads = roots.flatMap((root) => root.heads);
  const signed = new Map(groupBy(heads, ({ writer }) => writer));
  let [records, writers, afterLastRoot, unshipped] = [0, 0, 0, 0];
  const journals = await JournalChains.open(journalFolder, {
    problem: (text) => problems.add(text),
    beyond: ({ writer, lost, underWay }) => {
      unshipped += underWay;
      if (lost !== null)
        problems.add(`${isMissingText(lost.from, lost.until, writer)} on the hub, which this machine’s journal has`);
    },
  });
  let chain: Chain | null = null;
  const endChain = ({ writer, end, lastSigned }: Chain): void => {
    signed.delete(writer);
    if (end.seq < lastSigned) problems.add(`${isMissingText(end.seq + 1, lastSigned, writer)}, which a root signed`);
  };
  for await (const rows of inBatches(ask)) {
    const entries = groupBy(await storedEntries(ask, rows), ({ writer, seq }) => `${writer} ${seq}`);
    for (const { writer, seq, line } of rows) {
      if (chain?.writer !== writer) {
        if (chain !== null) endChain(chain);
        chain = beginChain(writer, signed.get(writer) ?? []);
        writers += 1;
      }
      records += 1;
      const before: Chain['end'] = chain.end;
      const chained = readChained(line);
      const place = `record ${seq} of ${writer}`;
      if (chained === null || chained.writer !== writer || chained.seq !== seq) problems.add(`${place} was changed`);
      else if (seq > before.seq + 1) problems.add(isMissingText(before.seq + 1, seq - 1, writer));
      else if (seq !== before.seq + 1) problems.add(`${place} is there twice, or counts from another number than 1`);
      else if (chained.prev !== before.hash)
        problems.add(`${place} does not follow the one before it: one of the two was changed or put elsewhere`);
      const hash = chained?.hash ?? '';
      chain.end = { seq, hash };
      for (const head of chain.signed)
        if (head.seq === seq && head.hash !== hash) problems.add(`${place} is not the one that a root signed`);
      if (seq > chain.lastSigned) afterLastRoot += 1;
      const kept = await journals.find(writer, seq);
      if (kept && kept.hash !== hash) problems.add(`${place} is not what this machine’s journal holds`);
      if (kept === null && chained !== null && isOld(chained.record)) problems.add(`${place} was never in its journal`);
      if (chained !== null) checkEntries(chained, entries.get(`${writer} ${seq}`) ?? [], problems);
    }
  }
  if (chain !== null) endChain(chain);
  // Of chains of which the hub has nothing at all.
  for (const [writer, ofWriter] of [...signed]) endChain(beginChain(writer, ofWriter));
  await journals.close();
  const [orphans] = await ask<{ readonly n: number }>(
    `SELECT count(*)::int AS n FROM access_entry e WHERE NOT EXISTS (SELECT 1 FROM access_record r WHERE (r.writer, r.seq) = (e.writer, e.seq))`,
    [],
  );
  if (orphans !== undefined && orphans.n > 0) problems.add(`people find ${orphans.n} readings that no record tells of`);
  return {
    ...{ records, afterLastRoot, unshipped, writers, roots: roots.length },
    lastRoot: roots.at(-1)?.at ?? null,
    problems: problems.list(),
  };
}

type Head = Root['heads'][number];

/** A chain that is being followed, and where it stands. */
type Chain = {
  readonly writer: string;
  readonly signed: readonly Head[];
  /** Number of the last record that a root signed; 0 for none. */
  readonly lastSigned: number;
  end: Pick<Head, 'seq' | 'hash'>;
};

const beginChain = (writer: string, signed: readonly Head[]): Chain => ({
  writer,
  signed,
  lastSigned: Math.max(0, ...signed.map(({ seq }) => seq)),
  end: { seq: 0, hash: chainStart },
});

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

const batchSize = 200;

/** A bulk read has as many entries as people: characters of the records whose entries are held at a time, but for one. */
const batchCharacters = 4_000_000;

async function* inBatches(ask: Ask): AsyncIterable<readonly RecordRow[]> {
  for await (const rows of walkRecords(ask, { from: '', until: '~' }, batchSize)) {
    let [from, characters] = [0, 0];
    for (const [index, { line }] of rows.entries()) {
      if (characters + line.length > batchCharacters && index > from) {
        yield rows.slice(from, index);
        [from, characters] = [index, 0];
      }
      characters += line.length;
    }
    yield rows.slice(from);
  }
}

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
