import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { HubDatabase } from '../../adapters/hub/hub-database.ts';
import { readChained } from '../../schema/access-record.ts';
import { isMissing, JournalDamaged, journalNames, JournalReader } from './journals.ts';
import { saveRecords } from './store/entries.ts';
import { heldOf } from './store/records.ts';

/** Brings what is in the journals of a folder to the hub. */
export type Shipper = {
  /**
   * When all that was on disk at the time of the call is on the hub.
   * @throws {OnestopError} `DEPARTMENT_*` where it can't be had
   */
  readonly ship: () => Promise<void>;
  /** The same, and what the hub had once and has no more: after a restore, say. */
  readonly shipAgain: () => Promise<void>;
  /** Removes journals of days before this one, `2026-11-26`, that are on the hub as a whole. */
  readonly removeBefore: (day: string) => Promise<void>;
  /** After what is under way. */
  readonly close: () => Promise<void>;
};

export type ShipperOptions = {
  readonly folder: string;
  readonly database: Pick<HubDatabase, 'ask' | 'transaction'>;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds between two looks at the folder. */
  readonly everyMs?: number;
};

const patienceMs = 10_000;

/** A journal, how many of its bytes are done with, and whether it was found damaged. */
type Shipped = { readonly reader: JournalReader; size: number; isDamaged: boolean };

export function createShipper({ folder, database, onFailure, everyMs = 500 }: ShipperOptions): Shipper {
  const journals = new Map<string, Shipped>();
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let closed = false;

  /** What one journal holds that can't be shipped keeps nothing of the others back. */
  const shipAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const name of await journalNames(folder)) {
      const journal = journals.get(name) ?? { reader: new JournalReader(folder, name), size: 0, isDamaged: false };
      journals.set(name, journal);
      await shipJournal(journal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };

  const shipJournal = async (journal: Shipped): Promise<void> => {
    const size = await sizeOf(journal.reader.file);
    if (size === null || size === journal.size) return;
    try {
      for await (const lines of journal.reader.read())
        await database.transaction((ask) =>
          saveRecords(
            ask,
            lines.map(({ chained }) => chained),
            lines.map(({ line }) => line),
          ),
        );
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      if (!journal.isDamaged) onFailure(error);
      journal.isDamaged = true;
    }
    journal.size = size;
  };

  const start = (): Promise<void> => {
    running ??= shipAll().finally(() => {
      running = null;
    });
    return running;
  };

  /** What is under way may have passed the file by: then all who ask meanwhile wait for the next round. */
  const ship = (): Promise<void> => {
    if (running === null) return start();
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null;
        return start();
      });
    return next;
  };

  /** Names of the journals that the hub does not have as a whole, to the last record. */
  const behind = async (): Promise<readonly string[]> => {
    const known = [...journals].flatMap(([name, { reader }]) => (reader.last === null ? [] : [{ name, last: reader.last }])); // prettier-ignore
    const held = await heldOf(database.ask, known.map(({ last }) => last.writer)); // prettier-ignore
    const counts = new Map(held.map(({ line, count }) => [readChained(line)?.hash, count]));
    return known.filter(({ last }) => counts.get(last.hash) !== last.seq).map(({ name }) => name);
  };

  /** A hub that is away is not asked, and not told of, at every look. */
  let quietUntil = 0;
  const timer = setInterval(() => {
    if (running !== null || Date.now() < quietUntil) return;
    ship().catch((error: unknown) => {
      quietUntil = Date.now() + patienceMs;
      onFailure(error);
    });
  }, everyMs);
  timer.unref();
  return {
    ship,
    shipAgain: async () => {
      await ship();
      const lost = await behind();
      for (const name of lost) journals.delete(name);
      if (lost.length > 0) await ship();
    },
    removeBefore: async (day) => {
      const missing = new Set(await behind());
      for (const [name, { reader, size, isDamaged }] of [...journals]) {
        if (name.slice(0, 8) >= day.replaceAll('-', '') || isDamaged || missing.has(name)) continue;
        if ((await sizeOf(reader.file)) !== size) continue;
        await rm(path.join(folder, name), { force: true });
        journals.delete(name);
      }
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await ship().catch(onFailure);
    },
  };
}

/** Null for what another process has removed meanwhile. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
