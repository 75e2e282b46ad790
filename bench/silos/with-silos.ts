import { compareAnswers } from '../compare-answers.ts';
import { openClient } from '../load.ts';
import type { ServerPids } from '../measure.ts';
import type { MeasuredTarget } from '../rounds.ts';
import { prepareSilos, siloFolder } from './prepare-silos.ts';
import { siloIds, siloQueries, type SiloQuery } from './silo-queries.ts';
import { answersOf, requestsOf, startSiloTarget, type SiloPlace, type SiloTargetName } from './silo-targets.ts';
import { startStockSubgraphs } from './stock-subgraphs.ts';

export type SiloRequest = {
  readonly targets: readonly SiloTargetName[];
  readonly queries: readonly SiloQuery[];
  /** How often each target is started, to see how long that takes; the last one stays. */
  readonly starts: number;
  readonly say: (text: string) => void;
};

export type OpenSilos = {
  readonly targets: readonly MeasuredTarget[];
  readonly queries: readonly SiloQuery[];
  readonly ids: readonly string[];
  readonly serverPids: ServerPids;
  readonly reset: () => Promise<void>;
};

const connections = 32;

/** Runs some targets over the silos, sees that they give the same answers, and hands them to `work`. */
export async function withSilos<T>(request: SiloRequest, work: (silos: OpenSilos) => Promise<T>): Promise<T> {
  const { queries, say } = request;
  const dataFolder = siloFolder();
  const { urls, engines, reset } = await prepareSilos(dataFolder);
  const targets: MeasuredTarget[] = [];
  const stopping: (() => Promise<void>)[] = [() => engines.close()];
  try {
    const stock = await startStockSubgraphs(urls);
    stopping.unshift(stock.stop);
    const ids = siloIds(10_000);
    for (const name of request.targets) {
      const target = await start(name, { urls, dataFolder, stock }, request.starts);
      stopping.unshift(() => target.client.close().finally(target.stop));
      targets.push(target);
      say(`${name}: first answer after ${(target.startsMs ?? []).map(Math.round).join(', ')} ms`);
    }
    await compareAnswers(targets, { queries, ids: ids.slice(0, 20), reset });
    say('all answers are the same');
    const serverPids = { postmaster: engines.postmasterPid(), mariadb: engines.mariadbPid() };
    return await work({ targets, queries, ids, serverPids, reset });
  } finally {
    for (const stop of stopping) await stop();
  }
}

/** The last of some starts, with how long each took to the first answer. */
async function start(name: SiloTargetName, place: SiloPlace, starts: number): Promise<MeasuredTarget> {
  const [id = ''] = siloIds(1);
  const first = siloQueries.find((query) => answersOf[name]?.includes(query.name) ?? true);
  const startsMs: number[] = [];
  for (let left = starts; ; left--) {
    const target = await startSiloTarget(name, place);
    const requestOf = requestsOf[name];
    const client = openClient(target, { connections, ...(requestOf !== undefined && { requestOf }) });
    try {
      if (first !== undefined) await client.ask(first, id);
    } catch (error) {
      await client.close().finally(target.stop);
      throw error;
    }
    startsMs.push(performance.now() - target.startedAt);
    const answers = answersOf[name];
    if (left <= 1) return { ...target, client, startsMs, ...(answers !== undefined && { answers }) };
    await client.close();
    await target.stop();
  }
}
