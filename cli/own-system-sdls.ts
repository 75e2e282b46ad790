import type { PublishedSubgraph } from '../adapters/ports/published-types.ts';
import { createDirectory } from '../subgraphs/directory/directory.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { createInteraction } from '../subgraphs/interaction/interaction.ts';
import { publishedOnly } from './published-only.ts';

/** What the graph's own systems add to these departments, to be composed and not to be run. */
export function ownSystemSdls(departments: readonly PublishedSubgraph[]): readonly PublishedSubgraph[] {
  const onFailure = () => {};
  const ports = departments.map(publishedOnly);
  const interaction = createInteraction({ subgraphs: ports, secret: 'composition only', onFailure });
  const identity = createIdentity({ departments, onFailure });
  const systems = [identity, ...(interaction === null ? [] : [interaction])];
  return [...systems, createDirectory({ departments: ports, ownSystems: systems, onFailure })];
}
