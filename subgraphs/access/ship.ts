import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { HubDatabase } from '../../adapters/hub/hub-database.ts';
import { JournalDamaged, journalNames, JournalReader } from './journals.ts';
import { saveRecords } from './store/entries.ts';

/** Brings what is in the journals of a folder to the hub. */
export type Shipper = {
  /**
   * When all that was on disk at the time of the call is on the hub.
   * @throws {OnestopError} `DEPARTMENT_*` where it can't be had
   */
  readonly ship: () => Promise<void>;
  /** Removes journals of days before this one, `2026-11-26`, that are on the hub as a whole. */
  readonly removeBefore: (day: string) => Promise<void>;
  /** After what is under way. */
  readonly close: () => Promise<void>;
};

export type ShipperOptions = {
  readonly folder: string;
  readonly database: Pick<HubDatabase, 'transaction'>;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds between two looks at the folder. */
  readonly everyMs?: number;
};

export function createShipper({ folder, database, onFailure, everyMs = 500 }: ShipperOptions): Shipper {
  const readers = new Map<string, JournalReader>();
  /** Bytes of each that are done with. */
  const sizes = new Map<string, number>();
  const damaged = new Set<string>();
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let closed = false;

  const shipAll = async (): Promise<void> => {
    for (const name of await journalNames(folder)) {
      const reader = readers.get(name) ?? new JournalReader(folder, name);
      readers.set(name, reader);
      const { size } = await stat(reader.file);
      if (sizes.get(name) === size) continue;
      await shipJournal(reader, name);
      sizes.set(name, size);
    }
  };

  /** One that is damaged is told of once; what the others have is not kept back for it. */
  const shipJournal = async (reader: JournalReader, name: string): Promise<void> => {
    try {
      for await (const lines of reader.read())
        await database.transaction((ask) =>
          saveRecords(
            ask,
            lines.map(({ chained }) => chained),
            lines.map(({ line }) => line),
          ),
        );
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      damaged.add(name);
      onFailure(error);
    }
  };

  const start = (): Promise<void> => {
    const run = shipAll().finally(() => {
      running = null;
    });
    running = run;
    return run;
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

  const timer = setInterval(() => {
    if (running === null) ship().catch(onFailure);
  }, everyMs);
  timer.unref();
  return {
    ship,
    removeBefore: async (day) => {
      for (const name of await journalNames(folder)) {
        if (name.slice(0, 8) >= day.replaceAll('-', '') || damaged.has(name)) continue;
        const file = path.join(folder, name);
        if (sizes.get(name) !== (await stat(file)).size) continue;
        await rm(file);
        readers.delete(name);
        sizes.delete(name);
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
