import { fastify, type FastifyInstance } from 'fastify';
import type { BaseLogger } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import { describeFailure } from '../execution/describe-failure.ts';
import { isAllowedHost, localHosts } from './allowed-hosts.ts';
import { codedFrameworkError, sendError } from './coded-errors.ts';
import { addHealth, type HealthOptions } from './health-routes.ts';
import { addOperatorRoutes, type OperatorRoutesOptions } from './operator-routes.ts';
import { headersWith } from './security-headers.ts';
import { withoutSchemas } from './without-schemas.ts';

export type OperatorServerOptions = HealthOptions &
  Pick<OperatorRoutesOptions, 'metrics' | 'supergraphSdl'> & {
    /** Host names without port, beside those of this machine. */
    readonly allowedHosts: readonly string[];
    readonly logger: BaseLogger;
  };

const bodyLimit = 1024;

/**
 * A port for operators: `/metrics`, `/supergraph.graphql`, `/healthz` and `/readyz`, without a token, over HTTP. Whoever
 * can reach it is one of them. The caller listens and closes.
 */
export function createOperatorServer(options: OperatorServerOptions): FastifyInstance {
  const { allowedHosts, logger } = options;
  const app = fastify({
    ...withoutSchemas,
    bodyLimit,
    logger: false,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
  const headers = headersWith(false);
  const allowed = [...localHosts, ...allowedHosts];
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.routeOptions.url !== '/healthz' && !isAllowedHost(request.headers.host, allowed))
      throw new OnestopError('HOST_NOT_ALLOWED');
  });
  app.setNotFoundHandler(async (_request, reply) => sendError(reply, new OnestopError('NOT_FOUND')));
  app.setErrorHandler(async (error: Error & { code: string; statusCode?: number }, request, reply) => {
    const coded = error instanceof OnestopError ? error : codedFrameworkError(error, bodyLimit);
    if (coded === null) logger.error(describeFailure(error), 'a request of an operator failed');
    return sendError(reply, coded ?? new OnestopError('INTERNAL_ERROR', { requestId: request.id }));
  });
  addHealth(app, options);
  addOperatorRoutes(app, options);
  return app;
}
