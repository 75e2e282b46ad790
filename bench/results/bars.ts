import type { MemoryFigure } from '../silos/memory.ts';
import type { OpenLoopFigure } from '../silos/open-loop.ts';
import type { Measurement } from '../summarise.ts';

/** Something that is promised of the gateway, and what a run found of it. */
export type Bar = {
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  /** Null where it was not measured. */
  readonly found: number | null;
};

/** Null where nothing was found. */
export function isKept({ bound, limit, found }: Bar): boolean | null {
  if (found === null) return null;
  return bound === 'at most' ? found <= limit : found >= limit;
}

/** Total CPU, ours in process ÷ hand-sql’s. */
const mostOfHand = { Q1: 1.3, Q2: 1.35, Q3: 1.6, Q4: 1.4 } as const;
/** Total CPU, the stock gateway’s ÷ ours in process. */
const leastOfStock = { Q1: 5, Q2: 4.2, Q4: 4.5 } as const;
/** CPU of the gateway alone, subgraphs behind HTTP: the stock one’s ÷ ours. */
const leastOverHttp = { Q1: 4, Q2: 4 } as const;

export type BarFigures = {
  readonly measured: readonly Measurement[];
  readonly openLoop: readonly OpenLoopFigure[];
  readonly memory: readonly MemoryFigure[];
};

export function readBars({ measured, openLoop, memory }: BarFigures): readonly Bar[] {
  const of = (query: string, target: string) => find(measured, { query, target });
  const late = (query: string, target: string) => find(openLoop, { query, target })?.openP99Ms;
  const held = (target: string) => memory.find((each) => each.target === target);
  const atMost = (limit: number, what: string, found: number | null): Bar => ({ what, bound: 'at most', limit, found });
  const atLeast = (limit: number, what: string, found: number | null): Bar => ({ what, bound: 'at least', limit, found }); // prettier-ignore
  const start = of('Q1', 'compiled')?.startMs ?? null;
  return [
    ...Object.entries(mostOfHand).map(([query, limit]) => {
      const found = ratio(of(query, 'compiled')?.cpuTotalMs, of(query, 'hand-sql')?.cpuTotalMs);
      return atMost(limit, `${query}: total CPU ÷ hand-sql’s`, found);
    }),
    ...Object.entries(leastOfStock).map(([query, limit]) => {
      const found = ratio(of(query, 'apollo-stock')?.cpuTotalMs, of(query, 'compiled')?.cpuTotalMs);
      return atLeast(limit, `${query}: total CPU of apollo-stock ÷ ours`, found);
    }),
    ...Object.entries(leastOverHttp).map(([query, limit]) => {
      const found = ratio(of(query, 'apollo-stock')?.cpuGatewayMs, of(query, 'compiled-http')?.cpuGatewayMs);
      return atLeast(limit, `${query}, departments behind HTTP: gateway CPU of apollo-stock ÷ ours`, found);
    }),
    atMost(
      2,
      'Q5, 8 MB for one client: median time ÷ hand-sql’s',
      ratio(of('Q5', 'compiled')?.p50Ms, of('Q5', 'hand-sql')?.p50Ms),
    ),
    atMost(
      1.25,
      'Q9, five departments: total CPU with trust ÷ without',
      ratio(of('Q9', 'compiled')?.cpuTotalMs, of('Q9', 'compiled-unguarded')?.cpuTotalMs),
    ),
    ...['Q1', 'Q2'].map(
      (query) =>
      atMost(1.5, `${query}, evenly arriving: p99 ÷ hand-sql’s`, ratio(late(query, 'compiled'), late(query, 'hand-sql'))), // prettier-ignore
    ),
    atMost(1.2, 'From start to first answer, s', start === null ? null : start / 1000),
    atMost(
      1.6,
      'Resident memory after mixed questions ÷ hand-sql’s',
      ratio(held('compiled')?.rssMb, held('hand-sql')?.rssMb),
    ),
    atMost(1, 'Growth of memory in 10,000 questions, MB', held('compiled')?.slopeMb ?? null),
  ];
}

type Named = { readonly query: string; readonly target: string };

export const find = <Figure extends Named>(figures: readonly Figure[], { query, target }: Named): Figure | undefined =>
  figures.find((each) => each.query === query && each.target === target);

/** Null where either is not known. */
export const ratio = (one: number | null | undefined, other: number | null | undefined): number | null =>
  typeof one === 'number' && typeof other === 'number' && other !== 0 ? one / other : null;
