import type { Measurement, Range } from './summarise.ts';

/** What people read of a measurement: each median with its range. */
export type FigureRow = Readonly<Record<string, string>>;

/** The rows of some measurements; what nobody of them tells has no column. */
export function figureRows(measured: readonly Measurement[]): readonly FigureRow[] {
  const hasStart = measured.some(({ startMs }) => startMs !== null);
  return measured.map((each) => {
    const { query, target, ranges } = each;
    return {
      ...{ query, target },
      'CPU gateway': withRange(each.cpuGatewayMs, ranges.cpuGatewayMs),
      subgraphs: withRange(each.cpuSubgraphsMs, ranges.cpuSubgraphsMs),
      databases: withRange(each.cpuDatabasesMs, ranges.cpuDatabasesMs),
      'total, ms': withRange(each.cpuTotalMs, ranges.cpuTotalMs),
      'requests/s': withRange(each.rps, ranges.rps),
      'p50, ms': withRange(each.p50Ms, ranges.p50Ms),
      'p99, ms': withRange(each.p99Ms, ranges.p99Ms),
      'memory, MB': withRange(each.rssMb, ranges.rssMb),
      ...(hasStart && { 'start, ms': withRange(each.startMs, ranges.startMs) }),
    };
  });
}

/** `0.45 (0.41–0.52)`; a dash for what is not known, and no range where it has no width. */
export function withRange(value: number | null, range?: Range): string {
  if (value === null) return '–';
  if (range === undefined || range[0] === range[1]) return brief(value);
  return `${brief(value)} (${brief(range[0])}–${brief(range[1])})`;
}

/** Three figures that count, as far as they stand behind the point. */
export const brief = (value: number): string => {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};
