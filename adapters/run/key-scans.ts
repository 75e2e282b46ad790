import { LRUCache } from 'lru-cache';
import type { ScanPlan } from '../compile/plan.ts';
import type { KeyColumns } from '../database/dialect.ts';
import type { Row } from '../database/driver.ts';
import type { Statement } from '../sql/sql.ts';

/** Reads the rows of some keys together. */
export type KeyScan = {
  readonly statement: Statement;
  /** Rows that are read, at most; so many are more than a scan is for. */
  readonly limit: number;
  /** @returns the rows by ordinal, which stands last in each; null where they may not be all */
  readonly parted: (rows: readonly Row[]) => readonly Row[] | null;
};

/** Rows that a key has, on average, where a scan costs less than a page for each. */
const rowsPerKey = 16;

/** Look-ups of a list that had too many rows once, until its rows are scanned for again. */
const pause = 1_000;

/** Lists of many rows that are remembered. */
const maxPaused = 1_000;

/**
 * Rows of several keys by one condition, given back to their keys by the text that these are. Where keys have many rows a
 * page for each is read instead: what is read in vain is bounded, and so is how often.
 */
export class KeyScans {
  /** Look-ups to be let go by, by the statement's text: documents share lists. */
  readonly #paused = new LRUCache<string, number>({ max: maxPaused });

  /** @returns null where each key is to have a page of its own */
  of(plan: ScanPlan | null, keys: KeyColumns): KeyScan | null {
    const [forms = []] = keys.parts;
    if (plan === null || forms.length < 2) return null;
    const { text } = plan.statement;
    const left = this.#paused.get(text) ?? 0;
    if (left > 0) this.#paused.set(text, left - 1);
    if (left > 0 || !forms.every(plan.isPlain)) return null;
    const limit = forms.length * rowsPerKey + 1;
    const parted = (rows: readonly Row[]): readonly Row[] | null => {
      const found = rows.length < limit ? byOrdinal(rows, keys) : null;
      if (found === null) this.#paused.set(text, pause);
      return found;
    };
    return { statement: plan.statement, limit, parted };
  }
}

function byOrdinal(rows: readonly Row[], { parts: [forms = []], ordinals }: KeyColumns): readonly Row[] | null {
  const owners = new Map<string, number[]>();
  forms.forEach((form, at) => {
    const [known, ordinal] = [owners.get(form), ordinals[at] ?? 0];
    if (known === undefined) owners.set(form, [ordinal]);
    else if (!known.includes(ordinal)) known.push(ordinal);
  });
  const found: Row[][] = [];
  for (const row of rows) {
    const owned = owners.get(String(row[row.length - 1]));
    if (owned === undefined) return null;
    for (const ordinal of owned) (found[ordinal] ??= []).push(row.with(-1, ordinal));
  }
  return found.flat();
}
