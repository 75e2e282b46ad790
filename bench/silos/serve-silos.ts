import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { secret, writeFileAtomically } from '../../demo/data-folder.ts';
import type { Program } from '../start-program.ts';
import type { SiloUrls } from './prepare-silos.ts';

export type ReadSilo = 'registry' | 'cases' | 'feedback';
export const readSilos: readonly ReadSilo[] = ['registry', 'cases', 'feedback'];

/** Where the databases are, and where what is written for the programs goes. */
type Place = { readonly urls: SiloUrls; readonly dataFolder: string };

/** A department as `onestop.yaml` names it: mapped and in this process, or behind an address. */
type Department = { readonly file: string } | { readonly name: string; readonly url: string };

/** What the silos are called in the graph; one of the graph's own systems is called feedback. */
const departmentNames: Readonly<Record<ReadSilo, string>> = {
  ...{ registry: 'registry', cases: 'cases', feedback: 'case-feedback' },
};

export const mapped = (silo: ReadSilo): Department => ({ file: sdlFile(silo) });
export const remote = (silo: ReadSilo, url: string): Department => ({ name: departmentNames[silo], url });

/** As it is built, which is what people run. */
const onestop = new URL('../../dist/cli/main.js', import.meta.url);
const sdlFile = (silo: ReadSilo): string => fileURLToPath(new URL(`./${silo}.graphql`, import.meta.url));

/** `onestop serve` with its defaults, but for the rate that one address may ask at; its log goes to a file. */
export function serve(
  name: string,
  place: Place,
  { departments, engine }: { readonly departments: readonly Department[]; readonly engine: 'compiled' | 'apollo' },
): Program {
  const config = path.join(place.dataFolder, `${name}.yaml`);
  // Still reckoned, only never spent: the bench asks more from one address than a whole city may.
  const address = { perMinute: 1e12, burst: 1e12 };
  const settings = { port: 0, secret: 'env:ONESTOP_SECRET', departments, trustedDocuments: 'any', limits: { rate: { address } } }; // prettier-ignore
  writeFileAtomically(config, JSON.stringify(settings)); // which is YAML, too
  return { file: onestop, args: ['serve', '--config', config, '--engine', engine], ...surroundings(name, place) };
}

/** `onestop subgraph` of one silo. */
export const serveSubgraph = (silo: ReadSilo, place: Place): Program => ({
  file: onestop,
  args: ['subgraph', sdlFile(silo), '--port', '0'],
  ...surroundings(`subgraph-${silo}`, place),
});

const surroundings = (name: string, { urls, dataFolder }: Place) => ({
  logFile: path.join(dataFolder, `${name}.log`),
  environment: {
    ONESTOP_SECRET: secret(dataFolder, 'bench'),
    ...{ REGISTRY_URL: urls.registry, CASES_URL: urls.cases, FEEDBACK_URL: urls.feedback },
  },
});
