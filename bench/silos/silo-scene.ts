import { runRounds } from '../rounds.ts';
import type { Measurement } from '../summarise.ts';
import { judgeRun } from './judge-run.ts';
import { chosenNamed, siloQueryNames } from './silo-queries.ts';
import { isSiloTarget, siloTargets, type SiloTargetName } from './silo-targets.ts';
import { withSilos } from './with-silos.ts';

export type SiloSceneOptions = {
  readonly isQuick: boolean;
  /** Names; the scene's own choice where null. */
  readonly targets: readonly string[] | null;
  readonly queries: readonly string[] | null;
  readonly say: (text: string) => void;
};

const quickTargets: readonly SiloTargetName[] = ['hand-sql', 'compiled', 'apollo-stock'];
const quickQueries = ['Q1', 'Q2', 'Q3', 'Q4'] as const;

/** Three silos beside everything a user would pick instead. */
export async function measureSilos(options: SiloSceneOptions): Promise<readonly Measurement[]> {
  const { isQuick, say } = options;
  const pace = isQuick
    ? { starts: 1, rounds: 5, roundMs: 900, warmUp: { ms: 2_000, questions: 4_000, mostMs: 8_000 } }
    : { starts: 3, rounds: 5, roundMs: 3_000, warmUp: { ms: 5_000, questions: 10_000, mostMs: 10_000 } };
  const chosen = {
    targets: chosenTargets(options),
    queries: chosenNamed(options.queries ?? (isQuick ? quickQueries : siloQueryNames)),
    starts: pace.starts,
    say,
  };
  const measured = await withSilos(chosen, ({ targets, ...silos }) => runRounds(targets, { ...silos, ...pace, say }));
  const { verdict, because } = judgeRun(measured);
  say(`${verdict}: ${because}`);
  return measured;
}

/** @throws {Error} for a name that no target has */
function chosenTargets({ isQuick, targets }: SiloSceneOptions): readonly SiloTargetName[] {
  return (targets ?? (isQuick ? quickTargets : siloTargets)).map((name) => {
    if (isSiloTarget(name)) return name;
    throw new Error(`there is no target ${name}: ${siloTargets.join(', ')}`);
  });
}
