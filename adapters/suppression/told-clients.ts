import { OnestopError } from '../../schema/errors.ts';
import { Answered } from './answered.ts';
import { suppressGroups, type AskedGroups, type Verdict } from './suppress-groups.ts';

/** Distinct questions that a client may ask in a day about the people of one table, where nothing else is said. */
export const defaultQuestions = 1000;

export type SuppressionOptions = {
  readonly department: string;
  /** Distinct questions of one client in a day, for each table. */
  readonly questions: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

/** Whose question it is, and over the rows of which table. */
export type Asking = { readonly client: string; readonly table: string };

/**
 * Keeps back what would tell of too few people, by itself or with what the client was told before.
 * @throws {OnestopError} `AGGREGATE_BUDGET_SPENT`
 */
export type Suppression = (asked: AskedGroups, asking: Asking) => readonly Verdict[];

const dayMs = 24 * 60 * 60 * 1000;
/** Sets of rows that are remembered of a client and a table, for each question it may ask. */
const setsPerQuestion = 5;
/** The same of all clients and tables together, some 50 MB. */
const maxSets = 100_000;

/** What the clients of a department were told, each for a day from its first question on; it lives as long as the process. */
export function createSuppression({ department, questions, now = Date.now }: SuppressionOptions): Suppression {
  const clients = new Map<string, Answered>();
  const spent = (until: number) => new OnestopError('AGGREGATE_BUDGET_SPENT', { department, retryAfter: Math.max(1, Math.ceil((until - now()) / 1000)) }); // prettier-ignore
  const answeredOf = ({ client, table }: Asking): Answered => {
    const at = now();
    for (const [key, { until }] of clients) if (until <= at) clients.delete(key);
    const key = JSON.stringify([client, table]);
    const answered = clients.get(key) ?? new Answered(at + dayMs, { questions, sets: questions * setsPerQuestion });
    clients.set(key, answered);
    return answered;
  };
  return (asked, asking) => {
    const answered = answeredOf(asking);
    // Nothing is forgotten to make room: whoever could fill it up would have their numbers compared with nothing.
    const room = maxSets - [...clients.values()].reduce((sum, { size }) => sum + size, 0);
    const verdicts = suppressGroups(asked, answered, room);
    if (verdicts === null) throw spent(answered.until);
    return verdicts;
  };
}
