import path from 'node:path';
import { Client as PgClient } from 'pg';
import { databasesFile } from '../cli/demo-environment.ts';
import { checkoutFolder, writeFileAtomically } from '../demo/data-folder.ts';
import { databaseUrls, prepareDepartments, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { createReport } from '../demo/report.ts';
import { compareAnswers } from './compare-answers.ts';
import { measureDepartments, type DepartmentCost } from './department-costs.ts';
import { measureEngines, type EngineCost } from './engine-costs.ts';
import { openClient } from './load.ts';
import type { ServerPids } from './measure.ts';
import { queries } from './queries.ts';
import { runRounds, type MeasuredTarget } from './rounds.ts';
import type { Measurement } from './summarise.ts';
import { auditTargets, engineTargets, startTarget, trustTargets, usualTargets, type TargetName } from './targets.ts';

export type DemoSceneOptions = {
  readonly isQuick: boolean;
  /** The gateway beside hand-written SQL, without the access log, without trust as well, or its two engines. */
  readonly beside: 'hand-sql' | 'unaudited' | 'unguarded' | 'engines';
  readonly say: (text: string) => void;
};

type Figures = readonly (Measurement | DepartmentCost | EngineCost)[];

const concurrency = 8;

const targetNames: Readonly<Record<DemoSceneOptions['beside'], readonly TargetName[]>> = {
  'hand-sql': usualTargets,
  unaudited: auditTargets,
  unguarded: trustTargets,
  engines: engineTargets,
};

/** The demo's five departments with all that protects them, as figures to be told one after the other. */
export async function* measureDemo({ isQuick, beside, say }: DemoSceneOptions): AsyncGenerator<Figures> {
  const pace = paceOf(isQuick);
  const { dataFolder } = pace;
  const departments = await prepare(dataFolder, pace.citizens);
  try {
    const ids = await readIds(departments);
    const names = targetNames[beside];
    const serverPids = serversOf(departments);
    yield await withTargets(names, dataFolder, async (targets) => {
      await compareAnswers(targets, { queries, ids: ids.slice(0, 40) });
      return runRounds(targets, { ...pace, queries, ids, serverPids, say });
    });
    if (beside === 'engines') yield await measureEngines({ rounds: pace.rounds, roundMs: pace.roundMs / 2 });
    // Alone, when nobody else holds a department's connections.
    else
      for (const query of queries.filter(({ name }) => name === 'hero'))
        yield await measureDepartments(dataFolder, { query, ids: ids.slice(0, pace.people), warmUp: pace.people / 2 });
  } finally {
    await departments.close();
  }
}

/** Nine: the hero's question to all five departments with trust in force, and without it. */
export async function measureTrust(
  options: Pick<DemoSceneOptions, 'isQuick' | 'say'>,
): Promise<readonly Measurement[]> {
  const pace = paceOf(options.isQuick);
  const departments = await prepare(pace.dataFolder, pace.citizens);
  try {
    const ids = await readIds(departments);
    const hero = queries.filter(({ name }) => name === 'hero').map((query) => ({ ...query, name: 'Q9' }));
    const about = { ...pace, queries: hero, ids, serverPids: serversOf(departments), say: options.say };
    return await withTargets(trustTargets, pace.dataFolder, async (targets) => {
      await compareAnswers(targets, { queries: hero, ids: ids.slice(0, 40) });
      return runRounds(targets, about);
    });
  } finally {
    await departments.close();
  }
}

const paceOf = (isQuick: boolean) =>
  isQuick
    ? { ...{ citizens: 5_000, people: 200, dataFolder: folder('bench-quick') }, ...{ rounds: 3, roundMs: 1_200, warmUp: { ms: 2_000, questions: 2_000, mostMs: 8_000 } } } // prettier-ignore
    : { ...{ citizens: 50_000, people: 1_000, dataFolder: folder('bench') }, ...{ rounds: 7, roundMs: 4_000, warmUp: { ms: 5_000, questions: 10_000, mostMs: 15_000 } } }; // prettier-ignore

const folder = (name: string): string => path.join(checkoutFolder(), '.cache', name);

async function withTargets<T>(
  names: readonly TargetName[],
  dataFolder: string,
  work: (targets: readonly MeasuredTarget[]) => Promise<T>,
): Promise<T> {
  const targets: MeasuredTarget[] = [];
  try {
    for (const name of names) {
      const target = await startTarget(name, dataFolder);
      targets.push({ ...target, client: openClient(target, { connections: concurrency }) });
    }
    return await work(targets);
  } finally {
    for (const { client, stop } of targets) await client.close().finally(stop);
  }
}

async function prepare(dataFolder: string, citizens: number): Promise<PreparedDepartments> {
  const report = createReport(process.stderr);
  const quiet = { ...report, note: () => {} };
  const prepared = await prepareDepartments({ dataFolder, seed: 1, citizens, report: quiet });
  writeFileAtomically(databasesFile(dataFolder), JSON.stringify(databaseUrls(prepared)));
  return prepared;
}

/** Of people all over the city, canonical. */
async function readIds({
  departments: { 'civil-registry': registry },
}: PreparedDepartments): Promise<readonly string[]> {
  const client = new PgClient({ connectionString: registry.url });
  await client.connect();
  const { rows } = await client.query<{ sfzh: string }>(
    `SELECT upper(sfzh) AS sfzh FROM t_ry_jbxx WHERE length(sfzh) = 18 AND scbz = '0' ORDER BY md5(sfzh) LIMIT 2000`,
  );
  await client.end();
  return rows.map(({ sfzh }) => sfzh);
}

/** Null where a server is not ours: then nobody can tell its CPU. */
function serversOf({ engines, departments: { approvals } }: PreparedDepartments): ServerPids | null {
  if (engines === null) return null;
  const mariadb = approvals.url.startsWith('mysql:') ? engines.mariadbPid() : null;
  return { postmaster: engines.postmasterPid(), mariadb };
}
