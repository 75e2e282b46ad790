import { fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { BaseLogger } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import type { Renewable } from '../../schema/renewable.ts';
import { describeFailure } from '../execution/describe-failure.ts';
import type { Pipeline } from '../execution/pipeline.ts';
import type { DepartmentStatus } from '../resilience/guard-subgraph.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { createRateLimiter, type RateLimiter, type RateLimits } from '../resilience/rate-limiter.ts';
import type { Authenticate } from '../security/tokens.ts';
import { addHealth } from './health-routes.ts';
import { isAllowedHost, localHosts } from './allowed-hosts.ts';
import { addCors } from './cross-site.ts';
import { answerBrokenRequest, codedFrameworkError, sendError } from './coded-errors.ts';
import { serveConsole, type ConsoleOptions } from './console-files.ts';
import { serveDataTracker, type DataTracker } from './data-tracker.ts';
import { createGraphqlRoute } from './graphql-route.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { listenerOptions, type ListenerTls } from './listener-tls.ts';
import { requestIdOf, traceIdOf } from './request-identity.ts';
import { addOperatorRoutes, checkOperator } from './operator-routes.ts';
import { logLine, observe, observedOf, requestFacts } from './request-log.ts';
import { headersWith } from './security-headers.ts';
import { withoutSchemas } from './without-schemas.ts';

export type GatewayServerOptions = {
  readonly pipeline: Pipeline;
  readonly authenticate: Authenticate;
  readonly logger: BaseLogger;
  /** What `/readyz` lists. */
  readonly departments: () => readonly DepartmentStatus[];
  /** Where requests are counted, if another server tells of them as well. */
  readonly metrics?: Metrics;
  /** What `/supergraph.graphql` shows operators; without it there is nothing for them, no `/metrics` either. */
  readonly supergraphSdl?: Renewable<string>;
  readonly console?: ConsoleOptions;
  /** Where absent, its addresses are 404. */
  readonly dataTracker?: DataTracker;
  /** Host names without port, beside those of this machine; `*` allows every one. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may ask, `https://portal.city.example`; none where absent. */
  readonly cors?: readonly string[];
  /** How much may be asked; as much as there is room for where it is absent. */
  readonly rates?: RateLimits;
  /** What holds them, where they hold for more than this process. */
  readonly limit?: (limiter: RateLimiter) => RateLimiter;
  /** Addresses of proxies whose word of whom they ask for counts; none where absent. */
  readonly trustedProxies?: readonly string[];
  /** Plain HTTP where absent. */
  readonly tls?: ListenerTls;
  /** Bytes. Default 1 MB. */
  readonly bodyLimit?: number;
  /** Milliseconds for one request. Default 10,000. */
  readonly requestTimeoutMs?: number;
  /** Requests worked on at a time. Default 256. */
  readonly maxConcurrent?: number;
  /** Milliseconds that running requests have when the server stops. Default 5,000. */
  readonly stopGraceMs?: number;
};

const graphqlPath = '/graphql';

/** For the last answers to leave, in milliseconds. */
const flushMs = 250;

/** The HTTP side of the gateway. The caller listens and closes. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<FastifyInstance> {
  const bodyLimit = options.bodyLimit ?? 1024 * 1024;
  const inFlight = createInFlight(options.maxConcurrent ?? 256);
  const app = createApp(options, bodyLimit);
  // Every body is text here: what is JSON is the GraphQL route's to judge, and nobody else takes one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
  const metrics = options.metrics ?? createMetrics(options.departments);
  addHooks(app, options, { inFlight, metrics });
  const origins = options.cors ?? [];
  addCors(app, graphqlPath, origins);
  addFailures(app, options, bodyLimit);
  const { pipeline, authenticate, logger } = options;
  const requestTimeoutMs = options.requestTimeoutMs ?? 10_000;
  const limiter = limiterOf(options);
  app.all(
    graphqlPath,
    createGraphqlRoute({ pipeline, authenticate, inFlight, limiter, origins, requestTimeoutMs, logger }),
  );
  addHealth(app, { departments: options.departments, isStopping: () => inFlight.stopping });
  if (options.dataTracker !== undefined)
    serveDataTracker(app, { ...options.dataTracker, authenticate, inFlight, limiter, requestTimeoutMs });
  const { supergraphSdl } = options;
  if (supergraphSdl !== undefined)
    addOperatorRoutes(app, { check: (request) => checkOperator(authenticate, request), metrics, supergraphSdl });
  if (options.console !== undefined) await serveConsole(app, options.console);
  return app;
}

function limiterOf({ rates, limit }: GatewayServerOptions): RateLimiter | null {
  const limiter = rates === undefined ? null : createRateLimiter(rates);
  return limiter === null || limit === undefined ? limiter : limit(limiter);
}

function createApp({ trustedProxies = [], tls }: GatewayServerOptions, bodyLimit: number): FastifyInstance {
  const node = { requireHostHeader: false }; // refused with a code instead
  const headers = headersWith(tls !== undefined);
  const settings = {
    ...withoutSchemas,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    logger: false,
    bodyLimit,
    exposeHeadRoutes: false,
    return503OnClosing: false, // told with a code instead
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
    frameworkErrors: (error, _request, reply) => {
      const coded =
        codedFrameworkError(error, bodyLimit) ?? new OnestopError('BAD_REQUEST', { reason: 'it is malformed' });
      reply.headers(headers);
      void sendError(reply, coded);
    },
  } satisfies FastifyServerOptions;
  if (tls === undefined) return fastify({ ...settings, http: node });
  // The servers of http and https are used alike; Node gives them types apart.
  return fastify({ ...settings, https: { ...node, ...listenerOptions(tls) } } as object);
}

type Watch = { readonly inFlight: InFlight; readonly metrics: Metrics };

function addHooks(app: FastifyInstance, options: GatewayServerOptions, { inFlight, metrics }: Watch): void {
  const headers = headersWith(options.tls !== undefined);
  const allowed = [...localHosts, ...(options.allowedHosts ?? [])];
  // Hooks that wait for nothing say so themselves: a promise for each would cost more than they do.
  app.addHook('onRequest', (request, reply, done) => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    const traceId = traceIdOf(request.headers['traceparent']);
    observe(request, { requestId, traceId, startedAt: performance.now() });
    reply.headers(headers).header('x-request-id', requestId);
    // Probes of a platform ask by address; the answer says nothing.
    if (request.routeOptions.url === '/healthz') done();
    else if (!isAllowedHost(request.headers.host, allowed)) done(new OnestopError('HOST_NOT_ALLOWED'));
    else if (inFlight.stopping) done(new OnestopError('SHUTTING_DOWN'));
    else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    options.logger.info(logLine(request, reply.statusCode), 'request');
    const facts = observedOf(request);
    if (facts !== undefined && request.routeOptions.url === graphqlPath) metrics.record(requestFacts(facts));
    done();
  });
  app.addHook('preClose', async () => {
    const graceMs = options.stopGraceMs ?? 5_000;
    // Half-sent requests are in flight for nobody but the socket; what was ended by then is being sent.
    setTimeout(() => app.server.closeAllConnections(), graceMs + flushMs).unref();
    await inFlight.stop(graceMs);
  });
}

function addFailures(app: FastifyInstance, { logger }: GatewayServerOptions, bodyLimit: number): void {
  app.setNotFoundHandler(async (_request, reply) => sendError(reply, new OnestopError('NOT_FOUND')));
  app.setErrorHandler(async (error: Error & { code: string; statusCode?: number }, request, reply) => {
    const facts = observedOf(request);
    const requestId = facts?.requestId ?? 'unknown';
    const coded = error instanceof OnestopError ? error : codedFrameworkError(error, bodyLimit);
    if (coded === null) logger.error({ requestId, ...describeFailure(error) }, 'a request failed');
    const sent = coded ?? new OnestopError('INTERNAL_ERROR', { requestId });
    if (facts !== undefined) facts.codes = [sent.code];
    return sendError(reply, sent);
  });
}
