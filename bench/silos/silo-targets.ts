import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { secret, writeFileAtomically } from '../../demo/data-folder.ts';
import { bundleProgram } from '../bundle-program.ts';
import { installPeers } from '../peers/install-peers.ts';
import type { Question } from '../load.ts';
import { startProgram, type Program, type StartedProgram } from '../start-program.ts';
import type { Target } from '../targets.ts';
import type { SiloUrls } from './prepare-silos.ts';

/** Everything that joins the silos, by hand or by a gateway; each is a process, and so is each subgraph beside it. */
export const siloTargets = ['hand-sql', 'compiled', 'compiled-http', 'apollo-engine', 'apollo-stock'] as const;
export type SiloTargetName = (typeof siloTargets)[number];

export const isSiloTarget = (name: string): name is SiloTargetName => siloTargets.some((each) => each === name);

export type SiloPlace = { readonly urls: SiloUrls; readonly dataFolder: string };

const silos = ['registry', 'cases', 'feedback'] as const;
type Silo = (typeof silos)[number];

/** What the silos are called in the graph; one of the graph's own systems is called feedback. */
const departmentNames: Readonly<Record<Silo, string>> = {
  ...{ registry: 'registry', cases: 'cases', feedback: 'case-feedback' },
};

/** Starts a target, its subgraphs first. */
export async function startSiloTarget(name: SiloTargetName, place: SiloPlace): Promise<Target> {
  switch (name) {
    case 'hand-sql': {
      const file = await bundleProgram(ours('./hand-sql-target.ts'));
      return startAll(name, { gateway: () => ({ file, args: [JSON.stringify(place.urls)] }) });
    }
    case 'compiled':
    case 'apollo-engine': {
      const departments = silos.map((silo) => ({ file: sdlFile(silo) }));
      return startAll(name, { gateway: () => serve(name, place, departments) });
    }
    case 'compiled-http': {
      const remote = (urls: Urls) => silos.map((silo) => ({ name: departmentNames[silo], url: urls[silo] }));
      return startAll(name, {
        subgraph: (silo) => serveSubgraph(silo, place),
        gateway: (urls) => serve(name, place, remote(urls)),
      });
    }
    case 'apollo-stock': {
      installPeers();
      const subgraph = await bundleProgram(ours('./stock-subgraph-target.ts'));
      const gateway = await bundleProgram(ours('../peers/apollo-gateway.ts'));
      return startAll(name, {
        subgraph: (silo) => ({ file: subgraph, args: [silo, place.urls[silo]] }),
        gateway: (urls) => ({ file: gateway, args: [JSON.stringify(urls)] }),
      });
    }
  }
}

/** One route a question. */
export const requestOf = ({ name }: Question, id: string) => ({ method: 'GET', path: `/${name}/${id}` }) as const;

const ours = (file: string): URL => new URL(file, import.meta.url);
/** As it is built, which is what people run. */
const onestop = ours('../../dist/cli/main.js');
const sdlFile = (silo: Silo): string => fileURLToPath(ours(`./${silo}.graphql`));

type Urls = Readonly<Record<Silo, string>>;
type Programs = {
  /** None where the gateway asks the databases itself. */
  readonly subgraph?: (silo: Silo) => Program;
  /** @param urls the subgraphs' GraphQL, by silo */
  readonly gateway: (urls: Urls) => Program;
};

/** Every program says where it listens in its first line. */
async function startAll(name: SiloTargetName, { subgraph, gateway }: Programs): Promise<Target> {
  const started: StartedProgram[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
  };
  const start = async (program: Program): Promise<string> => {
    const each = await startProgram(program);
    started.push(each);
    const [url] = /https?:\S+/.exec(each.line) ?? [];
    if (url === undefined) throw new Error(`${name} says no address: ${each.line}`);
    return url;
  };
  try {
    const urls: Record<Silo, string> = { registry: '', cases: '', feedback: '' };
    if (subgraph !== undefined) for (const silo of silos) urls[silo] = await start(subgraph(silo));
    const url = await start(gateway(urls));
    const [pid = -1, ...subgraphPids] = started.map((each) => each.pid).reverse();
    const startedAt = started.at(-1)?.startedAt ?? 0;
    return { name, url, headers: {}, pid, startedAt, subgraphPids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `onestop serve` with its defaults, but for the rate that one address may ask at; its log goes to a file. */
function serve(name: SiloTargetName, place: SiloPlace, departments: readonly object[]): Program {
  const config = path.join(place.dataFolder, `${name}.yaml`);
  // Still reckoned, only never spent: the bench asks more from one address than a whole city may.
  const address = { perMinute: 1e12, burst: 1e12 };
  const settings = { port: 0, secret: 'env:ONESTOP_SECRET', departments, trustedDocuments: 'any', limits: { rate: { address } } }; // prettier-ignore
  writeFileAtomically(config, JSON.stringify(settings)); // which is YAML, too
  return {
    file: onestop,
    args: ['serve', '--config', config, '--engine', name === 'apollo-engine' ? 'apollo' : 'compiled'],
    ...surroundings(name, place),
  };
}

const serveSubgraph = (silo: Silo, place: SiloPlace): Program => ({
  file: onestop,
  args: ['subgraph', sdlFile(silo), '--port', '0'],
  ...surroundings(`subgraph-${silo}`, place),
});

const surroundings = (name: string, { urls, dataFolder }: SiloPlace) => ({
  logFile: path.join(dataFolder, `${name}.log`),
  environment: {
    ONESTOP_SECRET: secret(dataFolder, 'bench'),
    ...{ REGISTRY_URL: urls.registry, CASES_URL: urls.cases, FEEDBACK_URL: urls.feedback },
  },
});
