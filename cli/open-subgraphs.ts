import { readFileSync } from 'node:fs';
import { parse, Source } from 'graphql';
import type { BaseLogger } from 'pino';
import { loadMappedSubgraph } from '../adapters/load-mapped-subgraph.ts';
import { createHttpSubgraph, fetchSdl } from '../gateway/remote/http-subgraph.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { failureFacts } from './failure-facts.ts';

/** A department in this process, or behind HTTP in its own network. */
export type DepartmentChoice =
  | { readonly kind: 'local'; readonly file: string; readonly displayName: string }
  | {
      readonly kind: 'remote';
      readonly name: string;
      readonly url: string;
      readonly secret: string | null;
      readonly sdlFile: string | null;
    };

export type OpenOptions = {
  readonly departments: readonly DepartmentChoice[];
  /** Seals cursors; the same on every replica. */
  readonly secret: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: BaseLogger;
};

/** The graph's own systems and the departments, as ports. Databases are not asked yet; remote departments give their SDL. */
export async function openSubgraphs(options: OpenOptions): Promise<readonly Subgraph[]> {
  const identity = createIdentity({ onFailure: failureLog('identity', options) });
  const opened = await Promise.allSettled(options.departments.map((department) => openDepartment(department, options)));
  const subgraphs = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return [identity, ...subgraphs];
  await Promise.allSettled([identity, ...subgraphs].map((subgraph) => subgraph.close()));
  throw failed.reason;
}

async function openDepartment(department: DepartmentChoice, options: OpenOptions): Promise<Subgraph> {
  if (department.kind === 'local') {
    const { file, displayName } = department;
    return loadMappedSubgraph({
      file,
      displayName,
      environment: options.environment,
      secret: options.secret,
      onFailure: (name, error) => failureLog(name, options)(error),
    });
  }
  const { name, url, secret, sdlFile } = department;
  const client = { name, url, ...(secret !== null && { secret }) };
  const sdl = sdlFile === null ? await fetchSdl(client) : parse(new Source(readFileSync(sdlFile, 'utf8'), sdlFile));
  return createHttpSubgraph({ ...client, sdl });
}

/** For the operator alone; which of a driver's texts quote data nobody can tell. */
const failureLog =
  (department: string, { logger }: OpenOptions) =>
  (error: unknown): void => {
    logger.warn({ department, failure: failureFacts(error) }, 'a department failed');
  };
