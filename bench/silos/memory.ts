import { askInTurn } from '../load.ts';
import { residentMb } from '../process-cpu.ts';
import type { MeasuredTarget } from '../rounds.ts';
import { chosenNamed, type SiloQuery } from './silo-queries.ts';
import { withSilos } from './with-silos.ts';

/** What a target's process holds after so many questions, in megabytes of 2^20 bytes. */
export type MemoryFigure = {
  readonly target: string;
  readonly requests: number;
  readonly rssMb: number;
  /** What it grows by in 10,000 requests, over the second half of them. */
  readonly slopeMb: number;
};

/** In turns, as they come from clients of all kinds. */
const mixed = ['Q1', 'Q3', 'Q2', 'Q1', 'Q6', 'Q3', 'Q1', 'Q4', 'Q3', 'Q1'];
const samples = 40;

export function measureMemory(isQuick: boolean, say: (text: string) => void): Promise<readonly MemoryFigure[]> {
  const requests = isQuick ? 10_000 : 100_000;
  const queries = chosenNamed(mixed);
  return withSilos({ targets: ['hand-sql', 'compiled'], queries, starts: 1, say }, async ({ targets, ids }) => {
    const figures: MemoryFigure[] = [];
    for (const target of targets) {
      figures.push(await askAll(target, { queries, ids, requests }));
      say(`${target.name}: ${requests} questions asked`);
    }
    return figures;
  });
}

type Asked = {
  readonly queries: readonly SiloQuery[];
  readonly ids: readonly string[];
  readonly requests: number;
};

async function askAll(target: MeasuredTarget, { queries, ids, requests }: Asked): Promise<MemoryFigure> {
  const asks = new Map(queries.map((query) => [query.name as string, askInTurn(target.client, query, ids)]));
  const readings: { requests: number; mb: number }[] = [];
  let put = 0;
  const keepAsking = async (until: number): Promise<void> => {
    while (put < until) await asks.get(mixed[put++ % mixed.length] ?? '')?.();
  };
  for (let sample = 1; sample <= samples; sample++) {
    const until = Math.round((requests * sample) / samples);
    await Promise.all(Array.from({ length: target.client.connections }, () => keepAsking(until)));
    readings.push({ requests: put, mb: residentMb(target.pid) ?? 0 });
  }
  const slope = slopeOf(readings.slice(samples / 2));
  const last = readings.at(-1)?.mb ?? 0;
  return {
    target: target.name,
    requests,
    rssMb: Number(last.toFixed(1)),
    slopeMb: Number((slope * 10_000).toFixed(2)),
  };
}

/** Least squares: megabytes a request. */
export function slopeOf(readings: readonly { readonly requests: number; readonly mb: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(readings.map(({ requests }) => requests)), mean(readings.map(({ mb }) => mb))];
  const spread = readings.reduce((sum, { requests }) => sum + (requests - x) ** 2, 0);
  return readings.reduce((sum, { requests, mb }) => sum + (requests - x) * (mb - y), 0) / spread;
}
