import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isAllowedHost, localHosts } from './allowed-hosts.ts';

/** Headers that a page can send to another site only after a preflight, which is answered to allowed origins alone. */
const preflighted = [
  ...['authorization', 'x-purpose', 'x-requested-with'],
  ...['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight'],
] as const;

/** Media types that a page may send anywhere. */
const formTypes = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/**
 * Could a page of another site have made a browser send this GET, without anybody's leave? A current browser says where
 * a request comes from to hosts it trusts, which are those of this machine and whatever has TLS; where it need not have
 * said so, a header that takes a preflight is wanted.
 * @param origins of pages that may ask
 */
export function mayBeForged(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  if (preflighted.some((name) => (headers[name] ?? '') !== '')) return false;
  const { 'content-type': type, 'sec-fetch-site': site, origin, host } = headers;
  if (type !== undefined && type.trim() !== '' && !formTypes.test(type)) return false;
  if (site === 'same-origin' || site === 'none') return false;
  if (origin !== undefined) return !origins.includes(origin);
  return site !== undefined || !isAllowedHost(host, localHosts);
}

const answersToOrigins: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': [...preflighted, 'content-type', 'x-request-id', 'traceparent'].join(', '),
  'access-control-max-age': '600',
};

/**
 * Lets pages of these origins ask at `path`, with a token they hold; no cookie means anything here. All other origins
 * get no CORS header at all.
 * @param origins `https://portal.city.example`
 */
export function addCors(app: FastifyInstance, path: string, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== path) return;
    addVary(reply, 'origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id, retry-after',
    });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
    await reply.headers(answersToOrigins).code(204).send();
  });
}

/** Beside what the answer varies by already. */
export function addVary(reply: FastifyReply, header: string): FastifyReply {
  const known = reply.getHeader('vary');
  return reply.header('vary', known === undefined ? header : `${String(known)}, ${header}`);
}
