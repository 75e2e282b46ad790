import { warmUp, type Client, type Question, type WarmUp } from './load.ts';
import { measure, type Round, type ServerPids } from './measure.ts';
import { summarise, type Measurement } from './summarise.ts';
import type { Target } from './targets.ts';

export type MeasuredTarget = Target & {
  readonly client: Client;
  /** Names of the questions it can answer; all where it is absent. */
  readonly answers?: readonly string[];
  /** Milliseconds from a start to the first answer, of each start. */
  readonly startsMs?: readonly number[];
};

export type Rounds = {
  readonly queries: readonly Question[];
  readonly ids: readonly string[];
  readonly serverPids: ServerPids | null;
  readonly rounds: number;
  readonly roundMs: number;
  /** Of one target and query. */
  readonly warmUp: WarmUp;
  /** Takes away what a question that writes has left behind. */
  readonly reset?: () => Promise<void>;
  readonly say: (text: string) => void;
};

/** Puts every question to every target. Rounds are interleaved, so that what else the machine does meets every target. */
export async function runRounds(targets: readonly MeasuredTarget[], about: Rounds): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (const query of about.queries) {
    const asked = targets.filter(({ answers }) => answers?.includes(query.name) ?? true);
    measured.push(...(await measureQuery(query, asked, about)));
    about.say(`${query.name}: measured`);
  }
  return measured;
}

async function measureQuery(
  query: Question,
  targets: readonly MeasuredTarget[],
  { ids, serverPids, rounds, roundMs, warmUp: warming, reset }: Rounds,
): Promise<readonly Measurement[]> {
  for (const { client } of targets) await warmUp(client, query, { ids, ...warming });
  const found = targets.map((): Round[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, target] of targets.entries()) {
      if (query.writes === true) await reset?.();
      const scene = { target, client: target.client, query, ids, durationMs: roundMs, serverPids };
      found[place]?.push(await measure(scene));
    }
  }
  return targets.flatMap(({ name, startsMs = [] }, place) => {
    const [first, ...others] = found[place] ?? [];
    return first === undefined ? [] : [summarise({ query: query.name, target: name, startsMs }, [first, ...others])];
  });
}
