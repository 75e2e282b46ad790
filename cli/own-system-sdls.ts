import { readFileSync } from 'node:fs';
import type { PublishedSubgraph } from '../adapters/ports/published-types.ts';
import { publishSystemSdl } from '../adapters/resolver-subgraph.ts';
import { createDirectory } from '../subgraphs/directory/directory.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { createInteraction } from '../subgraphs/interaction/interaction.ts';
import { publishedOnly } from './published-only.ts';

/** What the graph's own systems add to these departments, to be composed and not to be run. */
export function ownSystemSdls(departments: readonly PublishedSubgraph[]): readonly PublishedSubgraph[] {
  const onFailure = () => {};
  const feedback = keptOnHub('feedback');
  const holders = [...departments, feedback].map(publishedOnly);
  const interaction = createInteraction({ subgraphs: holders, secret: 'composition only', onFailure });
  const identity = createIdentity({ departments: holders, onFailure });
  const systems = [identity, ...(interaction === null ? [] : [interaction]), feedback, keptOnHub('access')];
  return [...systems, createDirectory({ departments: departments.map(publishedOnly), ownSystems: [], onFailure })];
}

/** The system itself wants a hub. */
function keptOnHub(name: 'access' | 'feedback'): PublishedSubgraph {
  const file = `subgraphs/${name}/subgraph.graphql`;
  return { name, sdl: publishSystemSdl({ sdl: readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file }) };
}
