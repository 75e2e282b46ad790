import type { SqlValue } from '../sql/sql.ts';
import { changeOf, fewestPeople, nobody, tellsOfFew, tellTogether, type Tally } from './tally.ts';

/** Numbers over one set of rows, by what was worked out; null for a set whose numbers follow from those of others. */
export type Told = { readonly tally: Tally; readonly values: ReadonlyMap<string, SqlValue> | null };

/** A set of rows that numbers are given over. */
export type AskedSet = {
  /** The same for whatever asks for the same set: filter, caller's rows, and what it has in common. */
  readonly id: string;
  readonly tally: Tally;
  /** Is it all that a filter leaves? */
  readonly isWhole: boolean;
};

/** How much one client may be told in one day of the rows of one table. */
export type Budget = { readonly questions: number; readonly sets: number };

/** What one client was told in one day of the rows of one table. */
export class Answered {
  /** Milliseconds since the epoch from which on nothing of it counts. */
  readonly until: number;
  readonly #budget: Budget;
  /** Ids of the sets that each was answered with. */
  readonly #questions = new Map<string, Set<string>>();
  readonly #told = new Map<string, Told & { readonly isWhole: boolean }>();

  constructor(until: number, budget: Budget) {
    this.until = until;
    this.#budget = budget;
  }

  get size(): number {
    return this.#told.size;
  }

  /** What was asked before is answered again, and costs nothing. */
  hasRoomFor(question: string, ids: readonly string[], room = Infinity): boolean {
    const more = ids.filter((id) => !this.#told.has(id)).length;
    const isKnown = this.#questions.has(question);
    const left = Math.min(room, this.#budget.sets - this.size);
    return (isKnown || this.#questions.size < this.#budget.questions) && (more === 0 || more <= left);
  }

  /** What was told of a set, while fewer people than count have moved it since: it is told again as it was. */
  standing({ id, tally }: Pick<AskedSet, 'id' | 'tally'>): Told | null {
    const known = this.#told.get(id);
    return known === undefined || changeOf(known.tally, tally) >= fewestPeople ? null : known;
  }

  /** What a question was answered with before, but for these sets. */
  toldOf(question: string, but: ReadonlySet<string>): readonly Tally[] {
    const ids = [...(this.#questions.get(question) ?? [])].filter((id) => !but.has(id));
    return ids.flatMap((id) => this.#told.get(id)?.tally ?? []);
  }

  /** Would numbers over this set, with those told of others, tell of too few people? */
  tellsOfFew({ id, tally, isWhole }: AskedSet): boolean {
    for (const [other, known] of this.#told) if (other !== id && tellsOfFew(tally, known.tally)) return true;
    return isWhole && this.#tellsTogether(id, tally);
  }

  /** With two more: all there is, what is one or the other, and what is the one and not the other. */
  #tellsTogether(id: string, tally: Tally): boolean {
    const others = [...this.#told].flatMap(([other, known]) => (known.isWhole && other !== id ? [known.tally] : []));
    // The same rows are often asked for in many ways.
    const wholes = [...new Map(others.map((each) => [each.parts.join(), each])).values()];
    for (let at = 0; at < wholes.length; at += 1)
      for (let more = at + 1; more < wholes.length; more += 1)
        if (tellTogether(tally, wholes[at] ?? nobody, wholes[more] ?? nobody)) return true;
    return false;
  }

  /** @param values those told now; null for a set that was not asked for */
  tell(question: string, { id, tally, isWhole }: AskedSet, values: Told['values']): void {
    const known = this.#told.get(id);
    const standing = known?.tally === tally ? known.values : null;
    const all = values === null ? standing : new Map([...(standing ?? []), ...values]);
    this.#told.set(id, { tally, values: all, isWhole });
    const ids = this.#questions.get(question) ?? new Set();
    this.#questions.set(question, values === null ? ids : ids.add(id));
  }
}
