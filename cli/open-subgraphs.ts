import { readFileSync } from 'node:fs';
import { parse, Source } from 'graphql';
import type { BaseLogger } from 'pino';
import type { DatabaseTlsFiles } from '../adapters/database/database-tls.ts';
import { loadMappedSubgraph } from '../adapters/load-mapped-subgraph.ts';
import { guardSubgraph, usualInFlight } from '../gateway/resilience/guard-subgraph.ts';
import { usualConnections } from '../gateway/remote/usual-connections.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { Renewable } from '../schema/renewable.ts';
import { alone, partOf, type Share } from '../schema/share.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { withoutUnserved } from '../gateway/composition/served-fields.ts';
import { createEntityReader } from '../adapters/ports/entity-reader.ts';
import { createFieldOwners } from '../adapters/ports/field-owners.ts';
import { readOrganisationNames } from '../adapters/ports/organisation-names.ts';
import { readWorkingCalendar } from '../adapters/ports/working-calendar.ts';
import { createAccess, type AccessOptions } from '../subgraphs/access/access.ts';
import { createFeedback } from '../subgraphs/feedback/feedback.ts';
import { createDirectory, type DirectoryOptions } from '../subgraphs/directory/directory.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { createInteraction } from '../subgraphs/interaction/interaction.ts';
import type { TlsTexts } from './tls-files.ts';
import { failureFacts } from './failure-facts.ts';

/** A department in this process, or behind HTTP in its own network. */
export type DepartmentChoice =
  | {
      readonly kind: 'local';
      readonly file: string;
      readonly displayName: string;
      /** Of the way to its database, in place of what the URL says. */
      readonly tls?: DatabaseTlsFiles;
    }
  | {
      readonly kind: 'remote';
      readonly name: string;
      readonly url: string;
      readonly secret: Renewable<string> | null;
      readonly sdlFile: string | null;
      /** Certificates of the way there, where they are not the system's. */
      readonly tls?: Renewable<TlsTexts>;
    };

export type OpenOptions = {
  readonly departments: readonly DepartmentChoice[];
  /** Seals cursors; the same on every replica. */
  readonly secret: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What one client may ask in a day of a department in this process for counts and sums over people; the default where it is absent. */
  readonly aggregateQuestions?: number;
  /** PostgreSQL of the graph's own systems; null where they keep nothing: then there is no feedback of the graph's own. */
  readonly hub: string | null;
  /** Where it is written down who read what; null where nobody can sign in. */
  readonly access: Pick<AccessOptions, 'journalFolder' | 'roots'> | null;
  /** Between departments; none where it is absent. */
  readonly agreements?: readonly Agreement[];
  readonly logger: BaseLogger;
  /** What the gateway over these subgraphs, which is made after them, has seen of the departments by now. */
  readonly status?: DirectoryOptions['status'];
  /** Which part of what departments and hub can bear is this process's; the whole where absent. */
  readonly share?: Share;
  /** Stands before each that keeps data, whoever asks it, to measure it. */
  readonly watch?: (subgraph: Subgraph) => Subgraph;
};

/** The graph's own systems and the departments, as ports. Databases are not asked yet; remote departments give their SDL. */
export async function openSubgraphs(options: OpenOptions): Promise<readonly Subgraph[]> {
  const opened = await Promise.allSettled(options.departments.map((department) => openDepartment(department, options)));
  const watch = options.watch ?? ((subgraph: Subgraph) => subgraph);
  const subgraphs = opened.flatMap((each) => (each.status === 'fulfilled' ? [watch(each.value)] : []));
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return [...subgraphs, ...openOwnSystems(subgraphs, options)];
  await Promise.allSettled(subgraphs.map((subgraph) => subgraph.close()));
  throw failed.reason;
}

/**
 * Less than half of what a fetch of the gateway's has: a system asks twice in a row where one department's answer is
 * another's question, and must have time to answer with what the others gave.
 */
const systemFetchMs = 2_400;

/** The graph's own systems, each over the departments and what stands before it. */
function openOwnSystems(ports: readonly Subgraph[], options: OpenOptions): readonly Subgraph[] {
  const maxInFlight = partOf(usualInFlight, options.share ?? alone);
  const guarded = (port: Subgraph) =>
    guardSubgraph(port, { timeoutMs: systemFetchMs, maxInFlight, onOthers: othersLog(port.name, options) });
  const departments = ports.map(guarded);
  const feedback = openFeedback(departments, options);
  const holders = [...departments, ...feedback.map(guarded)];
  const { secret } = options;
  const identity = createIdentity({ departments: holders, onFailure: failureLog('identity', options) });
  const interaction = createInteraction({ subgraphs: holders, secret, onFailure: failureLog('interaction', options) });
  const access = openAccess(holders, options);
  const systems = [identity, ...(interaction === null ? [] : [interaction]), ...feedback, ...access];
  return [...systems, openDirectory(departments, systems, options)];
}

/** None without a hub to keep it on. */
function openFeedback(departments: readonly Subgraph[], options: OpenOptions): readonly Subgraph[] {
  if (options.hub === null) return [];
  const system = createFeedback({
    databaseUrl: options.hub,
    secret: options.secret,
    entities: createEntityReader(departments),
    calendar: () => readWorkingCalendar(departments),
    offices: () => readOrganisationNames(departments),
    ...shareOf(options),
    onFailure: failureLog('feedback', options),
  });
  return [options.watch?.(system) ?? system];
}

/** None without a hub to keep it on: then the journals stay where they are. */
function openAccess(holders: readonly Subgraph[], options: OpenOptions): readonly Subgraph[] {
  const { hub, access, secret, agreements = [] } = options;
  if (hub === null || access === null) return [];
  const onFailure = failureLog('access', options);
  const [owners, entities] = [createFieldOwners(withoutUnserved(holders)), createEntityReader(holders)];
  const store = { databaseUrl: hub, secret, ...shareOf(options), onFailure };
  return [createAccess({ ...store, ...access, owners, entities, agreements })];
}

const shareOf = ({ share }: OpenOptions): { readonly share?: Share } => (share === undefined ? {} : { share });

const openDirectory = (departments: readonly Subgraph[], ownSystems: readonly Subgraph[], options: OpenOptions) =>
  createDirectory({
    departments,
    ownSystems,
    ...(options.status !== undefined && { status: options.status }),
    onFailure: failureLog('directory', options),
  });

async function openDepartment(department: DepartmentChoice, options: OpenOptions): Promise<Subgraph> {
  if (department.kind === 'local') {
    const { file, displayName, tls } = department;
    return loadMappedSubgraph({
      file,
      displayName,
      environment: options.environment,
      secret: options.secret,
      ...(tls !== undefined && { databaseTls: tls }),
      ...(options.aggregateQuestions !== undefined && { aggregateQuestions: options.aggregateQuestions }),
      ...shareOf(options),
      onFailure: (name, error) => failureLog(name, options)(error),
    });
  }
  // Loaded where it is wanted: its packages take a twentieth of a start.
  const { createHttpSubgraph, fetchSdl } = await import('../gateway/remote/http-subgraph.ts');
  const { name, url, secret, sdlFile, tls } = department;
  const connections = partOf(usualConnections, options.share ?? alone);
  const client = { name, url, connections, ...(secret !== null && { secret }), ...(tls !== undefined && { tls }) };
  const sdl = sdlFile === null ? await fetchSdl(client) : parse(new Source(readFileSync(sdlFile, 'utf8'), sdlFile));
  return createHttpSubgraph({ ...client, sdl });
}

/** For the operator alone; which of a driver's texts quote data nobody can tell. */
const failureLog =
  (department: string, { logger }: Pick<OpenOptions, 'logger'>) =>
  (error: unknown): void => {
    logger.warn({ department, failure: failureFacts(error) }, 'a department failed');
  };

const othersLog =
  (department: string, { logger }: Pick<OpenOptions, 'logger'>) =>
  (): void => {
    logger.error({ department }, 'a department answered with records that were not asked for');
  };
