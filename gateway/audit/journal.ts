import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { chain, chainStart, writeChained, type AccessRecord } from '../../schema/access-record.ts';

/**
 * Access records on this machine's disk, each chained to the one before it. A file has one writer and at most one day:
 * `20261126-9f0c….jsonl`. What ships records to the hub reads these files (subgraphs/access/ship.ts).
 */
export interface Journal {
  /** Resolves when the record is on disk. Records that wait together share one flush. Rejects where it can't be written. */
  append(record: AccessRecord): Promise<void>;
  /** Bytes that wait to be written. */
  readonly waiting: number;
  /** When what waits is on disk. */
  close(): Promise<void>;
}

type Waiting = {
  readonly record: AccessRecord;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

type Writer = { readonly name: string; readonly day: string; readonly file: FileHandle; seq: number; prev: string };

export function openJournal(folder: string): Journal {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let writer: Writer | null = null;
  let flushing: Promise<void> | null = null;
  let closed = false;

  const startWriter = async (day: string): Promise<Writer> => {
    await writer?.file.close();
    writer = null;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${day.replaceAll('-', '')}-${randomBytes(8).toString('hex')}`;
    const file = await open(path.join(folder, `${name}.jsonl`), 'ax', 0o600);
    await syncFolder(folder);
    return { name, day, file, seq: 0, prev: chainStart };
  };

  /** All of one day that wait, in one write and one flush. */
  const writeBatch = async (batch: readonly Waiting[], day: string): Promise<void> => {
    if (writer?.day !== day) writer = await startWriter(day);
    let { seq, prev } = writer;
    let text = '';
    for (const { record } of batch) {
      const chained = chain(record, { writer: writer.name, seq: (seq += 1), prev });
      prev = chained.hash;
      text += `${writeChained(chained)}\n`;
    }
    await writer.file.appendFile(text);
    await writer.file.datasync();
    writer.seq = seq;
    writer.prev = prev;
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const day = dayOf(waiting[0]?.record);
      const end = waiting.findIndex(({ record }) => dayOf(record) !== day);
      const batch = end < 0 ? waiting : waiting.slice(0, end);
      waiting = end < 0 ? [] : waiting.slice(end);
      try {
        await writeBatch(batch, day);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // How much of it is on disk nobody knows: what comes next begins a chain of its own.
        await leave(folder, writer);
        writer = null;
        for (const { reject } of batch) reject(error);
      }
      for (const each of batch) bytes -= each.bytes;
    }
  };

  const pump = (): void => {
    flushing ??= flush().finally(() => {
      flushing = null;
      if (waiting.length > 0) pump();
    });
  };

  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error('the journal is closed'));
          return;
        }
        const size = sizeOf(record);
        if (bytes + size > maxWaiting) {
          reject(new Error('too many records wait to be written'));
          return;
        }
        bytes += size;
        waiting.push({ record, bytes: size, resolve, reject });
        pump();
      }),
    get waiting() {
      return bytes;
    },
    close: async () => {
      closed = true;
      while (flushing !== null) await flushing;
      await writer?.file.close();
      writer = null;
    },
  };
}

/** Bytes that may wait, of a disk that hangs: whoever waits for theirs goes away before. */
const maxWaiting = 64_000_000;

/** A file that was just made is there after a power loss, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** A journal that nobody was promised anything of is none: a full disk would be filled with them. */
async function leave(folder: string, writer: Writer | null): Promise<void> {
  if (writer === null) return;
  await writer.file.close().catch(() => {});
  if (writer.seq === 0) await rm(path.join(folder, `${writer.name}.jsonl`)).catch(() => {});
}

const dayOf = (record: AccessRecord | undefined): string => record?.time.slice(0, 10) ?? '';

/** About: its names, and the people concerned. */
const sizeOf = ({ reads }: AccessRecord): number =>
  reads.reduce((sum, { fields, subjects }) => sum + 32 * (fields.length + subjects.length), 512);
