import { load, type Client, type Question } from './load.ts';
import { childrenCpuMs, processCpuMs, residentMb } from './process-cpu.ts';
import type { Target } from './targets.ts';
import { median } from './median.ts';

/** One line of `--json`. CPU in milliseconds a request, `null` where the system does not tell. */
export type Measurement = {
  readonly query: string;
  readonly target: string;
  /** Of the target's process, in which SQLite runs as well. */
  readonly cpuGatewayMs: number | null;
  /** With its subgraphs' processes, PostgreSQL's backends and MariaDB. */
  readonly cpuTotalMs: number | null;
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
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
export async function measure(scene: Scene): Promise<Measurement> {
  const { target, client, query, serverPids } = scene;
  const cpu = (): readonly [number | null, number | null] => [
    processCpuMs(target.pid),
    serverPids === null ? null : askedCpuMs(target, serverPids),
  ];
  const [gatewayBefore, askedBefore] = cpu();
  const startedAt = performance.now();
  const times = [...(await load(client, query, scene))].sort((a, b) => a - b);
  const seconds = (performance.now() - startedAt) / 1000;
  const [gatewayAfter, askedAfter] = cpu();
  const gateway = difference(gatewayBefore, gatewayAfter);
  const asked = difference(askedBefore, askedAfter);
  return {
    query: query.name,
    target: target.name,
    cpuGatewayMs: gateway && gateway / times.length,
    cpuTotalMs: gateway !== null && asked !== null ? (gateway + asked) / times.length : null,
    rps: times.length / seconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    rssMb: residentMb(target.pid),
  };
}

/** CPU of whatever a target asks. */
const askedCpuMs = ({ subgraphPids }: Target, { postmaster, mariadb }: ServerPids): number =>
  [...subgraphPids, ...(mariadb === null ? [] : [mariadb])].reduce(
    (sum, pid) => sum + (processCpuMs(pid) ?? 0),
    childrenCpuMs(postmaster),
  );

const difference = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : after - before;

/** The median of each figure over the rounds of one query and target, rounded for reading. */
export function summarise(rounds: readonly [Measurement, ...Measurement[]]): Measurement {
  const [{ query, target }] = rounds;
  const middle = (figure: (round: Measurement) => number | null): number | null => {
    const known = rounds.map(figure).filter((value) => value !== null);
    return known.length === 0 ? null : Number(median(known).toFixed(3));
  };
  return {
    query,
    target,
    cpuGatewayMs: middle((round) => round.cpuGatewayMs),
    cpuTotalMs: middle((round) => round.cpuTotalMs),
    rps: middle((round) => round.rps) ?? 0,
    p50Ms: middle((round) => round.p50Ms) ?? 0,
    p99Ms: middle((round) => round.p99Ms) ?? 0,
    rssMb: middle((round) => round.rssMb),
  };
}
