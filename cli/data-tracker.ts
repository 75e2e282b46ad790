import type { GatewayServerOptions } from '../gateway/http/server.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import type { Access } from '../subgraphs/access/access.ts';
import type { Audit } from './open-audit.ts';

/** The access log for who asks beside the graph; nothing where none is kept. */
export function dataTrackerOf(
  subgraphs: readonly Subgraph[],
  audit: Pick<Audit, 'account'> | null,
): Pick<GatewayServerOptions, 'dataTracker'> {
  const access = subgraphs.find((each): each is Access => 'usages' in each);
  return access === undefined || audit === null
    ? {}
    : { dataTracker: { usages: access.usages, account: audit.account } };
}
