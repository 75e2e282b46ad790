import type { Caller, Role } from '../schema/request.ts';

/** The demo's hero, who has dealings with every department. */
export const heroId = '11010519491231002X';

/** What the demo's own examples ask for. */
export const demoPurpose = 'service-delivery';

/** The programs registered in the demo, and the purposes each may state. */
export const demoClients: Readonly<Record<string, { readonly purposes: readonly string[] }>> = {
  'citizen-portal': { purposes: ['service-delivery', 'own-records'] },
  'service-centre': { purposes: ['service-delivery', 'case-handling'] },
  reporting: { purposes: ['service-delivery', 'statistics'] },
  operations: { purposes: ['service-delivery', 'operations'] },
  'business-portal': { purposes: ['service-delivery'] },
};

const clientOf: Readonly<
  Record<Role, { readonly client: string; readonly subject: string; readonly scopes: readonly string[] }>
> = {
  citizen: { client: 'citizen-portal', subject: heroId, scopes: [] },
  official: { client: 'service-centre', subject: 'official-service-centre-1', scopes: [] },
  integrator: { client: 'reporting', subject: 'integrator-1', scopes: [] },
  admin: { client: 'operations', subject: 'operator-1', scopes: ['admin'] },
  'business-agent': { client: 'business-portal', subject: 'business-agent-1', scopes: [] },
};

/** Who a demo token stands for. */
export function demoCaller(role: Role, subject?: string): Caller {
  const usual = clientOf[role];
  return { role, client: usual.client, scopes: usual.scopes, subject: subject ?? usual.subject };
}
