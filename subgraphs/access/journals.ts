import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { readChained, type ChainedRecord } from '../../schema/access-record.ts';

export type JournalLine = { readonly chained: ChainedRecord; readonly line: string };

/** Names of the journals in a folder, oldest day first; none where there is no folder. */
export async function journalNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^\d{8}-[0-9a-f]{16}\.jsonl$/.test(name)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Told by shape: an error of the runtime may come from another realm. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** A journal that can't be read further: a line that is not as it was written. */
export class JournalDamaged extends Error {
  constructor(file: string, line: number) {
    super(`line ${line} of ${file} is not as it was written`);
  }
}

const chunk = 1 << 20;

/**
 * Reads a journal from a place in it. A last line without its end is being written, or was when its writer died:
 * nobody was told that it is kept.
 */
export class JournalReader {
  readonly file: string;
  #at = 0;
  #lines = 0;
  #last: ChainedRecord | null = null;

  constructor(folder: string, name: string) {
    this.file = path.join(folder, name);
  }

  /** The last record that was read. */
  get last(): ChainedRecord | null {
    return this.#last;
  }

  /**
   * What came since the last call, in batches.
   * @throws {JournalDamaged}
   */
  async *read(): AsyncIterable<readonly JournalLine[]> {
    const handle = await open(this.file, 'r');
    try {
      for (let text = await this.#next(handle); text !== ''; text = await this.#next(handle)) {
        const lines = text.split('\n').slice(0, -1);
        const batch: JournalLine[] = [];
        for (const line of lines) {
          const chained = readChained(line);
          if (chained === null) break;
          batch.push({ chained, line });
        }
        if (batch.length > 0) yield batch;
        this.#at += batch.reduce((sum, { line }) => sum + Buffer.byteLength(line) + 1, 0);
        this.#lines += batch.length;
        this.#last = batch.at(-1)?.chained ?? this.#last;
        if (batch.length < lines.length) throw new JournalDamaged(this.file, this.#lines + 1);
      }
    } finally {
      await handle.close();
    }
  }

  /** Whole lines; more than a chunk where one is that long. */
  async #next(handle: FileHandle): Promise<string> {
    for (let size = chunk; ; size *= 2) {
      const buffer = Buffer.alloc(size);
      const { bytesRead } = await handle.read(buffer, 0, size, this.#at);
      const end = buffer.lastIndexOf(0x0a, bytesRead - 1);
      if (bytesRead > 0 && end >= 0) return buffer.toString('utf8', 0, end + 1);
      if (bytesRead < size) return '';
    }
  }
}
