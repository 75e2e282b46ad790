import path from 'node:path';
import { writeFileAtomically } from '../../demo/data-folder.ts';
import { bundleProgram } from '../bundle-program.ts';
import type { PutQuestion, Question } from '../load.ts';
import { installPeers } from '../peers/install-peers.ts';
import { addressOf, startAll, type StartedPrograms } from '../start-all.ts';
import { startProgram, type Program } from '../start-program.ts';
import type { Target } from '../targets.ts';
import { askPostgraphile } from './ask-postgraphile.ts';
import { composeStock } from './compose-stock.ts';
import { findFreePort } from './free-port.ts';
import type { SiloUrls } from './prepare-silos.ts';
import { mapped, readSilos, remote, serve, serveSubgraph } from './serve-silos.ts';
import type { SiloQueryName } from './silo-queries.ts';
import type { StockSilo } from './stock-subgraphs.ts';

/** Everything that joins the silos, by hand or by a gateway; each is a process, and so is each subgraph beside it. */
export const siloTargets = ['hand-sql', 'compiled', 'compiled-http', 'apollo-engine', 'apollo-stock', 'hive', 'postgraphile'] as const; // prettier-ignore
export type SiloTargetName = (typeof siloTargets)[number];

export const isSiloTarget = (name: string): name is SiloTargetName => siloTargets.some((each) => each === name);

/** Those that can't answer everything: PostGraphile has the registry's database alone. */
export const answersOf: Readonly<Partial<Record<SiloTargetName, readonly SiloQueryName[]>>> = {
  postgraphile: ['Q3', 'Q4'],
};

/** How a target wants a question put, where it is not GraphQL by POST as it stands. */
export const requestsOf: Readonly<Partial<Record<SiloTargetName, (query: Question, id: string) => PutQuestion>>> = {
  'hand-sql': ({ name, writes, alias }, id) => ({
    method: writes === true ? 'POST' : 'GET',
    path: `/${name}/${id}${alias === undefined ? '' : `?as=${alias}`}`,
  }),
  postgraphile: askPostgraphile,
};

export type SiloPlace = {
  readonly urls: SiloUrls;
  readonly dataFolder: string;
  /** Shared by all gateways that join them. */
  readonly stock: StartedPrograms<StockSilo>;
};

/** What a target is beside its subgraphs. */
type Front = Program & {
  /** Where it doesn't say so itself. */
  readonly url?: string;
  readonly subgraphPids?: readonly number[];
  /** Stops subgraphs of its own. */
  readonly stopSubgraphs?: () => Promise<void>;
};

/** Starts a target, its own subgraphs first. */
export async function startSiloTarget(name: SiloTargetName, place: SiloPlace): Promise<Target> {
  const { url, subgraphPids = [], stopSubgraphs, ...program } = await frontOf(name, place);
  try {
    const started = await startProgram(program);
    const stop = () => started.stop().finally(stopSubgraphs);
    const { pid, startedAt } = started;
    return { name, url: url ?? addressOf(started), headers: {}, pid, startedAt, subgraphPids, stop };
  } catch (error) {
    await stopSubgraphs?.();
    throw error;
  }
}

async function frontOf(name: SiloTargetName, place: SiloPlace): Promise<Front> {
  const { urls, stock } = place;
  // Mapped departments are only read: what is written goes by the desk's subgraph, as from every other gateway.
  const desk = { name: 'desk', url: stock.urls.desk };
  switch (name) {
    case 'hand-sql':
      return { file: await bundleProgram(ours('./hand-sql-target.ts')), args: [JSON.stringify(urls)] };
    case 'compiled':
    case 'apollo-engine': {
      const engine = name === 'compiled' ? 'compiled' : 'apollo';
      const departments = [...readSilos.map(mapped), desk];
      return { ...serve(name, place, { departments, engine }), subgraphPids: [stock.pids.desk] };
    }
    case 'compiled-http': {
      const own = await startAll(readSilos, (silo) => serveSubgraph(silo, place));
      const departments = [...readSilos.map((silo) => remote(silo, own.urls[silo])), desk];
      const subgraphPids = [...Object.values(own.pids), stock.pids.desk];
      return { ...serve(name, place, { departments, engine: 'compiled' }), subgraphPids, stopSubgraphs: own.stop };
    }
    case 'apollo-stock': {
      installPeers('.');
      const file = await bundleProgram(ours('../peers/apollo-gateway.ts'));
      return { file, args: [JSON.stringify(stock.urls)], subgraphPids: Object.values(stock.pids) };
    }
    case 'hive':
      return { ...(await hive(place)), subgraphPids: Object.values(stock.pids) };
    case 'postgraphile':
      installPeers('postgraphile');
      return {
        ...{ file: ours('../peers/postgraphile/serve.mjs'), args: [urls.registry] },
        environment: { GRAPHILE_ENV: 'production' },
      };
  }
}

/** With its planner in Rust, which takes less than the default on every question. */
async function hive({ stock, dataFolder }: SiloPlace): Promise<Front> {
  installPeers('hive');
  const supergraph = path.join(dataFolder, 'stock-supergraph.graphql');
  writeFileAtomically(supergraph, await composeStock(stock.urls));
  const port = await findFreePort();
  return {
    file: ours('../peers/hive/node_modules/@graphql-hive/gateway/dist/bin.js'),
    args: ['supergraph', supergraph, '--host', '127.0.0.1', '--port', `${port}`, '--hive-router-runtime'],
    listensWhen: 'Listening on',
    logFile: path.join(dataFolder, 'hive.log'),
    environment: { METADATA_SERVER_DETECTION: 'none' }, // else it asks whether it runs in a cloud
    url: `http://127.0.0.1:${port}/graphql`,
  };
}

const ours = (file: string): URL => new URL(file, import.meta.url);
