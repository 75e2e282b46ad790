import { expect, test } from '@jest/globals';
import { brief, figureRows, withRange } from '../../bench/figure-table.ts';
import { percentile } from '../../bench/measure.ts';
import { summarise } from '../../bench/summarise.ts';
import { measurement, round } from './figures.ts';

test('a figure is the median of its rounds, with the least and the most beside it', () => {
  const found = summarise({ query: 'Q1', target: 'hand-sql', startsMs: [30, 10, 20] }, [round(3), round(1), round(2)]);
  expect(found).toEqual({
    query: 'Q1',
    target: 'hand-sql',
    cpuGatewayMs: 1,
    cpuSubgraphsMs: 0,
    cpuDatabasesMs: 1,
    cpuTotalMs: 2,
    rps: 500,
    p50Ms: 20,
    p99Ms: 40,
    rssMb: 100,
    startMs: 20,
    ranges: {
      cpuGatewayMs: [0.5, 1.5],
      cpuSubgraphsMs: [0, 0],
      cpuDatabasesMs: [0.5, 1.5],
      cpuTotalMs: [1, 3],
      rps: [333.333, 1000],
      p50Ms: [10, 30],
      p99Ms: [20, 60],
      rssMb: [100, 100],
      startMs: [10, 30],
    },
  });
});

test('what a round could not tell is left out of the median, and null where none could', () => {
  const blind = { ...round(4), cpuDatabasesMs: null, cpuTotalMs: null };
  const found = summarise({ query: 'Q1', target: 'a' }, [blind, round(2)]);
  expect([found.cpuTotalMs, found.ranges.cpuTotalMs]).toEqual([2, [2, 2]]);
  const none = summarise({ query: 'Q1', target: 'a' }, [blind]);
  expect([none.cpuTotalMs, none.ranges.cpuTotalMs, none.startMs]).toEqual([null, undefined, null]);
});

test('people read each median with its range, and no range without width', () => {
  expect(figureRows([measurement('Q1', 'compiled', 2)])).toEqual([
    {
      query: 'Q1',
      target: 'compiled',
      'CPU gateway': '1.00 (0.50–2.00)',
      subgraphs: '0.00',
      databases: '1.00 (0.50–2.00)',
      'total, ms': '2.00 (1.00–4.00)',
      'requests/s': '500 (250–1000)',
      'p50, ms': '20.0 (10.0–40.0)',
      'p99, ms': '40.0 (20.0–80.0)',
      'memory, MB': '100',
      'start, ms': '1000 (900–1100)',
    },
  ]);
  expect(withRange(null)).toBe('–');
  expect([0.1234, 12.34, 123.4, -0.5].map(brief)).toEqual(['0.12', '12.3', '123', '-0.50']);
});

test('a percentile is the value that so many lie below', () => {
  const values = Array.from({ length: 100 }, (_, place) => 99 - place);
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([50, 99, 0]);
});
