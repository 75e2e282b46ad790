import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply } from 'fastify';
import { inChinese } from '../../schema/error-messages-zh.ts';
import { OnestopError, type ErrorCode, type ErrorDetails } from '../../schema/errors.ts';
import { responseError, type ResponseError } from '../../schema/response-error.ts';
import { addVary } from './cross-site.ts';
import { securityHeaders } from './security-headers.ts';

/** Languages that messages are written in. */
export type MessageLanguage = 'en' | 'zh';

/** The first language of an `Accept-Language` header that messages are written in; English where it names none. */
export function messageLanguage(header: string | undefined): MessageLanguage {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', quality = ''] = range.toLowerCase().replace(/\s/g, '').split(';q=');
    return { language: tag.split('-')[0], quality: quality === '' ? 1 : Number(quality) };
  });
  const known = ranges.filter(({ language, quality }) => (language === 'en' || language === 'zh') && quality > 0);
  known.sort((a, b) => b.quality - a.quality); // stable: the client's order among equals
  return known[0]?.language === 'zh' ? 'zh' : 'en';
}

/** The same errors in the client's language. */
export const inLanguage = (errors: readonly ResponseError[], language: MessageLanguage): readonly ResponseError[] =>
  language === 'en'
    ? errors
    : errors.map((error) => ({ ...error, message: inChinese(error.extensions.code, error.message) }));

/** The body of every answer that holds only errors: the shape of a GraphQL response. */
export const errorBody = (errors: readonly ResponseError[], language: MessageLanguage = 'en'): string =>
  JSON.stringify({ errors: inLanguage(errors, language) });

/** Sends a coded failure with its status and the headers that belong to it. */
export function sendError(reply: FastifyReply, error: OnestopError, contentType = 'application/json'): FastifyReply {
  const { code, details, status } = error;
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer realm="onestop", error="invalid_token"');
  if (code === 'METHOD_NOT_ALLOWED') reply.header('allow', String(details['allow']));
  const { retryAfter } = details;
  if (status === 503 || retryAfter !== undefined) reply.header('retry-after', String(retryAfter ?? 1));
  if (code === 'SHUTTING_DOWN' || code === 'BODY_TOO_LARGE') reply.header('connection', 'close');
  const place = retryAfter === undefined ? {} : { extensions: { retryAfter } };
  return addVary(reply, 'accept-language')
    .code(status)
    .header('content-type', `${contentType}; charset=utf-8`)
    .send(errorBody([responseError(code, details, place)], messageLanguage(reply.request.headers['accept-language'])));
}

/** What the framework's own failures are in our table; null for what is no client's fault. */
export function codedFrameworkError(
  error: Pick<FastifyError, 'code' | 'statusCode'>,
  bodyLimit: number,
): OnestopError | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new OnestopError('BODY_TOO_LARGE', { limit: bodyLimit });
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new OnestopError('UNSUPPORTED_MEDIA_TYPE');
  if (error.code === 'FST_ERR_BAD_URL') return new OnestopError('BAD_REQUEST', { reason: 'the address is malformed' });
  if (error.statusCode === 404) return new OnestopError('NOT_FOUND');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new OnestopError('BAD_REQUEST', { reason: 'it is malformed' });
  }
  return null;
}

/** Answers what never became a request: broken HTTP, headers that are too large, a client that is too slow. */
export function answerBrokenRequest(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const reasons: Readonly<Record<string, string>> = {
    HPE_HEADER_OVERFLOW: 'its headers are too large',
    ERR_HTTP_REQUEST_TIMEOUT: 'it did not arrive in time',
  };
  socket.end(rawError('BAD_REQUEST', { reason: reasons[error.code ?? ''] ?? 'it is not HTTP' }));
}

function rawError(code: ErrorCode, details: ErrorDetails): string {
  const body = errorBody([responseError(code, details)]);
  const headers = { ...securityHeaders, 'content-type': 'application/json; charset=utf-8', connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return ['HTTP/1.1 400 Bad Request', ...lines, `content-length: ${String(Buffer.byteLength(body))}`, '', body].join(
    '\r\n',
  );
}
