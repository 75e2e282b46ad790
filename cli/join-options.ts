import type { JoinOptions } from '../gateway/hold-joins.ts';
import type { Agreement } from '../schema/agreement.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import type { Access } from '../subgraphs/access/access.ts';
import { ownSystems } from './department-files.ts';

/** What holds the joins of a gateway over these subgraphs: the agreements, and who consents, where that is kept. */
export function joinOptions(subgraphs: readonly Subgraph[], agreements: readonly Agreement[]): JoinOptions {
  const access = subgraphs.find((each): each is Access => 'consents' in each);
  const consents = access?.consents ?? (async () => Promise.reject(new OnestopError('DEPARTMENT_UNAVAILABLE', { department: 'access' }))); // prettier-ignore
  return { agreements, systems: ownSystems, consents };
}
