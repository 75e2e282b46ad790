import { readFileSync } from 'node:fs';
import { createResolverSubgraph } from '../../adapters/resolver-subgraph.ts';
import { readTitle } from '../../adapters/sdl/published-title.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { stateLabels, titleLabel, typeLabel, type Label, type Language } from './labels.ts';
import { createPulse, type ObservedState, type Pulse, type PulseOptions } from './pulse.ts';
import { isSharedEntity, servedTypes } from './served-types.ts';

const file = new URL('./subgraph.graphql', import.meta.url);

/** What the directory asks of a port. */
type Listed = Pick<Subgraph, 'name' | 'sdl' | 'health'>;

export type DirectoryOptions = {
  readonly departments: readonly Listed[];
  /** The graph's own; the directory itself is not shown. */
  readonly ownSystems: readonly Listed[];
  /** What fetches have told by now. Asked for each answer: the gateway is made after the directory. */
  readonly status?: () => readonly ObservedState[];
  readonly pulse?: PulseOptions;
  readonly onFailure: (error: unknown) => void;
};

/** Who gives which part of the graph and whether they are up: drawn from their published SDL and their pulse. */
export function createDirectory(options: DirectoryOptions): Subgraph {
  const { departments, ownSystems, status = () => [] } = options;
  const entries = describeAll([
    ...departments.map((port) => ({ port, kind: 'DEPARTMENT' }) as const),
    ...ownSystems.map((port) => ({ port, kind: 'OWN_SYSTEM' }) as const),
  ]).map((entry) => ({ ...entry, pulse: createPulse(entry.port, options.pulse) }));
  const observed = (name: string) => status().find((each) => each.name === name);
  return createResolverSubgraph({
    name: 'directory',
    sdl: readFileSync(file, 'utf8'),
    file: 'subgraphs/directory/subgraph.graphql',
    resolvers: {
      Query: {
        departments: () => Promise.all(entries.map((entry) => takePulse(entry, observed(entry.name)))),
        department: (_root: unknown, { name }: { readonly name: string }) => {
          const entry = entries.find((each) => each.name === name);
          return entry === undefined ? null : takePulse(entry, observed(name));
        },
      },
    },
    onFailure: options.onFailure,
  });
}

type Described = ReturnType<typeof describeAll>[number];

/** What does not change while the gateway runs. */
function describeAll(ports: readonly { readonly port: Listed; readonly kind: 'DEPARTMENT' | 'OWN_SYSTEM' }[]) {
  const served = ports.map(({ port }) => servedTypes(port.sdl));
  const givers = (type: string): number => served.filter((types) => types.some((each) => each.type === type)).length;
  const isShared = (type: string): boolean =>
    isSharedEntity(type) || (givers(type) > 1 && !['Query', 'Mutation'].includes(type));
  return ports.map(({ port, kind }, index) => ({
    port,
    name: port.name,
    kind,
    label: inLanguage(titleLabel(readTitle(port.sdl), port.name)),
    serves: (served[index] ?? []).map((each) => ({
      ...each,
      label: inLanguage(typeLabel(each)),
      shared: isShared(each.type),
    })),
  }));
}

async function takePulse(entry: Described & { readonly pulse: Pulse }, observed: ObservedState | undefined) {
  const { state, lastSeen, roundTripMs } = await entry.pulse.take(observed);
  return {
    ...entry,
    state: state.toUpperCase(),
    stateLabel: inLanguage(stateLabels[state]),
    lastSeen: lastSeen?.toISOString() ?? null,
    roundTripMs: roundTripMs === null ? null : Math.round(roundTripMs * 10) / 10,
  };
}

const inLanguage =
  (label: Label) =>
  ({ lang }: { readonly lang: Language | null }): string =>
    label[lang ?? 'EN'];
