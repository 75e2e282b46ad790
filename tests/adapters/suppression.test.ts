import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fewestPeople } from '../../adapters/suppression/tally.ts';
import { derivable } from './fixtures/derivable.ts';
import { peopleOf, Town, type Conditions, type TownQuestion, type TownRow } from './fixtures/suppressed-town.ts';

const runs = { numRuns: Number(process.env['RUNS'] ?? 60), seed: 5, endOnFailure: true };

/** Values that few rows have, and values that many have. */
const skewed = (most: number) => fc.nat({ max: most * most }).map((drawn) => Math.floor(Math.sqrt(drawn)));

const rowsOf = (fields: number, most: number): fc.Arbitrary<readonly TownRow[]> =>
  fc
    .array(fc.array(fc.tuple(...Array.from({ length: fields }, () => skewed(most))), { minLength: 1, maxLength: 3 }), {
      minLength: 12,
      maxLength: 160,
      size: 'max',
    }) // prettier-ignore
    .map((people) => people.flatMap((own, person) => own.map((values) => ({ person, values }))));

/** Rows of the difference of two numbers, where the one's are among the other's. */
function leftOver(one: ReadonlySet<TownRow>, other: ReadonlySet<TownRow>): readonly TownRow[] {
  if (other.size > one.size || [...other].some((row) => !one.has(row))) return [];
  return [...one].filter((row) => !other.has(row));
}

const isOfFew = (rows: readonly TownRow[]): boolean => rows.length > 0 && peopleOf(rows).size < fewestPeople;

/** Would numbers over a set, with one or two of those over others, tell of few people? */
function tellsOfFew(set: ReadonlySet<TownRow>, others: readonly ReadonlySet<TownRow>[]): boolean {
  const sums = (one: ReadonlySet<TownRow>, other: ReadonlySet<TownRow>) =>
    [[set, one, other], [one, set, other], [other, set, one]].some(([whole, ...parts]) => whole !== undefined && isLeftOfFew(whole, parts)); // prettier-ignore
  const none: ReadonlySet<TownRow> = new Set();
  return others.some((one, at) => sums(one, none) || others.slice(at + 1).some((other) => sums(one, other)));
}

/** Is a set, less others, or they less the set, some rows of few people? Not, where a row would be counted twice. */
function isLeftOfFew(whole: ReadonlySet<TownRow>, parts: readonly ReadonlySet<TownRow>[]): boolean {
  const left: { readonly row: TownRow; readonly times: number }[] = [...new Set([whole, ...parts].flatMap((set) => [...set]))].map((row) => ({ row, times: Number(whole.has(row)) - parts.filter((part) => part.has(row)).length })); // prettier-ignore
  const [more, less] = [left.filter(({ times }) => times > 0), left.filter(({ times }) => times < 0)];
  return (more.length === 0 || less.length === 0) && isOfFew([...more, ...less].map(({ row }) => row));
}

describe('no number over fewer than ten people', () => {
  test('is given, nor is the difference of two numbers, whatever was asked before', () =>
    fc.assert(
      fc.property(rowsOf(3, 3), fc.array(questionOf(3, 3), { minLength: 2, maxLength: 12 }), (rows, questions) => {
        const town = new Town(rows);
        for (const question of questions) town.ask(question);
        for (const one of town.given) expect(peopleOf(one).size).toBeGreaterThanOrEqual(fewestPeople);
        const all = [...town.given, ...town.sums];
        for (const one of all) for (const other of all) expect(isOfFew(leftOver(one, other))).toBe(false);
      }),
      runs,
    ));

  test('follows from a table and its totals, however they are added and subtracted, in whatever order they are asked', () =>
    fc.assert(
      fc.property(rowsOf(2, 4), fc.shuffledSubarray([[], [0], [1], [0, 1]], { minLength: 4 }), (rows, groupings) => {
        const town = new Town(rows);
        for (const by of groupings) town.ask({ ...everybody, by });
        expectNothingFollows(town, rows);
      }),
      runs,
    ));

  test('follows from three wholes: somebody, or one of many; somebody, or one of the others; all', () =>
    fc.assert(
      fc.property(rowsOf(2, 3), fc.array(questionOf(2, 3), { minLength: 3, maxLength: 9 }), (rows, questions) => {
        const town = new Town(rows);
        for (const question of questions) town.ask({ ...question, by: [] });
        const sets = town.given;
        for (const [at, set] of sets.entries()) expect(tellsOfFew(set, sets.slice(0, at))).toBe(false);
      }),
      runs,
    ));

  test.each([
    ['all first', 0],
    ['all in between', 1],
    ['all at last', 2],
  ])('is found by a tracker: %s', (_, place) => {
    // prettier-ignore
    const rows = Array.from({ length: 200 }, (__, person) => ({ person, values: [person % 2] }));
    const victim: Conditions = [[1, [42]]];
    const odd: Conditions = [[0, [1]]];
    const parts: TownQuestion[] = [
      { any: [victim, odd], by: [] },
      { any: [victim, [[0, [0]]]], by: [] },
    ];
    const questions = parts.toSpliced(place, 0, { ...everybody, by: [] });
    const town = new Town(rows);
    const answers = questions.map((question) => town.ask(question)?.size);
    expect(answers).toEqual([1, 1, 0]);
  });
});

describe('what need not be kept back is given', () => {
  test('of one field one group more than those of few, and none where these are many together', () =>
    fc.assert(
      fc.property(rowsOf(1, 8), (rows) => {
        const town = new Town(rows);
        town.ask({ ...everybody, by: [0] });
        const groups = [...new Set(rows.map(({ values }) => values[0]))].map((value) => peopleOf(rows.filter(({ values }) => values[0] === value))); // prettier-ignore
        const few = groups.filter(({ size }) => size < fewestPeople);
        const together = new Set(few.flatMap((people) => [...people])).size;
        expect(town.enough.keptBack).toBeLessThanOrEqual(together === 0 || together > 3 * fewestPeople ? 0 : 1);
      }),
      runs,
    ));

  test('of two fields the totals of both, and the groups that hide none of few', () => {
    // Everywhere 40 people, but for 3 in one group; or but for a value that 4 people have in all.
    const table = (few: (one: number, other: number) => number | null): readonly TownRow[] =>
      [0, 1, 2, 3].flatMap((one) => [0, 1, 2, 3].flatMap((other) => Array.from({ length: few(one, other) ?? 40 + one + other }, () => [one, other]))).map((values, person) => ({ person, values })); // prettier-ignore
    const asked = (rows: readonly TownRow[]) => {
      const town = new Town(rows);
      return [[0, 1], [0], [1], []].map((by) => town.ask({ ...everybody, by })?.size);
    };
    expect(asked(table((one, other) => (one === 1 && other === 2 ? 3 : null)))).toEqual([12, 4, 4, 1]);
    expect(asked(table((one) => (one === 3 ? 1 : null)))).toEqual([8, 2, 4, 1]);
  });

  test('of questions one after the other, nearly all that an exact rule would give', () => {
    const seen = { needless: 0, given: 0 };
    fc.assert(
      fc.property(rowsOf(3, 3), fc.array(questionOf(3, 3), { minLength: 3, maxLength: 12 }), (rows, questions) => {
        const town = new Town(rows);
        for (const question of questions) {
          const asked = { ...question, by: [] };
          const set = town.rowsOf(asked);
          const mayBeGiven = peopleOf(set).size >= fewestPeople && !tellsOfFew(set, town.given);
          const isGiven = town.count(asked) !== null;
          if (mayBeGiven) seen[isGiven ? 'given' : 'needless'] += 1;
        }
      }),
      runs,
    );
    expect(seen.given).toBeGreaterThan(100);
    expect(seen.needless / seen.given).toBeLessThan(0.05);
  });

  test('again, as it was, until ten people have moved it; grouped in another way as it is', () => {
    const town = new Town(people(100));
    const [all, halves, thirds] = [{ ...everybody, by: [] }, { ...everybody, by: [0] }, { ...everybody, by: [1] }] as const; // prettier-ignore
    const ask = () => [town.count(all), town.count(halves, '["0"]')];
    expect(ask()).toEqual([100, 50]);
    town.rows = people(109);
    expect([...ask(), town.count(thirds, '["0"]')]).toEqual([100, 50, 37]);
    town.rows = people(130);
    expect([...ask(), town.count(thirds, '["0"]')]).toEqual([130, 65, 37]);
  });

  test('until the budget is spent; what was answered is answered still', () => {
    const town = new Town(people(400), { questions: 3, sets: 100 });
    const question = (value: number): TownQuestion => ({ any: [[[2, Array.from({ length: 20 * (value + 1) }, (_, at) => at)]]], by: [] }); // prettier-ignore
    expect([0, 1, 2, 3, 0].map((value) => town.count(question(value)))).toEqual([20, 40, 60, null, 20]);
  });
});

const everybody = { any: [[]] } as const;
const people = (size: number): readonly TownRow[] => Array.from({ length: size }, (_, person) => ({ person, values: [person % 2, person % 3] })); // prettier-ignore

function questionOf(fields: number, most: number): fc.Arbitrary<TownQuestion> {
  const positions = Array.from({ length: fields }, (_, at) => at);
  const values = Array.from({ length: most + 1 }, (_, value) => value);
  const conditions = fc.array(fc.tuple(fc.constantFrom(...positions), fc.subarray(values, { minLength: 1 })), { maxLength: 2 }); // prettier-ignore
  const someone = fc.nat({ max: 30 }).map((person): Conditions => [[fields, [person]]]);
  return fc.record({
    any: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(conditions) },
      { weight: 2, arbitrary: fc.tuple(conditions, fc.oneof(conditions, someone)) },
    ),
    isNot: fc.boolean(),
    by: fc.subarray(positions, { maxLength: 2 }),
  });
}

/** Nothing of one or two small groups of the finest table. */
function expectNothingFollows(town: Town, rows: readonly TownRow[]): void {
  const groups = new Map<string, TownRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.values);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const all = [...groups.values()];
  const follows = derivable(town.given.map((of) => all.map(([first]) => (first !== undefined && of.has(first) ? 1 : 0)))); // prettier-ignore
  const wanted = all.flatMap((_, one) => all.slice(one).map((__, more) => new Set([one, one + more])));
  const few = wanted.filter((set) => isOfFew([...set].flatMap((at) => all[at] ?? [])));
  const found = few.filter((set) => follows(all.map((_, at) => (set.has(at) ? 1 : 0))));
  expect(found).toEqual([]);
}
