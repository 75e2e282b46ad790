import { expect, test } from '@jest/globals';
import type { SqlValue } from '../../adapters/sql/sql.ts';
import { Answered } from '../../adapters/suppression/answered.ts';
import { suppressGroups } from '../../adapters/suppression/suppress-groups.ts';
import { changeOf, tallyOf } from '../../adapters/suppression/tally.ts';

/** So many people with ten rows each, one to a part, and rows of nobody known. */
const tally = (people: number, more = 0, unknown = 0) => {
  const parts = Array.from({ length: 21 }, (_, at) => (at < people ? 10 : 0) + (at === 0 ? more : 0));
  return tallyOf({ rows: people * 10 + more + unknown, people, isExact: true }, parts);
};
const answered = () => new Answered(Infinity, { questions: 10, sets: 10 });

function ask(told: Answered, of: ReturnType<typeof tally>, values: Readonly<Record<string, SqlValue>>) {
  const group = { place: [], tally: of, values: new Map(Object.entries(values)) };
  const [verdict] = suppressGroups({ question: 'q', rows: 'r', axes: [], hasParents: false, groups: [group] }, told) ?? []; // prettier-ignore
  return verdict instanceof Map ? Object.fromEntries(verdict) : verdict;
}

test('what was told stands, and nothing that was not is told beside it of a later moment', () => {
  const told = answered();
  expect(ask(told, tally(20), { count: 200, sum: 2_000 })).toEqual({ count: 200, sum: 2_000 });
  expect(ask(told, tally(20), { avg: 10 })).toEqual({ avg: 10 });
  const moved = tally(20, 1);
  expect(ask(told, moved, { count: 201, sum: 7_000 })).toEqual({ count: 200, sum: 2_000 });
  expect(ask(told, moved, { count: 201, max: 5_000 })).toBe('kept back');
});

test('that there was no value stands as well', () => {
  const told = answered();
  expect(ask(told, tally(20), { sum: null })).toEqual({ sum: null });
  expect(ask(told, tally(20), { sum: 5_000 })).toEqual({ sum: null });
});

test('rows that name nobody move nothing', () => {
  expect(changeOf(tally(11), tally(20, 0, 1))).toBe(9);
});
