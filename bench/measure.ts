import { load, type Client, type Question } from './load.ts';
import { childrenCpuMs, processCpuMs, residentMb } from './process-cpu.ts';
import type { Target } from './targets.ts';

/** What one round found. CPU in milliseconds a request, `null` where the system does not tell. */
export type Round = {
  /** Of the target's process, in which SQLite runs as well. */
  readonly cpuGatewayMs: number | null;
  /** Of its subgraphs' processes; 0 where it has none. */
  readonly cpuSubgraphsMs: number | null;
  /** Of PostgreSQL's backends and MariaDB. */
  readonly cpuDatabasesMs: number | null;
  /** Of all three. */
  readonly cpuTotalMs: number | null;
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the target's process, in megabytes of 2^20 bytes. */
  readonly rssMb: number | null;
};

export type Scene = {
  readonly target: Target;
  readonly client: Client;
  readonly query: Question;
  readonly ids: readonly string[];
  readonly durationMs: number;
  /** Null where a server is not ours. */
  readonly serverPids: ServerPids | null;
};

/** PostgreSQL's backends are its children, MariaDB's are its threads. */
export type ServerPids = { readonly postmaster: number; readonly mariadb: number | null };

/** Puts one target under load for a while. */
export async function measure(scene: Scene): Promise<Round> {
  const { target, client, query, serverPids } = scene;
  const before = readCpu(target, serverPids);
  const startedAt = performance.now();
  const times = await load(client, query, scene);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readCpu(target, serverPids);
  const taken = (part: keyof Cpu): number | null => {
    const [from, to] = [before[part], after[part]];
    return from === null || to === null ? null : (to - from) / times.length;
  };
  const [cpuGatewayMs, cpuSubgraphsMs, cpuDatabasesMs] = [taken('gateway'), taken('subgraphs'), taken('databases')];
  const known = cpuGatewayMs !== null && cpuSubgraphsMs !== null && cpuDatabasesMs !== null;
  return {
    ...{ cpuGatewayMs, cpuSubgraphsMs, cpuDatabasesMs },
    cpuTotalMs: known ? cpuGatewayMs + cpuSubgraphsMs + cpuDatabasesMs : null,
    rps: times.length / seconds,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    rssMb: residentMb(target.pid),
  };
}

type Cpu = Readonly<Record<'gateway' | 'subgraphs' | 'databases', number | null>>;

const readCpu = ({ pid, subgraphPids }: Target, servers: ServerPids | null): Cpu => ({
  gateway: processCpuMs(pid),
  subgraphs: sum(subgraphPids.map(processCpuMs)),
  databases:
    servers === null
      ? null
      : sum([childrenCpuMs(servers.postmaster), ...(servers.mariadb === null ? [] : [processCpuMs(servers.mariadb)])]),
});

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce((all, value) => (all === null || value === null ? null : all + value), 0);

/** The value that a share of all lies below; zero of none. */
export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;
