import type { Round } from './measure.ts';
import { median } from './median.ts';

export type Range = readonly [least: number, most: number];

/** One line of `--json`: the median of each figure over the rounds of one query and target. */
export type Measurement = Round & {
  readonly query: string;
  readonly target: string;
  /** From the process's start to its first answer, in milliseconds; null where it was not measured. */
  readonly startMs: number | null;
  /** Least and most of each figure's rounds, where there is any. */
  readonly ranges: Readonly<Partial<Record<keyof Round | 'startMs', Range>>>;
};

/** What is measured, and from where on its target answered. */
export type Measured = { readonly query: string; readonly target: string; readonly startsMs?: readonly number[] };

/** The median of each figure with its range, to three decimals. */
export function summarise(
  { query, target, startsMs = [] }: Measured,
  rounds: readonly [Round, ...Round[]],
): Measurement {
  const valuesOf = (figure: keyof Round): readonly number[] =>
    rounds.map((round) => round[figure]).filter((value) => value !== null);
  const middle = (figure: keyof Round): number | null => middleOf(valuesOf(figure));
  const figures = Object.keys(rounds[0]) as (keyof Round)[]; // of our own making
  const ranges = Object.fromEntries(
    [...figures.map((figure) => [figure, rangeOf(valuesOf(figure))]), ['startMs', rangeOf(startsMs)]].filter(
      ([, range]) => range !== null,
    ),
  ) as Measurement['ranges'];
  return {
    ...{ query, target },
    cpuGatewayMs: middle('cpuGatewayMs'),
    cpuSubgraphsMs: middle('cpuSubgraphsMs'),
    cpuDatabasesMs: middle('cpuDatabasesMs'),
    cpuTotalMs: middle('cpuTotalMs'),
    rps: middle('rps') ?? 0,
    p50Ms: middle('p50Ms') ?? 0,
    p99Ms: middle('p99Ms') ?? 0,
    rssMb: middle('rssMb'),
    startMs: middleOf(startsMs),
    ranges,
  };
}

const rounded = (value: number): number => Number(value.toFixed(3));

const middleOf = (values: readonly number[]): number | null => (values.length === 0 ? null : rounded(median(values)));

/** Null of none. */
export const rangeOf = (values: readonly number[]): Range | null =>
  values.length === 0 ? null : [rounded(Math.min(...values)), rounded(Math.max(...values))];
