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

/** @param people null where they were not counted: then as many as parts have somebody, at least */
export function tallyOf(rows: number, people: number | null, known: readonly number[]): Tally {
  const unknown = rows - known.reduce((sum, each) => sum + each, 0);
  return {
    rows,
    least: Math.max(people ?? 0, inhabited(known)),
    most: people ?? rows,
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
  const changed = one.parts.filter((each, index) => each !== (other.parts[index] ?? 0)).length;
  return Math.max(changed, one.least - other.most, other.least - one.most);
}

/**
 * Would subtracting numbers over these sets tell of too few people? That is where the one may be a part of the other, and
 * what is left of that may be few. Sets that are the same tell nothing of one another.
 */
export const tellsOfFew = (one: Tally, other: Tally): boolean =>
  one.rows >= other.rows ? leavesFew(one.parts, [other], one.least - other.most) : leavesFew(other.parts, [one], other.least - one.most); // prettier-ignore

/** The same of three: two that make up the third but for a few, or one and a few more. */
export function tellTogether(one: Tally, other: Tally, third: Tally): boolean {
  return (
    leavesFew(one.parts, [other, third]) ||
    leavesFew(other.parts, [one, third]) ||
    leavesFew(third.parts, [one, other]) ||
    overlapInFew(one, other, third) ||
    overlapInFew(one, third, other) ||
    overlapInFew(other, third, one)
  );
}

/** Are these parts within the first, and is something left there, of few? @param atLeast people who are left, by their numbers */
function leavesFew(parts: readonly number[], taken: readonly Tally[], atLeast = 0): boolean {
  if (atLeast >= fewestPeople) return false;
  return isOfFew(parts, (each, index) => taken.reduce((left, tally) => left - (tally.parts[index] ?? 0), each));
}

/** Do two sets hold a third, with something to spare, of few? So it is where they cover it and overlap. */
const overlapInFew = (one: Tally, other: Tally, whole: Tally): boolean =>
  isOfFew(whole.parts, (each, index) => (one.parts[index] ?? 0) + (other.parts[index] ?? 0) - each);

function isOfFew(parts: readonly number[], leftOf: (each: number, index: number) => number): boolean {
  let [people, isAny] = [0, false];
  for (const [index, each] of parts.entries()) {
    const left = leftOf(each, index);
    if (left < 0) return false;
    if (left === 0) continue;
    isAny = true;
    // Rows of nobody known count for nobody.
    if (index < parts.length - 1) people += 1;
    if (people >= fewestPeople) return false;
  }
  return isAny;
}
