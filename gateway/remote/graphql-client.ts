import { randomUUID } from 'node:crypto';
import { errors, Pool, type Dispatcher } from 'undici';
import type { ErrorCode } from '../../schema/errors.ts';
import { nowOf, type Renewable } from '../../schema/renewable.ts';
import type { RequestContext } from '../../schema/request.ts';
import { whenAborted, type EndSignal } from '../../schema/when-aborted.ts';
import { encodeContext, sign, signatureHeaders, type SignatureParts } from '../../schema/signed-request.ts';
import { usualConnections } from './usual-connections.ts';
import { textOf } from './text-of.ts';

export type ClientTls = { readonly ca?: string; readonly cert?: string; readonly key?: string };

export type GraphqlClientOptions = {
  /** Name of the subgraph: the audience of signatures. */
  readonly name: string;
  readonly url: string;
  /** Shared with the subgraph; without it requests go unsigned. */
  readonly secret?: Renewable<string>;
  /** PEM: authorities of the subgraph's certificate, in place of the system's; a certificate to show it, and its key. */
  readonly tls?: Renewable<ClientTls>;
  /** Default 32. */
  readonly connections?: number;
  /** Longest response, in bytes. Default 64 MB. */
  readonly maxResponseBytes?: number;
};

/** The response's JSON, or why there is none. `department` failures only; nothing is thrown for them. */
export type GraphqlReply =
  { readonly kind: 'json'; readonly body: unknown } | { readonly kind: 'failed'; readonly code: ErrorCode };

export interface GraphqlClient {
  send(body: string, request: RequestContext): Promise<GraphqlReply>;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;
/** Above every request's deadline, so that the deadline is what ends a fetch. */
const answerTimeoutMs = 60_000;
const keepAliveMs = 30_000;

/** Posts GraphQL over kept-alive connections. Redirects are not followed. */
export function createGraphqlClient(options: GraphqlClientOptions): GraphqlClient {
  const { origin, pathname, search } = new URL(options.url);
  const path = pathname + search;
  const open = (tls: ClientTls | undefined): Pool =>
    new Pool(origin, {
      connections: options.connections ?? usualConnections,
      connect: { timeout: connectTimeoutMs, ...tls },
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      maxResponseSize: options.maxResponseBytes ?? 64 * 1024 * 1024,
    });
  const tlsNow = (): ClientTls | undefined => options.tls && nowOf(options.tls);
  let used = tlsNow();
  let pool = open(used);
  /** New connections where the certificates are others; what is under way on the old ones is finished. */
  const current = (): Pool => {
    const tls = tlsNow();
    if (tls === used) return pool;
    void pool.close();
    used = tls;
    return (pool = open(tls));
  };
  return {
    send: async (body, request) => {
      const remaining = request.deadline - Date.now();
      if (remaining <= 0 || request.signal.aborted) return { kind: 'failed', code: 'DEPARTMENT_TIMEOUT' };
      const bytes = Buffer.from(body);
      const nonce = randomUUID();
      const headers = plainHeaders(request, nonce).concat(signedHeaders(options, { body: bytes, nonce }, request));
      const posted = { method: 'POST', path, headers, body: bytes } as const;
      return post(current(), posted, { ms: remaining, signal: request.signal });
    },
    close: () => pool.close(),
  };
}

type Patience = { readonly ms: number; readonly signal: EndSignal };

/** Ends with the request, or after so many milliseconds, whether it was sent by then or not. */
function post(pool: Pool, posted: Dispatcher.DispatchOptions, { ms, signal }: Patience): Promise<GraphqlReply> {
  return new Promise((resolve) => {
    let sent: Dispatcher.DispatchController | null = null;
    let isOver = false;
    let [status, type]: [number, string | undefined] = [0, undefined];
    const chunks: Buffer[] = [];
    const finish = (reply: GraphqlReply): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      forget();
      resolve(reply);
    };
    const end = (): void => {
      finish({ kind: 'failed', code: 'DEPARTMENT_TIMEOUT' });
      sent?.abort(new errors.RequestAbortedError());
    };
    const timer = setTimeout(end, Math.ceil(ms));
    const forget = whenAborted(signal, end);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        sent = controller;
        if (isOver) controller.abort(new errors.RequestAbortedError());
      },
      onResponseStart: (_controller, statusCode, { 'content-type': contentType }) => {
        status = statusCode; // the last of them, where others only inform
        type = typeof contentType === 'string' ? contentType : undefined;
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => finish(readReply(status, type, chunks)),
      onResponseError: (_controller, error) => finish({ kind: 'failed', code: codeOf(error) }),
    };
    try {
      pool.dispatch(posted, handler);
    } catch (error) {
      finish({ kind: 'failed', code: codeOf(error) });
    }
  });
}

/** Names and values in turn, as the client's library takes them without making objects of them first. */
// prettier-ignore
const plainHeaders = ({ requestId, traceId }: RequestContext, nonce: string): string[] => [
  'content-type', 'application/json',
  'accept', 'application/graphql-response+json, application/json;q=0.9',
  'x-request-id', requestId,
  'traceparent', `00-${traceId}-${spanIdOf(nonce)}-01`,
];

/** Never all zeros, as a UUID has its version in it. */
const spanIdOf = (nonce: string): string => nonce.slice(0, 8) + nonce.slice(9, 13) + nonce.slice(14, 18);

function signedHeaders(
  { name: audience, secret }: GraphqlClientOptions,
  { body, nonce }: Pick<SignatureParts, 'body' | 'nonce'>,
  request: RequestContext,
): string[] {
  if (secret === undefined) return [];
  const context = encodeContext(request);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign({ body, nonce, secret: nowOf(secret), audience, timestamp, context });
  // prettier-ignore
  return [
    signatureHeaders.context, context,
    signatureHeaders.timestamp, timestamp,
    signatureHeaders.nonce, nonce,
    signatureHeaders.signature, signature,
  ];
}

const jsonTypes = /^application\/(graphql-response\+)?json\b/i;

function readReply(status: number, contentType: string | undefined, chunks: readonly Buffer[]): GraphqlReply {
  const isJson = contentType !== undefined && jsonTypes.test(contentType);
  // Nobody's answer to a question: redirects aren't followed.
  if (status < 200 || (status >= 300 && status < 400)) return { kind: 'failed', code: 'DEPARTMENT_ANSWER_INVALID' };
  // A proxy in front of a dead department.
  if (!isJson && status >= 502 && status <= 504) return { kind: 'failed', code: 'DEPARTMENT_UNAVAILABLE' };
  if (!isJson) return { kind: 'failed', code: status >= 400 ? 'DEPARTMENT_ERROR' : 'DEPARTMENT_ANSWER_INVALID' };
  try {
    return { kind: 'json', body: JSON.parse(textOf(chunks)) };
  } catch {
    return { kind: 'failed', code: 'DEPARTMENT_ANSWER_INVALID' };
  }
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'DEPARTMENT_ANSWER_INVALID';
  if (error instanceof errors.HTTPParserError) return 'DEPARTMENT_ANSWER_INVALID';
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    return 'DEPARTMENT_TIMEOUT';
  return 'DEPARTMENT_UNAVAILABLE'; // refused, reset, unknown host, cut off
}
