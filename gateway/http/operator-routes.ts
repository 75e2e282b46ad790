import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OnestopError } from '../../schema/errors.ts';
import { nowOf, type Renewable } from '../../schema/renewable.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Authenticate } from '../security/tokens.ts';
import { credentialsOf } from './credentials.ts';

export type OperatorRoutesOptions = {
  /** Throws for whoever is none; on a port of theirs nobody has to show it. */
  readonly check?: (request: FastifyRequest) => Promise<void>;
  readonly metrics: Metrics;
  readonly supergraphSdl: Renewable<string>;
};

/** `/metrics` and `/supergraph.graphql`: they tell how the graph is built and how busy it is, to operators alone. */
export function addOperatorRoutes(app: FastifyInstance, options: OperatorRoutesOptions): void {
  const { check, metrics, supergraphSdl } = options;
  app.get('/metrics', async (request, reply) => {
    await check?.(request);
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.read());
  });
  app.get('/supergraph.graphql', async (request, reply) => {
    await check?.(request);
    return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(nowOf(supergraphSdl));
  });
}

/** The role `admin`, or a token with the scope `operator`: a program that scrapes is nobody's admin. */
export async function checkOperator(authenticate: Authenticate, request: FastifyRequest): Promise<void> {
  const { caller } = await authenticate({ ...credentialsOf(request), purpose: undefined });
  if (caller === null) throw new OnestopError('UNAUTHENTICATED', { reason: 'there is none' });
  if (caller.role === 'admin' || (caller.role !== 'citizen' && caller.scopes.includes('operator'))) return;
  throw new OnestopError('FORBIDDEN_ACTION', { action: 'looking into the gateway', who: 'operators' });
}
