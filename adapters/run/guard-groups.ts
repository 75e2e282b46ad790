import { createHash } from 'node:crypto';
import { OnestopError } from '../../schema/errors.ts';
import type { GroupGuard } from '../aggregates/aggregate-plan.ts';
import type { PageView } from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { AskedGroups } from '../suppression/suppress-groups.ts';
import type { ListQuestion } from './page-arguments.ts';
import { maxObjects, type RunState } from './run-state.ts';

/** Rows of an answer, by parent. */
export type Cut = {
  readonly rows: readonly Row[];
  /** Where each parent's rows end, by ordinal; the next one's start there. */
  readonly ends: readonly number[];
  /** Ordinals of parents that have more rows than are given. */
  readonly longer: ReadonlySet<number>;
};

export type FoundGroups = Cut & {
  readonly guard: GroupGuard;
  /** Name of the list, `Query.citizens`. */
  readonly reads: string;
  readonly asked: ListQuestion;
  readonly groups: PageView['groups'];
  /** What each parent's rows were found by; null at the root. */
  readonly parents: readonly unknown[] | null;
};

/** What is given: rows without those of few people, and with what was told before where that stands. */
export type GuardedGroups = Cut & {
  /** Ordinals of those that have groups of few people, or nothing: the one must not be told from the other. */
  readonly hasFew: ReadonlySet<number>;
  /** Rows whose numbers are kept back. */
  readonly keptBack: ReadonlySet<Row>;
};

/**
 * Keeps back the numbers that would tell of few people. All groups are looked at together, whatever parent they are of.
 * @throws {OnestopError} `AGGREGATE_BUDGET_SPENT`, and `ANSWER_TOO_LARGE` where not all groups are there
 */
export function guardGroups(found: FoundGroups, state: RunState): GuardedGroups {
  const { rows, ends, longer, guard } = found;
  const { department } = state.scope;
  if (longer.size > 0 || rows.length > maxObjects)
    throw new OnestopError('ANSWER_TOO_LARGE', { department, limit: maxObjects });
  const client = state.input.request.caller?.client ?? '';
  const verdicts = state.scope.suppress(askedGroups(found, state), { client, table: guard.table });
  const kept: Row[] = [];
  const keptBack = new Set<Row>();
  const hasFew = new Set<number>();
  const guarded = ends.map((end, ordinal) => {
    const [start, from] = [ends[ordinal - 1] ?? 0, kept.length];
    for (let at = start; at < end; at += 1) {
      const [row, verdict] = [rows[at] ?? [], verdicts[at] ?? 'few'];
      if (verdict === 'few') continue;
      const given = verdict === 'kept back' ? row : withValues(row, verdict, guard);
      if (verdict === 'kept back') keptBack.add(given);
      kept.push(given);
    }
    if (kept.length - from < Math.max(1, end - start)) hasFew.add(ordinal);
    return kept.length;
  });
  return { rows: kept, ends: guarded, longer, hasFew, keptBack };
}

function withValues(row: Row, values: ReadonlyMap<string, SqlValue>, guard: GroupGuard): Row {
  return row.map((raw, at) => {
    const name = guard.values.get(at);
    return name === undefined ? raw : (values.get(name) ?? null);
  });
}

function askedGroups(found: FoundGroups, state: RunState): AskedGroups {
  const { guard, reads, asked, groups, rows, ends, parents } = found;
  const { claims } = state.input.request.caller ?? {};
  const list = digest([reads, asked.filter, asked.values, guard.view, guard.claims.map((claim) => claims?.[claim])]);
  const axes = asked.groupBy.map(({ field, by }) => `${field} ${by}`);
  return {
    rows: list,
    question: digest([list, [...axes].sort()]),
    axes: parents === null ? axes : [`parents of ${reads}`, ...axes],
    hasParents: parents !== null,
    groups: ends.flatMap((end, parent) =>
      rows.slice(ends[parent - 1] ?? 0, end).map((row) => {
        const place = asked.groupBy.map(({ field }) => {
          const group = groups.get(field);
          return JSON.stringify(group?.read(row[group.at] ?? null) ?? null);
        });
        return {
          place: parents === null ? place : [digest(parents[parent]), ...place],
          tally: guard.tally(row),
          values: new Map([...guard.values].map(([at, name]) => [name, row[at] ?? null])),
        };
      }),
    ),
  };
}

/** Filters may hold whatever a client knows of people: none of it is remembered. */
const digest = (of: unknown): string => createHash('sha256').update(JSON.stringify(of)).digest('base64url');
