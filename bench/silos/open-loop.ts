import { setTimeout as wait } from 'node:timers/promises';
import { askInTurn, load } from '../load.ts';
import { percentile } from '../measure.ts';
import { median } from '../median.ts';
import { rangeOf, type Range } from '../summarise.ts';
import type { MeasuredTarget } from '../rounds.ts';
import { chosenNamed, type SiloQuery } from './silo-queries.ts';
import { withSilos } from './with-silos.ts';

/** Times under questions that arrive whether or not earlier ones are answered, each from when it should have been put. */
export type OpenLoopFigure = {
  readonly query: string;
  readonly target: string;
  /** Questions a second: half of what hand-written SQL answers when it is asked as fast as it can. */
  readonly arrivalsPerSecond: number;
  /** Medians of the rounds, in milliseconds. */
  readonly openP50Ms: number;
  readonly openP99Ms: number;
  readonly openP99RangeMs: Range | null;
};

/** Of one target and question: what is compiled and compiled again stays in the slowest hundredth for that long. */
const warmUpMs = 10_000;

type Pace = {
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
  readonly say: (text: string) => void;
};

/** Both targets on Q1 and Q2, in turns. */
export function measureOpenLoop(isQuick: boolean, say: Pace['say']): Promise<readonly OpenLoopFigure[]> {
  const pace = { rounds: 5, roundMs: isQuick ? 1_500 : 5_000, warmUpMs, say };
  const queries = chosenNamed(['Q1', 'Q2']);
  return withSilos({ targets: ['hand-sql', 'compiled'], queries, starts: 1, say }, async ({ targets, ids }) => {
    const figures: OpenLoopFigure[] = [];
    for (const query of queries) figures.push(...(await measureQuery(query, { targets, ids, ...pace })));
    return figures;
  });
}

type Asked = Pace & { readonly targets: readonly MeasuredTarget[]; readonly ids: readonly string[] };

async function measureQuery(
  query: SiloQuery,
  { targets, ids, rounds, roundMs, warmUpMs, say }: Asked,
): Promise<readonly OpenLoopFigure[]> {
  for (const { client } of targets) await load(client, query, { ids, durationMs: warmUpMs });
  const [byHand] = targets;
  if (byHand === undefined) return [];
  const closed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const times = await load(byHand.client, query, { ids, durationMs: roundMs });
    closed.push((times.length / (performance.now() - startedAt)) * 1000);
  }
  const arrivalsPerSecond = Math.round(median(closed) / 2);
  const found = targets.map((): { p50: number; p99: number }[] => []);
  const uncounted = 1; // in which those that were idle meanwhile take back the memory that they gave up
  for (let round = 0; round < uncounted + rounds; round++) {
    for (const [place, { client }] of targets.entries()) {
      const times = await askAtTimes(askInTurn(client, query, ids), { arrivalsPerSecond, durationMs: roundMs });
      if (round >= uncounted) found[place]?.push({ p50: percentile(times, 0.5), p99: percentile(times, 0.99) });
    }
  }
  say(`${query.name}: measured at ${arrivalsPerSecond} a second`);
  return targets.map(({ name }, place) => {
    const of = found[place] ?? [];
    const p99s = of.map(({ p99 }) => p99);
    return {
      ...{ query: query.name, target: name, arrivalsPerSecond },
      openP50Ms: Number(median(of.map(({ p50 }) => p50)).toFixed(3)),
      openP99Ms: Number(median(p99s).toFixed(3)),
      openP99RangeMs: rangeOf(p99s),
    };
  });
}

/**
 * Puts questions at even times, however long answers take. What a late timer or a busy connection holds up counts
 * as the target's, alike for all.
 * @returns milliseconds of each from its time, in no order
 */
export async function askAtTimes(
  ask: () => Promise<unknown>,
  { arrivalsPerSecond, durationMs }: { readonly arrivalsPerSecond: number; readonly durationMs: number },
): Promise<readonly number[]> {
  const everyMs = 1000 / arrivalsPerSecond;
  const count = Math.floor(durationMs / everyMs);
  const startedAt = performance.now();
  const asked: Promise<number>[] = [];
  while (asked.length < count) {
    while (asked.length < count && startedAt + asked.length * everyMs <= performance.now()) {
      const dueAt = startedAt + asked.length * everyMs;
      asked.push(ask().then(() => performance.now() - dueAt));
    }
    await wait(1);
  }
  return Promise.all(asked);
}
