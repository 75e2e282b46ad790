import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { ExecutionResult } from 'graphql';
import { mercurius } from 'mercurius';
import { OnestopError } from '../../schema/errors.ts';
import { nowOf, type Renewable } from '../../schema/renewable.ts';
import { checkSecret } from '../../schema/shared-secret.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createAbortable, type EndSignal } from '../../schema/when-aborted.ts';
import { authenticateRequest, type Gatekeeper, type Visitor } from './authenticate-request.ts';
import { createDirectAnswers, type DirectAnswer, type DirectAnswers } from './direct-answers.ts';
import { createFetchContext, reportOf, type FetchContext } from './fetch-report.ts';
import { limitOperation, operationLimits, type OperationLimits } from './limit-operation.ts';
import { createNonceMemory } from './nonce-memory.ts';
import { createPortSchema } from './port-schema.ts';
import { parseGraphQLRequest, type GraphQLRequest } from './parse-graphql-request.ts';
import { refuse, toClientError, toRefusal, type Refusal } from './server-errors.ts';

export type SubgraphServerOptions = {
  readonly subgraph: Subgraph;
  /** Shared with the gateway; null only where the server is open. */
  readonly secret: Renewable<string> | null;
  /** Taken as well, while gateways change from this one to the other; null for none. */
  readonly formerSecret?: () => string | null;
  /** Serve unsigned requests with full access: for use behind a foreign router on a private network. */
  readonly open: boolean;
  /** Serve unsigned requests with what is public: for a foreign router that does not say who asks. Default false. */
  readonly public?: boolean;
  /** PEM: what to listen with; with authorities, whose certificates clients must show. Plain HTTP where absent. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  readonly logger?: FastifyBaseLogger;
  /** Bytes; the list of keys of a large `_entities` fetch must fit. */
  readonly bodyLimit?: number;
  readonly limits?: OperationLimits;
  /** Milliseconds since the epoch; for tests. */
  readonly now?: () => number;
};

/** Milliseconds a client has to send its request. */
const requestTimeoutMs = 30_000;

/**
 * A department as an HTTP server that any Federation 2 router can ask: `POST /graphql` and `GET /healthz`. Works
 * over every implementation of the port; the caller listens, closes, and closes the port after.
 * @throws {OnestopError} `CONFIG_INVALID` when it would neither check signatures nor be open, or the secret is short
 */
export async function createSubgraphServer(options: SubgraphServerOptions): Promise<FastifyInstance> {
  const { subgraph, secret, open, bodyLimit = 4 * 1024 * 1024 } = options;
  if (secret !== null) checkSecret(nowOf(secret), { where: subgraph.name });
  else if (!open) throw closedToAll(subgraph.name);
  const keeper: Gatekeeper = {
    audience: subgraph.name,
    secrets: () =>
      [secret === null ? null : nowOf(secret), options.formerSecret?.() ?? null].filter((each) => each !== null),
    unsigned: open ? 'all' : options.public === true ? 'public' : 'nothing',
    nonces: createNonceMemory(),
    now: options.now ?? Date.now,
  };
  const app = fastify({
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    ...(options.tls !== undefined && {
      https: { minVersion: 'TLSv1.2', ...options.tls, requestCert: options.tls.ca !== undefined },
    }),
  } as object) as unknown as FastifyInstance;
  if (open) app.log.warn({ department: subgraph.name }, 'open: whoever can reach this server reads everything it has');

  // The text is what was signed; it is parsed after the signature was checked.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(error, bodyLimit);
    if (refusal === null) request.log.error({ err: error }, 'request failed');
    return sendRefusal(reply, refusal ?? refuse(new OnestopError('INTERNAL_ERROR', { requestId: request.id })));
  });
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, refuse(new OnestopError('NOT_FOUND'))));

  const schema = createPortSchema(subgraph);
  const directly = createDirectAnswers(subgraph, schema);
  await app.register(mercurius, {
    schema,
    routes: false,
    cache: 1000,
    validationRules: [limitOperation(options.limits ?? operationLimits)],
    graphql: { parseOptions: { maxLexicalTokens: 20_000 } },
    // Errors are described below, where the request is known.
    errorFormatter: (execution) => ({ statusCode: 200, response: execution }),
  });
  app.route({
    method: 'POST',
    url: '/graphql',
    handler: (request, reply) => answer(request, reply, { keeper, directly }),
  });
  app.route({ method: ['GET', 'PUT', 'PATCH', 'DELETE'], url: '/graphql', handler: refuseMethod });
  app.get('/healthz', createHealthHandler(subgraph));
  return app;
}

type Answering = { readonly keeper: Gatekeeper; readonly directly: DirectAnswers };

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { keeper, directly }: Answering,
): Promise<FastifyReply> {
  const body = typeof request.body === 'string' ? request.body : '';
  const visitor = authenticateRequest(keeper, request.headers, body, request.id);
  const asked = parseGraphQLRequest(body);
  const { signal, release } = watch(request, visitor, keeper.now());
  const context = createFetchContext({ signal, ...visitor.context });
  try {
    const execution = (await directly.answer(asked, context)) ?? (await execute(reply, asked, context));
    directly.note(asked);
    const text = JSON.stringify(describe(execution, { context, visitor, request, department: keeper.audience }));
    return await reply.code(200).type(mediaType(request)).send(text);
  } finally {
    release();
  }
}

function execute(
  reply: FastifyReply,
  { query, variables, operationName }: GraphQLRequest,
  context: FetchContext,
): Promise<ExecutionResult> {
  return reply.graphql(query, context as never, variables, operationName);
}

type Answered = {
  readonly context: FetchContext;
  readonly visitor: Visitor;
  readonly request: FastifyRequest;
  readonly department: string;
};

function describe(
  execution: ExecutionResult | DirectAnswer,
  { context, visitor, request, department }: Answered,
): object {
  const { requestId } = visitor.context;
  const errors = [...(execution.errors ?? []), ...context.beside].map((error) =>
    toClientError(error, { department, requestId }, (err) => request.log.error({ err, requestId }, 'resolver failed')),
  );
  const report = visitor.signed ? reportOf(context.answers) : null;
  return {
    ...(errors.length > 0 && { errors }),
    data: execution.data ?? null,
    ...(report !== null && { extensions: { onestop: report } }),
  };
}

/** Aborts at the deadline the gateway set, or when it hangs up. */
function watch(request: FastifyRequest, visitor: Visitor, now: number): { signal: EndSignal; release: () => void } {
  const { signal, abort: end } = createAbortable();
  const abort = () => end(new Error('nobody waits any more'));
  const socket = request.raw.socket;
  const timer = setTimeout(abort, Math.min(Math.max(0, visitor.context.deadline - now), 10 * 60_000));
  socket.once('close', abort);
  const release = () => {
    clearTimeout(timer);
    socket.off('close', abort);
  };
  return { signal, release };
}

function createHealthHandler(subgraph: Subgraph) {
  let checked = { at: -Infinity, health: Promise.resolve<Awaited<ReturnType<Subgraph['health']>> | null>(null) };
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // Whoever can reach the address may ask; the database is asked once a second at most.
    if (Date.now() - checked.at > 1000) checked = { at: Date.now(), health: subgraph.health() };
    const health = await checked.health;
    return reply.code(health?.state === 'up' ? 200 : 503).send({ department: subgraph.name, ...health });
  };
}

const mediaType = (request: FastifyRequest): string =>
  /application\/graphql-response\+json/.test(request.headers.accept ?? '')
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';

const refuseMethod = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendRefusal(reply.header('allow', 'POST'), refuse(new OnestopError('METHOD_NOT_ALLOWED', { allow: 'POST' })));

const sendRefusal = (reply: FastifyReply, { status, errors }: Refusal): FastifyReply =>
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ errors }));

const closedToAll = (department: string): OnestopError =>
  new OnestopError('CONFIG_INVALID', {
    where: department,
    reason: 'the server has no secret to check signatures with',
    fix: 'Give it the secret it shares with the gateway, or open it with --open.',
  });
