import { Bag } from '../../schema/bag.ts';
import { OnestopError } from '../../schema/errors.ts';
import { once } from '../../schema/once.ts';
import type { BindInput, KeyColumns } from '../database/dialect.ts';
import type { Driver, Question, Row } from '../database/driver.ts';
import type { ScanPlan } from '../compile/plan.ts';
import type { Slot, SqlValue, Statement } from '../sql/sql.ts';
import { KeyScans, ordinalOf, type KeyScan } from './key-scans.ts';

/** Rows looked up by keys. */
export type Lookup = {
  /** Gives rows by ordinal, which stands last in each. */
  readonly statement: Statement;
  /** The same for the only form of the only key, without ordinals; null where there are more forms, or it can't be. */
  readonly sole: Statement | null;
  /** The same of several keys' rows unparted; null where there is no such statement. */
  readonly scan: ScanPlan | null;
  readonly input: BindInput;
  /** Their number; each has forms of its own, or none. */
  readonly keys: number;
};

export type LookedUp = {
  readonly rows: readonly Row[];
  /** The first key's ordinal; null where rows have none, as all are that key's. */
  readonly first: number | null;
};

/** Forms of keys in one statement, at most: who asks for one should not wait for thousands. A look-up of more goes alone. */
const maxForms = 1_000;

/** Look-ups of one kind that wait for the same connection. */
type Batch = {
  readonly kind: string;
  readonly lookups: Lookup[];
  forms: number;
  /** What each is answered with, in their order. */
  answers: Promise<readonly LookedUp[]>;
};

/**
 * Look-ups of one department. Those that wait for a connection and differ in nothing but their keys are one statement: what
 * narrows rows to a caller's is no key. Where a connection is idle nothing waits for company.
 */
export class LookupBatches {
  readonly #driver: Pick<Driver, 'queryWhenFree' | 'dialect'>;
  readonly #scans = new KeyScans();
  /** Those that still take more; as few as a department's queue is long. */
  readonly #waiting = new Bag<Batch>();

  constructor(driver: Pick<Driver, 'queryWhenFree' | 'dialect'>) {
    this.#driver = driver;
  }

  /**
   * @param isWanted does anybody still wait for it?
   * @throws {OnestopError} `DEPARTMENT_*`
   */
  async read(lookup: Lookup, isWanted: () => boolean): Promise<LookedUp> {
    const { batch, place } = this.#join(lookup);
    try {
      return (await batch.answers)[place] ?? { rows: [], first: null };
    } catch (error) {
      // Another's keys may have been at fault: each is asked for once more, alone.
      if (batch.lookups.length === 1 || !isOfStatement(error) || !isWanted()) throw error;
    }
    return (await this.#ask([lookup]))[0] ?? { rows: [], first: null };
  }

  #join(lookup: Lookup): { readonly batch: Batch; readonly place: number } {
    const kind = this.#kindOf(lookup);
    const forms = formsOf(lookup);
    const open = this.#waiting.find((batch) => batch.kind === kind && batch.forms + forms <= maxForms);
    if (open !== undefined) {
      open.forms += forms;
      return { batch: open, place: open.lookups.push(lookup) - 1 };
    }
    const batch: Batch = { kind, lookups: [lookup], forms, answers: noAnswers };
    const close = this.#waiting.add(batch);
    batch.answers = this.#ask(batch.lookups, close).finally(close);
    return { batch, place: 0 };
  }

  async #ask(lookups: readonly Lookup[], close: () => void = () => {}): Promise<readonly LookedUp[]> {
    const [first] = lookups;
    if (first === undefined) throw new TypeError('a batch has a look-up');
    const asked = once((): { readonly keys: KeyColumns; readonly scan: KeyScan | null } => {
      close();
      const keys = lookups.length === 1 ? first.input.keys : together(lookups);
      return { keys, scan: this.#scans.of(first.scan, keys) };
    });
    const isSole = (): boolean => lookups.length === 1 && first.sole !== null;
    const page = (): Question => this.#bind(first.statement, { ...first.input, keys: asked().keys });
    const found = await this.#driver.queryWhenFree(() => {
      const { keys, scan } = asked();
      if (first.sole !== null && isSole()) return this.#bind(first.sole, first.input);
      return scan === null ? page() : this.#bind(scan.statement, { ...first.input, keys, limit: scan.limit });
    });
    if (isSole()) return [{ rows: found, first: null }];
    const { scan } = asked();
    const rows = scan === null ? found : (scan.parted(found) ?? (await this.#driver.queryWhenFree(page)));
    return lookups.length === 1 ? [{ rows, first: 0 }] : split(rows, lookups);
  }

  #bind({ text, slots }: Statement, input: BindInput): Question {
    return { text, values: slots.map((slot) => this.#driver.dialect.bind(slot, input)) };
  }

  /** The statement, and all that is bound to it but keys. */
  #kindOf({ statement, input }: Lookup): string {
    let kind = statement.text;
    for (const slot of statement.slots)
      if (!isOfKeys(slot)) kind += `\0${textOf(this.#driver.dialect.bind(slot, input))}`;
    return kind;
  }
}

const noAnswers: Batch['answers'] = Promise.resolve([]);

const formsOf = ({ input }: Lookup): number => input.keys.ordinals.length;

function isOfKeys(slot: Slot): boolean {
  return (slot.kind === 'key' || slot.kind === 'keys' || slot.kind === 'ordinal') && slot.of === 'keys';
}

const textOf = (value: SqlValue): string =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);

/** Did the statement fail, and not the connection? For one key it may be another, and shallower. */
const isOfStatement = (error: unknown): boolean =>
  error instanceof OnestopError && error.code !== 'DEPARTMENT_UNAVAILABLE' && error.code !== 'DEPARTMENT_BUSY';

/** The keys of all, one after another; ordinals go on from those before. */
function together(lookups: readonly Lookup[]): KeyColumns {
  const parts = lookups[0]?.input.keys.parts.map((): string[] => []) ?? [];
  const ordinals: number[] = [];
  let first = 0;
  for (const { input, keys } of lookups) {
    input.keys.parts.forEach((column, at) => parts[at]?.push(...column));
    for (const ordinal of input.keys.ordinals) ordinals.push(first + ordinal);
    first += keys;
  }
  return { parts, ordinals };
}

/** Rows come by ordinal. */
function split(rows: readonly Row[], lookups: readonly Lookup[]): readonly LookedUp[] {
  let [first, at] = [0, 0];
  return lookups.map(({ keys }) => {
    const [begin, start] = [first, at];
    first += keys;
    while (at < rows.length && ordinalOf(rows[at]) < first) at += 1;
    return { rows: rows.slice(start, at), first: begin };
  });
}
