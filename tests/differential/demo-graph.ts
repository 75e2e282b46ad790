import { getNamedType, isObjectType } from 'graphql';
import { pino } from 'pino';
import { heroBusiness, heroId } from '../../cli/demo-clients.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import { openSubgraphs } from '../../cli/open-subgraphs.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { environmentOf } from '../city.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import type { ArgumentLiteral } from './random-operation.ts';
import type { TwoEngines } from './two-engines.ts';

/** The demo's departments and what the graph keeps no data for, in this process. */
export const openDemoGraph = (city: PreparedDepartments): Promise<readonly Subgraph[]> =>
  openSubgraphs({
    departments: departmentFiles().map((each) => ({ kind: 'local', ...each }) as const),
    secret: 'of this test',
    environment: environmentOf(city),
    hub: null,
    access: null,
    logger: pino({ level: 'silent' }),
  });

/** How a department does just now. */
export const momentary: ReadonlySet<string> = new Set([
  'Department.state',
  'Department.stateLabel',
  'Department.lastSeen',
  'Department.roundTripMs',
]);

const there = `{
  citizens(first: 8) { nodes { ...C } } businesses(first: 5) { nodes { ...B } }
  lifeEvents(first: 3) { nodes { __typename id } } businessEvents(first: 3) { nodes { __typename id } }
  adminUnits(first: 3) { nodes { __typename id } } workingCalendar(first: 3) { nodes { __typename id } }
  citizen(id: "${heroId}") { ...C } business(id: "${heroBusiness}") { ...B }
}
fragment C on Citizen { __typename id cases(first: 3) { nodes { __typename id service { __typename id } } }
  feedback(first: 5) { nodes { __typename id } } }
fragment B on Business { __typename id }`;

/** Arguments that find something: ids that are there, small pages. */
export async function demoArguments({ apollo }: TwoEngines): Promise<ArgumentLiteral> {
  const known = new Map<string, Set<string>>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('__typename' in value && 'id' in value) {
      const type = apollo.supergraph.apiSchema.getType(String(value.__typename));
      const names = isObjectType(type) ? [type.name, ...type.getInterfaces().map(({ name }) => name)] : [];
      for (const name of names) known.set(name, (known.get(name) ?? new Set()).add(String(value.id)));
    }
    Object.values(value).forEach(collect);
  };
  collect((await askPipeline(apollo, there, { request: requestOf() })).data);
  return (argument, field, random) => {
    if (argument.name === 'first') return String(random.between(1, 4));
    if (['last', 'after', 'before'].includes(argument.name)) return null;
    if (argument.name !== 'id') return undefined;
    const pool = [...(known.get(getNamedType(field.type).name) ?? [])];
    return JSON.stringify(pool.length === 0 || random.chance(0.05) ? '1' : random.pick(pool));
  };
}
