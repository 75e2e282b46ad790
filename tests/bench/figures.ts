import type { AllFigures } from '../../bench/results/measure-all.ts';
import type { Round } from '../../bench/measure.ts';
import { summarise, type Measurement } from '../../bench/summarise.ts';

/** A round whose total CPU is given, half of it the gateway's; everything else follows from it. */
export const round = (total: number): Round => ({
  cpuGatewayMs: total / 2,
  cpuSubgraphsMs: 0,
  cpuDatabasesMs: total / 2,
  cpuTotalMs: total,
  rps: 1000 / total,
  p50Ms: total * 10,
  p99Ms: total * 20,
  rssMb: 100,
});

export const measurement = (query: string, target: string, total: number): Measurement =>
  summarise({ query, target, startsMs: [900, 1100, 1000] }, [round(total), round(total * 2), round(total / 2)]);

/** A run by which stock Apollo needs six times hand-written SQL's CPU, and the gateway twice. */
export const allFigures: AllFigures = {
  isQuick: false,
  at: '2026-01-02T03:04:05.678Z',
  machine: { processors: '2 × Some', memoryGb: 8, system: 'Linux 6', loadBefore: 0.1, versions: ['Node 20.1'] },
  measured: [
    ...['Q1', 'Q2', 'Q5'].flatMap((query) => [
      measurement(query, 'hand-sql', 1),
      measurement(query, 'compiled', 2),
      measurement(query, 'apollo-stock', 6),
    ]),
    ...['Q1', 'Q2'].map((query) => measurement(query, 'compiled-http', 1.2)),
    measurement('Q9', 'compiled', 5),
    measurement('Q9', 'compiled-unguarded', 4),
  ],
  openLoop: ['Q1', 'Q2'].flatMap((query) =>
    ['hand-sql', 'compiled'].map((target) => ({
      ...{ query, target, arrivalsPerSecond: 500, openP50Ms: 2 },
      openP99Ms: target === 'hand-sql' ? 10 : 16,
      openP99RangeMs: [9, 20] as const,
    })),
  ),
  memory: [
    { target: 'hand-sql', requests: 100_000, rssMb: 100, slopeMb: 0 },
    { target: 'compiled', requests: 100_000, rssMb: 150, slopeMb: 0.5 },
  ],
};
