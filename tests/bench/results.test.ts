import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isKept, readBars } from '../../bench/results/bars.ts';
import { quoteBegins, quoteEnds, renderResults } from '../../bench/results/render-results.ts';
import { quote, quotedIn } from '../../bench/results/write-results.ts';
import { judgeRun } from '../../bench/silos/judge-run.ts';
import { allFigures, measurement } from './figures.ts';

const readText = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test('a run counts where stock Apollo needs so many times the CPU of hand-written SQL', () => {
  const with2 = (stock: number) => [
    ...['Q1', 'Q2'].map((query) => measurement(query, 'hand-sql', 1)),
    ...['Q1', 'Q2'].map((query) => measurement(query, 'apollo-stock', stock)),
  ];
  expect(judgeRun(with2(5)).verdict).toBe('This run counts');
  expect(judgeRun(with2(4.6)).verdict).toBe('This run does not count');
  expect(judgeRun(with2(5).slice(1))).toEqual({
    verdict: 'This run does not count',
    because: 'total CPU of apollo-stock ÷ hand-sql: Q1 not measured (at least 5), Q2 5.00 (at least 4.5)',
  });
});

test('what is promised is read from the figures', () => {
  const kept = readBars(allFigures).map((bar) => [bar.what.slice(0, 2), bar.found, isKept(bar)]);
  expect(kept).toEqual([
    ...[['Q1', 2, false], ['Q2', 2, false], ['Q3', null, null], ['Q4', null, null]],
    ...[['Q1', 3, false], ['Q2', 3, false], ['Q4', null, null]],
    ...[['Q1', 5, true], ['Q2', 5, true]],
    ...[['Q5', 2, true], ['Q9', 1.25, true], ['Q1', 1.6, false], ['Q2', 1.6, false]],
    ...[['Fr', 1, true], ['Re', 1.5, true], ['Gr', 0.5, true]],
  ]); // prettier-ignore
  const nothing = readBars({ measured: [], openLoop: [], memory: [] });
  expect(nothing.map(({ found }) => found)).toEqual(nothing.map(() => null));
});

test('the page tells the run, its figures, their ratios, and which promise does not hold', () => {
  const page = renderResults(allFigures);
  for (const part of [
    '2026-01-02 03:04 UTC, the full form. 2 × Some, 8 GB, Linux 6; load before: 0.1.',
    '**This run counts**: total CPU of apollo-stock ÷ hand-sql: Q1 6.00 (at least 5), Q2 6.00 (at least 4.5).',
    '| Q1: one citizen out of three silos | 1.00 | 2.00 (×2.0) | 1.20 (×1.2) | 6.00 (×6.0) |',
    '| Q3: one citizen out of one silo | – | – | – | – |',
    '| Q1, evenly arriving: p99 ÷ hand-sql’s | at most 1.5 | 1.60 | no |',
    '| Resident memory after mixed questions ÷ hand-sql’s | at most 1.6 | 1.50 | yes |',
    '| Q1: total CPU of apollo-stock ÷ ours | at least 5 | 3.00 | no |',
    'apollo-stock ÷ compiled: 3.00',
    '| compiled | 1000 (900–1100) |',
    '| Q1 | compiled | 500 | 2.00 | 16.0 (9.00–20.0) |',
    '| compiled | 100000 | 150 | 0.50 |',
  ])
    expect(page).toContain(part);
  expect(page).not.toContain('other work');
  const busy = renderResults({ ...allFigures, isQuick: true, machine: { ...allFigures.machine, loadBefore: 3 } });
  expect(busy).toContain('the quick form');
  expect(busy).toContain('The machine had other work');
});

test('a quotation takes the place of the one before, whatever it holds', () => {
  const page = `a ${quoteBegins} old ${quoteEnds} b`;
  expect(quote(page, `${quoteBegins} $& new ${quoteEnds}`)).toBe(`a ${quoteBegins} $& new ${quoteEnds} b`);
  expect(() => quotedIn('nothing')).toThrow('no figures between');
});

test('README quotes the figures of bench/RESULTS.md', () => {
  expect(quotedIn(readText('README.md'))).toBe(quotedIn(readText('bench/RESULTS.md')));
});
