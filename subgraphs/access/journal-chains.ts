import type { ChainedRecord } from '../../schema/access-record.ts';
import { isMissing, JournalDamaged, journalNames, JournalReader } from './journals.ts';

/** What of one chain a journal holds beyond the last record that was asked for. */
export type Beyond = {
  readonly writer: string;
  /** First and last of those that have had time to come to the hub; null for none. */
  readonly lost: { readonly from: number; readonly until: number } | null;
  /** Those that are under way. */
  readonly underWay: number;
};

type Chain = {
  readonly writer: string;
  readonly lines: AsyncIterator<ChainedRecord>;
  next: ChainedRecord | null;
  isDamaged: boolean;
};

/**
 * The journals of a folder beside the hub's records, both in the order of their writers and numbers. They are read on as
 * far as is asked for, and nothing of them is kept: a line at a time of one journal, however many there are.
 */
export class JournalChains {
  readonly #folder: string;
  /** Names that are not begun, the last first. */
  readonly #names: string[];
  readonly #told: { readonly problem: (text: string) => void; readonly beyond: (found: Beyond) => void };
  #chain: Chain | null = null;

  private constructor(folder: string, names: readonly string[], told: JournalListener) {
    this.#folder = folder;
    this.#names = [...names].reverse();
    this.#told = told;
  }

  /** @param folder null where this machine keeps none */
  static async open(folder: string | null, told: JournalListener): Promise<JournalChains> {
    return new JournalChains(folder ?? '', folder === null ? [] : await journalNames(folder), told);
  }

  /**
   * The record as the journal has it: null where it lacks it, undefined where there is no journal of this writer, or it
   * can't be read so far. Asked in the order of writers and numbers.
   */
  async find(writer: string, seq: number): Promise<ChainedRecord | null | undefined> {
    await this.#goTo(writer);
    const chain = this.#chain;
    if (chain?.writer !== writer) return undefined;
    while (chain.next !== null && chain.next.seq < seq) await advance(chain);
    if (chain.next === null && chain.isDamaged) return undefined;
    const found = chain.next?.seq === seq ? chain.next : null;
    if (found !== null) await advance(chain);
    return found;
  }

  /** Tells of what nobody asked for. */
  async close(): Promise<void> {
    await this.#goTo(null);
  }

  /** Begins the journal of this writer, where there is one, and is done with all before it; with null, with all. */
  async #goTo(writer: string | null): Promise<void> {
    while (this.#chain === null || writer === null || this.#chain.writer < writer) {
      await this.#leave();
      const name = this.#names.at(-1);
      if (name === undefined || (writer !== null && writerOf(name) > writer)) return;
      this.#names.pop();
      const damage = (problem: string): void => {
        this.#told.problem(problem);
        chain.isDamaged = true;
      };
      const chain: Chain = { writer: writerOf(name), lines: this.#linesOf(name, damage), next: null, isDamaged: false };
      await advance(chain);
      this.#chain = chain;
    }
  }

  async #leave(): Promise<void> {
    const chain = this.#chain;
    this.#chain = null;
    if (chain === null) return;
    let [from, until, underWay]: [number | null, number, number] = [null, 0, 0];
    while (chain.next !== null) {
      const { seq, record } = chain.next;
      if (!isOld(record)) underWay += 1;
      else [from, until] = [from ?? seq, seq];
      await advance(chain);
    }
    this.#told.beyond({ writer: chain.writer, lost: from === null ? null : { from, until }, underWay });
  }

  /** Up to a line that is not as it was written, or stands in another journal than its own. */
  async *#linesOf(name: string, damage: (problem: string) => void): AsyncGenerator<ChainedRecord> {
    let before = 0;
    try {
      for await (const lines of new JournalReader(this.#folder, name).read())
        for (const { chained } of lines) {
          if (chained.writer !== writerOf(name) || chained.seq <= before) {
            damage(`record ${chained.seq} of ${chained.writer} stands out of its place in ${name}`);
            return;
          }
          before = chained.seq;
          yield chained;
        }
    } catch (error) {
      if (error instanceof JournalDamaged) damage(error.message);
      // Removed meanwhile: all of it is on the hub, and signed.
      else if (!isMissing(error)) throw error;
    }
  }
}

export type JournalListener = {
  readonly problem: (text: string) => void;
  readonly beyond: (found: Beyond) => void;
};

const writerOf = (name: string): string => name.slice(0, -'.jsonl'.length);

async function advance(chain: Chain): Promise<void> {
  const step = await chain.lines.next();
  chain.next = step.done === true ? null : step.value;
}

/** Time that a record has to come to the hub. */
const shippingMs = 60_000;

export const isOld = ({ time }: { readonly time: string }): boolean => Date.parse(time) < Date.now() - shippingMs;
