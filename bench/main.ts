import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client as PgClient } from 'pg';
import { databasesFile } from '../cli/demo-environment.ts';
import { checkoutFolder, writeFileAtomically } from '../demo/data-folder.ts';
import { databaseUrls, prepareDepartments, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { createReport } from '../demo/report.ts';
import { compareAnswers } from './compare-answers.ts';
import { measureDepartments, type DepartmentCost } from './department-costs.ts';
import { measureEngines, type EngineCost } from './engine-costs.ts';
import { load, openClient, type Client } from './load.ts';
import { measure, summarise, type Measurement, type Scene } from './measure.ts';
import { queries } from './queries.ts';
import {
  auditTargets,
  engineTargets,
  startTarget,
  trustTargets,
  usualTargets,
  type Target,
  type TargetName,
} from './targets.ts';

/**
 * `npm run bench`, `-- --quick` (within a minute), `-- --json`: a line for each query and target, and for each
 * department that the hero query asks. `-- --audit`: the gateway beside the same without the access log; `-- --trust`:
 * beside the same without tokens and policy as well.
 * `-- --engines`: its two engines side by side, over the departments and by themselves.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    audit: { type: 'boolean' },
    trust: { type: 'boolean' },
    engines: { type: 'boolean' },
  },
});
const pace =
  flags.quick === true
    ? { citizens: 5_000, rounds: 3, roundMs: 1_200, warmUpMs: 2_000, people: 200 }
    : { citizens: 50_000, rounds: 7, roundMs: 4_000, warmUpMs: 8_000, people: 1_000 };
const dataFolder = path.join(checkoutFolder(), '.cache', flags.quick === true ? 'bench-quick' : 'bench');
type MeasuredTarget = Target & { readonly client: Client };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const departments = await prepare();
try {
  const ids = await readIds(departments);
  report(await compareTargets(ids));
  if (flags.engines === true) report(await measureEngines({ rounds: pace.rounds, roundMs: pace.roundMs / 2 }));
  // Alone, when nobody else holds a department's connections.
  else
    for (const query of queries.filter(({ name }) => name === 'hero'))
      report(await measureDepartments(dataFolder, { query, ids: ids.slice(0, pace.people), warmUp: pace.people / 2 }));
} finally {
  await departments.close();
}

function targetNames(): readonly TargetName[] {
  if (flags.audit === true) return auditTargets;
  if (flags.trust === true) return trustTargets;
  return flags.engines === true ? engineTargets : usualTargets;
}

async function compareTargets(ids: readonly string[]): Promise<readonly Measurement[]> {
  const targets: MeasuredTarget[] = [];
  try {
    for (const name of targetNames()) {
      const target = await startTarget(name, dataFolder);
      targets.push({ ...target, client: openClient(target) });
    }
    await compareAnswers(targets, ids.slice(0, 40));
    return await run(targets, ids);
  } finally {
    for (const { client, stop } of targets) await client.close().finally(stop);
  }
}

async function prepare(): Promise<PreparedDepartments> {
  const report = createReport(process.stderr);
  const quiet = { ...report, note: () => {} };
  const prepared = await prepareDepartments({ dataFolder, seed: 1, citizens: pace.citizens, report: quiet });
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

/** Rounds are interleaved, so that what else the machine does meets every target. */
async function run(targets: readonly MeasuredTarget[], ids: readonly string[]): Promise<readonly Measurement[]> {
  const serverPids = serversOf(departments);
  const rounds = new Map<string, [Measurement, ...Measurement[]]>();
  for (const query of queries) {
    for (const { client } of targets)
      await load(client, query, { ids, durationMs: pace.warmUpMs / queries.length / targets.length });
    for (let round = 0; round < pace.rounds; round++) {
      for (const target of targets) {
        const scene = { target, client: target.client, query, ids, durationMs: pace.roundMs, serverPids };
        const measured = await measure(scene);
        const key = `${query.name} ${target.name}`;
        rounds.set(key, [measured, ...(rounds.get(key) ?? [])]);
      }
    }
    say(`${query.name}: measured`);
  }
  return [...rounds.values()].map(summarise);
}

/** Null where a server is not ours: then nobody can tell its CPU. */
function serversOf({ engines, departments: { approvals } }: PreparedDepartments): Scene['serverPids'] {
  if (engines === null) return null;
  const mariadb = approvals.url.startsWith('mysql:') ? engines.mariadbPid() : null;
  return { postmaster: engines.postmasterPid(), mariadb };
}

/** A line of JSON for each, or a table for people. */
function report(figures: readonly (Measurement | DepartmentCost | EngineCost)[]): void {
  if (flags.json === true) for (const each of figures) console.log(JSON.stringify(each));
  else console.table(figures);
}
