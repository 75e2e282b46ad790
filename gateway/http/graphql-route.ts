import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BaseLogger } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import type { Caller, RequestContext } from '../../schema/request.ts';
import { responseError } from '../../schema/response-error.ts';
import { describeFailure } from '../execution/describe-failure.ts';
import type { EngineAnswer } from '../execution/engine.ts';
import type { Pipeline } from '../execution/pipeline.ts';
import { OperationRefused } from '../planning/operation-refused.ts';
import type { RateLimiter } from '../resilience/rate-limiter.ts';
import type { Authenticate } from '../security/tokens.ts';
import { credentialsOf } from './credentials.ts';
import { addVary, mayBeForged } from './cross-site.ts';
import { errorBody, inLanguage, messageLanguage, sendError, type MessageLanguage } from './coded-errors.ts';
import { parseBody, parseSearch, type GraphqlParams } from './graphql-params.ts';
import { unlessAborted, type InFlight, type RunningRequest } from './in-flight.ts';
import { isJsonContent, negotiateMediaType, type ResponseMediaType } from './media-types.ts';
import { countFindings } from './count-findings.ts';
import { payerOf } from './payer.ts';
import { codesOf, observedOf, type Observed } from './request-log.ts';

export type GraphqlRouteOptions = {
  readonly pipeline: Pipeline;
  readonly authenticate: Authenticate;
  readonly inFlight: InFlight;
  /** Null where everybody may ask as much as there is room for. */
  readonly limiter: RateLimiter | null;
  /** Origins of pages that may ask. */
  readonly origins: readonly string[];
  /** Longest time for one request, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly logger: BaseLogger;
};

/** Departments must have answered a little before the client's time is up, so that what is there can be sent. */
const answerMargin = 0.9;

/** What every request costs, in the units of an operation's cost. */
const leastCost = 1;

/** GraphQL over HTTP: 61 of 61 audits. */
export function createGraphqlRoute(options: GraphqlRouteOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const facts = observedOf(request);
    if (facts === undefined) throw new TypeError('a request nobody observed');
    const mediaType = negotiateMediaType(request.headers.accept);
    let answer: EngineAnswer;
    try {
      if (mediaType === null) throw new OnestopError('NOT_ACCEPTABLE');
      answer = await admitRequest(options, request, { reply, facts });
    } catch (error) {
      return sendFailure(options, reply, { error, facts, mediaType: mediaType ?? 'application/json' });
    }
    facts.codes = codesOf(answer.errors);
    facts.fetches = answer.fetches;
    facts.findings = countFindings(answer.findings);
    return send(reply, mediaType, 200, answerBody(answer, reply));
  };
}

type Admission = { readonly reply: FastifyReply; readonly facts: Observed };

/** Works on the request as long as there is room, time, and somebody who waits for it. */
async function admitRequest(options: GraphqlRouteOptions, request: FastifyRequest, { reply, facts }: Admission) {
  const running = options.inFlight.begin(options.requestTimeoutMs);
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) running.abort(new OnestopError('BAD_REQUEST', { reason: 'the client went away' }));
  });
  try {
    return await unlessAborted(answerRequest(options, request, { facts, running }), running.signal);
  } finally {
    running.done();
  }
}

type Work = { readonly facts: Observed; readonly running: RunningRequest };

async function answerRequest(options: GraphqlRouteOptions, request: FastifyRequest, work: Work): Promise<EngineAnswer> {
  const { pipeline } = options;
  const { facts, running } = work;
  const { document, operationName, variables } = readParams(request, options.origins);
  const charge = (who: Caller | null, cost: number) => options.limiter?.charge(payerOf(who, request.ip), cost);
  const context = await contextOf(options, request, work).catch((error: unknown) => {
    charge(null, leastCost);
    throw error;
  });
  if (running.signal.aborted) throw running.signal.reason;
  // Whatever is wrong with a document, somebody had to read it.
  charge(context.caller, leastCost);
  const operation = pipeline.prepare(document, operationName);
  facts.operation = operation.name;
  if (request.method === 'GET' && operation.kind !== 'query') {
    throw new OnestopError('METHOD_NOT_ALLOWED', { allow: 'POST' });
  }
  const admitted = pipeline.admit(operation, variables);
  facts.cost = admitted.cost;
  charge(context.caller, Math.max(0, admitted.cost - leastCost));
  return pipeline.run(admitted, context);
}

function readParams(request: FastifyRequest, origins: readonly string[]): GraphqlParams {
  if (request.method === 'GET') {
    if (mayBeForged(request.headers, origins)) throw new OnestopError('CROSS_SITE_REQUEST');
    return parseSearch(request.raw.url ?? '');
  }
  if (request.method !== 'POST') throw new OnestopError('METHOD_NOT_ALLOWED', { allow: 'GET, POST' });
  if (!isJsonContent(request.headers['content-type'])) throw new OnestopError('UNSUPPORTED_MEDIA_TYPE');
  return parseBody(typeof request.body === 'string' ? request.body : undefined);
}

async function contextOf(options: GraphqlRouteOptions, request: FastifyRequest, work: Work): Promise<RequestContext> {
  const who = await options.authenticate(credentialsOf(request));
  const { requestId, traceId, startedAt } = work.facts;
  const spent = performance.now() - startedAt;
  const deadline = Math.floor(Date.now() - spent + options.requestTimeoutMs * answerMargin);
  return { requestId, traceId, ...who, deadline, signal: work.running.signal };
}

function answerBody(answer: EngineAnswer, reply: FastifyReply): Buffer | string {
  const { json, errors } = answer;
  const written = json ?? Buffer.from(JSON.stringify(answer.data));
  const told = errors.length === 0 ? '' : `"errors":${JSON.stringify(inLanguage(errors, languageOf(reply)))},`;
  if (written.length < shortBytes) return `{${told}"data":${written.toString()}}`;
  return Buffer.concat([Buffer.from(`{${told}"data":`), written, closing]);
}

const closing = Buffer.from('}');

/** A short body leaves with the headers as one text; bytes are written beside them. */
const shortBytes = 4096;

const languageOf = ({ request }: FastifyReply): MessageLanguage => messageLanguage(request.headers['accept-language']);

const send = (reply: FastifyReply, mediaType: ResponseMediaType, status: number, body: string | Buffer): FastifyReply =>
  addVary(reply, 'accept-language')
    .code(status)
    .header('content-type', `${mediaType}; charset=utf-8`)
    .header('cache-control', 'no-store')
    .send(body);

type Failure = { readonly error: unknown; readonly facts: Observed; readonly mediaType: ResponseMediaType };

function sendFailure({ logger }: GraphqlRouteOptions, reply: FastifyReply, failure: Failure): FastifyReply {
  const { error, facts, mediaType } = failure;
  if (error instanceof OperationRefused) {
    facts.codes = codesOf(error.errors);
    // The legacy rule: a well-formed request gets 200 under application/json, whatever its document holds.
    return send(
      reply,
      mediaType,
      mediaType === 'application/json' ? 200 : error.status,
      errorBody(error.errors, languageOf(reply)),
    );
  }
  if (error instanceof OnestopError) {
    facts.codes = [error.code];
    return sendError(reply.header('cache-control', 'no-store'), error, mediaType);
  }
  const { requestId } = facts;
  logger.error({ requestId, ...describeFailure(error) }, 'a request failed');
  facts.codes = ['INTERNAL_ERROR'];
  return send(reply, mediaType, 500, errorBody([responseError('INTERNAL_ERROR', { requestId })], languageOf(reply)));
}
