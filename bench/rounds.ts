import { load, type Client, type Question } from './load.ts';
import { measure, summarise, type Measurement, type ServerPids } from './measure.ts';
import type { Target } from './targets.ts';

export type MeasuredTarget = Target & { readonly client: Client };

export type Rounds = {
  readonly queries: readonly Question[];
  readonly ids: readonly string[];
  readonly serverPids: ServerPids | null;
  readonly rounds: number;
  readonly roundMs: number;
  /** Of one target and query. */
  readonly warmUpMs: number;
  readonly say: (text: string) => void;
};

/** Puts every question to every target. Rounds are interleaved, so that what else the machine does meets every target. */
export async function runRounds(targets: readonly MeasuredTarget[], about: Rounds): Promise<readonly Measurement[]> {
  const { ids, serverPids, rounds, roundMs, warmUpMs } = about;
  const measured = new Map<string, [Measurement, ...Measurement[]]>();
  for (const query of about.queries) {
    for (const { client } of targets) await load(client, query, { ids, durationMs: warmUpMs });
    for (let round = 0; round < rounds; round++) {
      for (const target of targets) {
        const found = await measure({ target, client: target.client, query, ids, durationMs: roundMs, serverPids });
        const key = `${query.name} ${target.name}`;
        measured.set(key, [found, ...(measured.get(key) ?? [])]);
      }
    }
    about.say(`${query.name}: measured`);
  }
  return [...measured.values()].map(summarise);
}
