/** People whom a number that leaves the department must rest on, and so must whatever subtracting two numbers gives. */
export const fewestPeople = 10;

/**
 * How many rows a set has, and how many people they are of: never fewer than `least`, never more than `most`. Rows are
 * told apart by what part of all people theirs belongs to, those of nobody known last. So of two sets can be said that
 * none is a part of the other, and of what is left of one without the other how many people it has at least.
 */
export type Tally = {
  readonly rows: number;
  readonly least: number;
  readonly most: number;
  readonly parts: readonly number[];
};

type Counted = {
  readonly rows: number;
  readonly people: number;
  /** Else there may be more people than were counted. */
  readonly isExact: boolean;
};

export function tallyOf({ rows, people, isExact }: Counted, known: readonly number[]): Tally {
  const unknown = rows - known.reduce((sum, each) => sum + each, 0);
  return {
    rows,
    least: Math.max(people, inhabited(known)),
    most: isExact ? people : rows,
    parts: [...known, Math.max(0, unknown)],
  };
}

export const isFew = ({ least }: Pick<Tally, 'least'>): boolean => least < fewestPeople;

const inhabited = (known: readonly number[]): number => known.reduce((sum, each) => (each === 0 ? sum : sum + 1), 0);

/** Of sets that have no row in common; of none, that of nobody. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const [first, ...more] = tallies;
  if (first === undefined) return nobody;
  if (more.length === 0) return first;
  const parts = first.parts.map((each, index) => more.reduce((sum, tally) => sum + (tally.parts[index] ?? 0), each));
  const all = (of: (tally: Tally) => number): number => tallies.reduce((sum, tally) => sum + of(tally), 0);
  const least = tallies.reduce((most, tally) => Math.max(most, tally.least), inhabited(parts.slice(0, -1)));
  return { rows: all(({ rows }) => rows), least, most: all(({ most }) => most), parts };
}

export const nobody: Tally = { rows: 0, least: 0, most: 0, parts: [] };

/** How many people at least tell two states of one set apart; none where nothing is seen to have changed. */
export function changeOf(one: Tally, other: Tally): number {
  // Rows of nobody known, the last part, are no person's.
  const changed = one.parts.slice(0, -1).filter((each, index) => each !== (other.parts[index] ?? 0)).length;
  return Math.max(changed, one.least - other.most, other.least - one.most);
}

/**
 * Would subtracting numbers over these sets tell of too few people? That is where the one may be a part of the other, and
 * what is left of that may be few. Sets that are the same tell nothing of one another.
 */
export function tellsOfFew(one: Tally, other: Tally): boolean {
  if (one.rows < other.rows) return tellsOfFew(other, one);
  // Most are told apart by this alone: a client may have been told of ten thousand.
  if (one.least - other.most >= fewestPeople) return false;
  const [parts, taken] = [one.parts, other.parts];
  const last = parts.length - 1;
  let [people, isAny] = [0, false];
  for (let at = 0; at <= last; at += 1) {
    const left = (parts[at] ?? 0) - (taken[at] ?? 0);
    if (left === 0) continue;
    if (left < 0) return false;
    isAny = true;
    // Rows of nobody known count for nobody.
    if (at < last) people += 1;
    if (people >= fewestPeople) return false;
  }
  return isAny;
}

/** The same of three: two that make up the third but for a few, or one and a few more. */
export const tellTogether = (one: Tally, other: Tally, third: Tally): boolean =>
  leavesFew(one.parts, other.parts, third.parts) ||
  leavesFew(other.parts, one.parts, third.parts) ||
  leavesFew(third.parts, one.parts, other.parts);

/** Is a set, less two others, or they less the set, of few? Without allocating: half a million may be tried for one answer. */
function leavesFew(parts: readonly number[], taken: readonly number[], too: readonly number[]): boolean {
  const last = parts.length - 1;
  let [people, sign] = [0, 0];
  for (let at = 0; at <= last; at += 1) {
    const left = (parts[at] ?? 0) - (taken[at] ?? 0) - (too[at] ?? 0);
    if (left === 0) continue;
    const now = left < 0 ? -1 : 1;
    if (now === -sign) return false;
    sign = now;
    if (at < last) people += 1;
    if (people >= fewestPeople) return false;
  }
  return sign !== 0;
}
