import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OnestopError } from '../../schema/errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Authenticate } from '../security/tokens.ts';

export type OperatorRoutesOptions = {
  readonly authenticate: Authenticate;
  readonly metrics: Metrics;
  readonly supergraphSdl: string;
};

/** `/metrics` and `/supergraph.graphql`: they tell how the graph is built and how busy it is, to operators alone. */
export function addOperatorRoutes(app: FastifyInstance, options: OperatorRoutesOptions): void {
  const { authenticate, metrics, supergraphSdl } = options;
  app.get('/metrics', async (request, reply) => {
    await checkOperator(authenticate, request);
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.read());
  });
  app.get('/supergraph.graphql', async (request, reply) => {
    await checkOperator(authenticate, request);
    return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(supergraphSdl);
  });
}

/** The role `admin`, or a token with the scope `operator`: a program that scrapes is nobody's admin. */
async function checkOperator(authenticate: Authenticate, { headers }: FastifyRequest): Promise<void> {
  const { caller } = await authenticate({ authorization: headers.authorization, purpose: undefined });
  if (caller === null) throw new OnestopError('UNAUTHENTICATED', { reason: 'there is none' });
  if (caller.role === 'admin' || caller.scopes.includes('operator')) return;
  throw new OnestopError('FORBIDDEN_ACTION', { action: 'looking into the gateway', who: 'operators' });
}
