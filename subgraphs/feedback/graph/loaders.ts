import DataLoader from 'dataloader';
import type { ResolverContext } from '../../../adapters/resolver-subgraph.ts';
import { OnestopError } from '../../../schema/errors.ts';
import type { FeedbackRow } from '../steps/held-feedback.ts';
import type { FeedbackPromise } from '../steps/promise.ts';
import { countEvents, loadEvents, type EventRow } from '../store/events.ts';
import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { loadRows } from '../store/load-feedback.ts';
import { loadPages, loadTotals, type FeedbackList, type PageRow } from '../store/pages.ts';
import {
  loadPromises,
  loadRatings,
  loadRectifications,
  type Parts,
  type RatingRow,
  type RectificationRow,
} from '../store/parts.ts';
import type { Where } from '../../../adapters/hub/where.ts';
import { limitedAsk } from './limited-ask.ts';
import { ownOf } from './viewer.ts';

/** One page of one list. */
export type ListQuestion = {
  readonly list: FeedbackList;
  readonly key: string;
  readonly first: number;
  readonly after: readonly [string, string] | null;
  readonly states: readonly string[] | null;
  readonly where: Where | null;
};

export type EventQuestion = { readonly id: string; readonly first: number; readonly after: number };

/** What one fetch reads, each kind in one statement, however many feedbacks ask for it. */
export type Loaders = {
  readonly rows: DataLoader<string, FeedbackRow | null>;
  readonly pages: DataLoader<ListQuestion, readonly PageRow[], string>;
  readonly totals: DataLoader<ListQuestion, number, string>;
  readonly events: DataLoader<EventQuestion, readonly EventRow[], string>;
  readonly eventTotals: DataLoader<string, number>;
  readonly promises: DataLoader<string, readonly FeedbackPromise[]>;
  readonly ratings: DataLoader<string, readonly RatingRow[]>;
  readonly rectifications: DataLoader<string, readonly RectificationRow[]>;
};

/** Objects one fetch may write: a small question can fan out to more than a process should hold. */
const maxObjects = 20_000;

/** Loaders of one fetch; told of everybody whose rows are read. @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` */
export function createLoaders(hub: Ask, { request, tell }: ResolverContext, system: string): Loaders {
  const own = ownOf(request);
  const ask = limitedAsk(hub, request, system);
  let objects = 0;
  const count = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] => {
    objects += lists.reduce((sum, list) => sum + list.length, 0);
    if (objects > maxObjects) throw new OnestopError('ANSWER_TOO_LARGE', { department: system, limit: maxObjects });
    return lists;
  };
  const told = <T extends FeedbackRow | null>(rows: readonly T[]): readonly T[] => {
    tell({ subjects: rows.flatMap((row) => row?.citizenId ?? []) });
    return rows;
  };
  const parts = <T>(load: Parts<T>) => new DataLoader<string, readonly T[]>(async (ids) => count(await load(ask, ids)));
  const listKey = { cacheKeyFn: ({ list, ...rest }: ListQuestion) => JSON.stringify([list.name, rest]) };
  return {
    rows: new DataLoader(async (ids) => told(await loadRows(ask, { ids, own }))),
    pages: new DataLoader(
      (questions) =>
        inGroups(
          questions,
          ({ list, key: _key, ...page }) => JSON.stringify([list.name, page]),
          async (group, same) => {
            const pages = await loadPages(ask, { ...same, keys: group.map(({ key }) => key), own });
            return count(pages.map(told));
          },
        ),
      listKey,
    ),
    totals: new DataLoader(
      (questions) =>
        inGroups(
          questions,
          ({ list, states, where }) => JSON.stringify([list.name, states, where]),
          (group, same) => loadTotals(ask, { ...same, keys: group.map(({ key }) => key), own }),
        ),
      { cacheKeyFn: ({ list, key, states, where }) => JSON.stringify([list.name, key, states, where]) },
    ),
    events: new DataLoader(
      (questions) =>
        inGroups(
          questions,
          ({ first, after }) => `${String(first)} ${String(after)}`,
          async (group, { first, after }) =>
            count(await loadEvents(ask, { ids: group.map(({ id }) => id), first, after })),
        ),
      { cacheKeyFn: (question) => JSON.stringify(question) },
    ),
    eventTotals: new DataLoader((ids) => countEvents(ask, ids)),
    promises: parts(loadPromises),
    ratings: parts(loadRatings),
    rectifications: parts(loadRectifications),
  };
}

/**
 * Questions that differ in their key alone are one statement; one that fails is those questions' failure. Answers come
 * in the order of the questions.
 */
async function inGroups<Q, A>(
  questions: readonly Q[],
  groupOf: (question: Q) => string,
  answerGroup: (group: readonly Q[], same: Q) => Promise<readonly A[]>,
): Promise<readonly (A | Error)[]> {
  const answers = new Map<Q, A | Error>();
  await Promise.all(
    [...groupBy(questions, groupOf).values()].map(async (group) => {
      const [same] = group;
      if (same === undefined) return;
      const given = await answerGroup(group, same).catch(errorOf);
      for (const [index, question] of group.entries())
        answers.set(question, given instanceof Error ? given : (given[index] ?? unanswered()));
    }),
  );
  return questions.map((question) => answers.get(question) ?? unanswered());
}

const unanswered = (): Error => new TypeError('a question was not answered');
const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
