import path from 'node:path';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { compareAnswers } from '../compare-answers.ts';
import { openClient } from '../load.ts';
import type { Measurement } from '../measure.ts';
import { runRounds, type MeasuredTarget } from '../rounds.ts';
import { judgeRun } from './judge-run.ts';
import { prepareSilos } from './prepare-silos.ts';
import { siloIds, siloQueries } from './silo-queries.ts';
import { isSiloTarget, requestOf, siloTargets, startSiloTarget, type SiloTargetName } from './silo-targets.ts';

export type SiloSceneOptions = {
  readonly isQuick: boolean;
  /** Names; the scene's own choice where null. */
  readonly targets: readonly string[] | null;
  readonly queries: readonly string[] | null;
  readonly say: (text: string) => void;
};

const connections = 32;
const quickTargets: readonly SiloTargetName[] = ['hand-sql', 'compiled', 'apollo-stock'];

/** Three silos beside everything a user would pick instead. */
export async function* measureSilos(options: SiloSceneOptions): AsyncGenerator<readonly Measurement[]> {
  const { isQuick, say } = options;
  const pace = isQuick
    ? { rounds: 5, roundMs: 1_500, warmUpMs: 2_500 }
    : { rounds: 7, roundMs: 4_000, warmUpMs: 6_000 };
  const names = chosenTargets(options);
  const queries = siloQueries.filter(({ name }) => options.queries?.includes(name) ?? true);
  const dataFolder = path.join(checkoutFolder(), '.cache', 'bench-silos');
  const { urls, engines } = await prepareSilos(dataFolder);
  const targets: MeasuredTarget[] = [];
  try {
    const ids = siloIds(10_000);
    for (const name of names) {
      const target = await startSiloTarget(name, { urls, dataFolder });
      const client = openClient(target, { connections, ...(name === 'hand-sql' && { requestOf }) });
      targets.push({ ...target, client });
      for (const query of queries.slice(0, 1)) await client.ask(query, ids[0] ?? '');
      say(`${name}: first answer ${Math.round(performance.now() - target.startedAt)} ms after its start`);
    }
    await compareAnswers(targets, { queries, ids: ids.slice(0, 20) });
    say('all answers are the same');
    const serverPids = { postmaster: engines.postmasterPid(), mariadb: engines.mariadbPid() };
    const measured = await runRounds(targets, { ...pace, queries, ids, serverPids, say });
    yield measured;
    say(judgeRun(measured));
  } finally {
    for (const { client, stop } of targets) await client.close().finally(stop);
    await engines.close();
  }
}

/** @throws {Error} for a name that no target has */
function chosenTargets({ isQuick, targets }: SiloSceneOptions): readonly SiloTargetName[] {
  return (targets ?? (isQuick ? quickTargets : siloTargets)).map((name) => {
    if (isSiloTarget(name)) return name;
    throw new Error(`there is no target ${name}: ${siloTargets.join(', ')}`);
  });
}
