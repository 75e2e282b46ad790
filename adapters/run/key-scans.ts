import { LRUCache } from 'lru-cache';
import type { ScanPlan } from '../compile/plan.ts';
import type { KeyColumns } from '../database/dialect.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue, Statement } from '../sql/sql.ts';

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
 * Rows of several keys by one condition, given back to their keys by ordinals or by the text that these are. Where keys
 * have many rows a page for each is read instead: what is read in vain is bounded, and so is how often.
 */
export class KeyScans {
  /** Look-ups to be let go by, by the statement's text: documents share lists. */
  readonly #paused = new LRUCache<string, number>({ max: maxPaused });

  /** @returns null where each key is to have a page of its own */
  of(plan: ScanPlan | null, keys: KeyColumns): KeyScan | null {
    const [forms = []] = keys.parts;
    if (plan === null || forms.length < 2) return null;
    const { statement, isPlain } = plan;
    const left = this.#paused.get(statement.text) ?? 0;
    if (left > 0) this.#paused.set(statement.text, left - 1);
    if (left > 0 || (isPlain !== null && !forms.every(isPlain))) return null;
    const limit = forms.length * rowsPerKey + 1;
    const parted = (rows: readonly Row[]): readonly Row[] | null => {
      const owned = isPlain === null ? rows : ownedByText(rows, keys);
      const found = rows.length < limit && owned !== null ? byOrdinal(owned, keys) : null;
      if (found === null) this.#paused.set(statement.text, pause);
      return found;
    };
    return { statement, limit, parted };
  }
}

/**
 * @param rows the caller's to keep; each is given its ordinal in place of its key
 * @returns null where one is nobody's
 */
function ownedByText(rows: readonly Row[], { parts: [forms = []], ordinals }: KeyColumns): readonly Row[] | null {
  const owners = ownersOf(forms, ordinals);
  const owned: Row[] = [];
  const give = (row: Row, ordinal: number): void => {
    (row as SqlValue[])[row.length - 1] = ordinal;
    owned.push(row);
  };
  for (const row of rows) {
    const owner = owners.get(row[row.length - 1] as string); // `ScanByText.value` is a text
    if (owner === undefined) return null;
    if (typeof owner === 'number') give(row, owner);
    else for (const ordinal of owner) give([...row], ordinal);
  }
  return owned;
}

/** Sorted by counting: those of one ordinal stay in the page's order. */
function byOrdinal(rows: readonly Row[], { ordinals }: KeyColumns): readonly Row[] {
  const starts = new Array<number>((ordinals.at(-1) ?? 0) + 2).fill(0);
  for (const row of rows) {
    const next = ordinalOf(row) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let ordinal = 1; ordinal < starts.length; ordinal += 1)
    starts[ordinal] = (starts[ordinal] ?? 0) + (starts[ordinal - 1] ?? 0);
  const sorted = new Array<Row>(rows.length);
  for (const row of rows) {
    const ordinal = ordinalOf(row);
    const place = starts[ordinal] ?? 0;
    sorted[place] = row;
    starts[ordinal] = place + 1;
  }
  return sorted;
}

/** Of a row that a look-up of several keys gave. */
export const ordinalOf = (row: Row = []): number => Number(row[row.length - 1]);

/** By form, the ordinals of the keys that have it: most are one key's. */
function ownersOf(forms: readonly string[], ordinals: readonly number[]): ReadonlyMap<string, number | number[]> {
  const owners = new Map<string, number | number[]>();
  for (let at = 0; at < forms.length; at += 1) {
    const [form, ordinal] = [forms[at] ?? '', ordinals[at] ?? 0];
    const known = owners.get(form);
    if (known === undefined) owners.set(form, ordinal);
    else if (typeof known === 'number' ? known === ordinal : known.at(-1) === ordinal) continue;
    else if (typeof known === 'number') owners.set(form, [known, ordinal]);
    else known.push(ordinal);
  }
  return owners;
}
