import type { SqlValue } from '../sql/sql.ts';
import type { Answered, AskedSet } from './answered.ts';
import { complementOf } from './complement.ts';
import { isFew, sumOf, type Tally } from './tally.ts';

/** A group of an answer: where it stands, what it rests on, and what was worked out over it, by name. */
export type AskedGroupOfRows = {
  readonly place: readonly string[];
  readonly tally: Tally;
  readonly values: ReadonlyMap<string, SqlValue>;
};

export type AskedGroups = {
  /** Names list, filter, the caller's rows and what they are grouped by. */
  readonly question: string;
  /** Names list, filter and the caller's rows: all that is grouped. */
  readonly rows: string;
  /** Names of the coordinates of a group's place; the first is the parent whose rows they are, where there are parents. */
  readonly axes: readonly string[];
  readonly hasParents: boolean;
  readonly groups: readonly AskedGroupOfRows[];
};

/**
 * What is given of a group: its numbers, none of them, or not even that it is there. That somebody has a value is told by
 * a group of few, whatever stands in it.
 */
export type Verdict = ReadonlyMap<string, SqlValue> | 'kept back' | 'few';

type Group = AskedGroupOfRows &
  AskedSet & {
    /** What stands of it. */
    readonly told: ReadonlyMap<string, SqlValue> | null;
    /** Are the rows others than those it stands of? */
    readonly isMoved: boolean;
  };

/** Sums that follow from groups, and which groups these are. */
type Sum = AskedSet & { readonly of: readonly number[] };

/** Groups that may be kept back for a sum's sake, one after the other, before all of them are. */
const maxRounds = 50;

/**
 * Decides what is given of each group, and remembers it as told. In the order of the groups.
 * @param room for sets that were not told of yet, beside what the client may be told
 * @returns null where there is no more of either today
 */
export function suppressGroups(asked: AskedGroups, answered: Answered, room = Infinity): readonly Verdict[] | null {
  // In one order, whatever the database gives them in: which group hides another must not change from time to time.
  const groups = asked.groups
    .map((group, at) => ({ ...withStanding(group, asked, answered), at }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  if (!answered.hasRoomFor(asked.question, groups.filter(({ tally }) => !isFew(tally)).map(({ id }) => id), room)) return null; // prettier-ignore
  const few = new Set(groups.flatMap(({ tally }, at) => (isFew(tally) ? [at] : [])));
  const hidden = new Set(few);
  for (const [at, group] of groups.entries())
    if (!few.has(at) && group.told === null && answered.tellsOfFew(group)) hidden.add(at);
  const { kept, sums } = keep(groups, hidden, { asked, answered });
  const verdicts: Verdict[] = groups.map(() => 'few');
  for (const [at, group] of groups.entries()) {
    if (few.has(at)) continue;
    verdicts[group.at] = 'kept back';
    const { told } = group;
    // Beside what stands, a number of another moment would tell of who came since.
    if (!kept.has(at) || (group.isMoved && [...group.values.keys()].some((name) => told?.has(name) !== true))) continue;
    const values = new Map([...group.values].map(([name, value]) => [name, told?.has(name) === true ? (told.get(name) ?? null) : value])); // prettier-ignore
    answered.tell(asked.question, group, values);
    verdicts[group.at] = values;
  }
  for (const sum of sums) answered.tell(asked.question, sum, null);
  return verdicts;
}

function withStanding(group: AskedGroupOfRows, asked: AskedGroups, answered: Answered): Group {
  const { axes, rows, hasParents } = asked;
  const id = setId(rows, axes.map((axis, at) => [axis, group.place[at] ?? ''])); // prettier-ignore
  // What few are left of is few, however many they were.
  const standing = isFew(group.tally) ? null : answered.standing({ id, tally: group.tally });
  return {
    ...group,
    id,
    tally: standing?.tally ?? group.tally,
    told: standing?.values ?? null,
    isMoved: (standing?.values ?? null) !== null && !isSame(standing?.tally, group.tally),
    isWhole: axes.length === 0 && !hasParents,
  };
}

const isSame = (one: Tally | undefined, other: Tally): boolean =>
  one?.rows === other.rows && one.least === other.least && one.parts.join() === other.parts.join();

/** A set by what its rows have in common, in whatever order that is asked for. */
const setId = (rows: string, common: readonly (readonly [axis: string, value: string])[]): string =>
  `${rows} ${JSON.stringify([...common].sort(([one], [other]) => (one < other ? -1 : 1)))}`;

type Scope = { readonly asked: AskedGroups; readonly answered: Answered };

/** The groups that can be given, and what their sums tell. */
function keep(
  groups: readonly Group[],
  hidden: Set<number>,
  scope: Scope,
): { readonly kept: ReadonlySet<number>; readonly sums: readonly Sum[] } {
  for (let round = 0; round < maxRounds; round += 1) {
    const others = complementOf(groups, hidden);
    const kept = new Set([...groups.keys()].filter((at) => !hidden.has(at) && !others.has(at)));
    const sums = sumsOf(groups, kept, scope);
    const telling = sums.find((sum) => scope.answered.standing(sum) === null && scope.answered.tellsOfFew(sum));
    if (telling === undefined) return { kept, sums };
    const smallest = [...telling.of].sort((one, other) => rowsOf(groups, one) - rowsOf(groups, other))[0];
    if (smallest === undefined) break;
    hidden.add(smallest);
  }
  return { kept: new Set(), sums: [] };
}

const rowsOf = (groups: readonly Group[], at: number): number => groups[at]?.tally.rows ?? 0;

/** What adding up the groups that are given tells: of all of them, and of those that have one thing in common. */
function sumsOf(groups: readonly Group[], kept: ReadonlySet<number>, { asked, answered }: Scope): readonly Sum[] {
  const { axes, rows, question, hasParents } = asked;
  const sumUp = (line: readonly number[], common: readonly (readonly [string, string])[]): readonly Sum[] => {
    const of = line.filter((at) => kept.has(at));
    if (of.length === 0) return [];
    const isWhole = common.length === 0;
    // Other parents may have been asked for before.
    const earlier =
      isWhole && hasParents ? answered.toldOf(question, new Set(of.map((at) => groups[at]?.id ?? ''))) : [];
    const isComplete = of.length === line.length && !(isWhole && hasParents);
    const id = isComplete ? setId(rows, common) : `part of ${question} ${setId(rows, common)}`;
    const tally = sumOf([...of.flatMap((at) => groups[at]?.tally ?? []), ...earlier]);
    return [{ id, tally: answered.standing({ id, tally })?.tally ?? tally, isWhole, of }];
  };
  const all = [...groups.keys()];
  const lines = axes.length < 2 ? [] : axes.flatMap((axis, place) => [...linesOf(groups, place)].flatMap(([value, line]) => sumUp(line, [[axis, value]]))); // prettier-ignore
  return axes.length === 0 ? [] : [...sumUp(all, []), ...lines];
}

function linesOf(groups: readonly Group[], axis: number): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const [at, { place }] of groups.entries()) {
    const value = place[axis] ?? '';
    const line = lines.get(value) ?? [];
    line.push(at);
    lines.set(value, line);
  }
  return lines;
}
