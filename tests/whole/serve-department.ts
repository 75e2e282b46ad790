import { loadMappedSubgraph } from '../../adapters/load-mapped-subgraph.ts';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { departmentFiles } from '../../cli/department-files.ts';
import { readPublished } from '../../cli/read-published.ts';
import { createIdentity } from '../../subgraphs/identity/identity.ts';

export type DepartmentServer = {
  /** `http://127.0.0.1:40123` */ readonly url: string;
  readonly stop: () => Promise<unknown>;
};

/**
 * What `onestop subgraph` serves, by HTTP but in this process: one more process takes two seconds to start.
 * @param file a mapped SDL file, or `identity`
 * @param secret null serves whoever comes
 */
export async function serveDepartment(
  file: string,
  environment: Readonly<Record<string, string>>,
  secret: string | null,
): Promise<DepartmentServer> {
  const onFailure = (): void => {};
  const subgraph =
    file === 'identity'
      ? createIdentity({ departments: departmentFiles().map(readPublished), onFailure })
      : loadMappedSubgraph({ file, environment, databaseUrl: null, secret: secret ?? 'of cursors alone', onFailure });
  const app = await createSubgraphServer({ subgraph, secret, open: secret === null });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close().finally(() => subgraph.close()) };
}
