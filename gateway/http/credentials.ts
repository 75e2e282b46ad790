import type { FastifyRequest } from 'fastify';
import type { Credentials } from '../security/tokens.ts';
import { certificateOf } from './listener-tls.ts';

/** What a request says of who sends it, and what for. */
export function credentialsOf(request: FastifyRequest): Credentials {
  const purpose = request.headers['x-purpose'];
  return {
    authorization: request.headers.authorization,
    purpose: typeof purpose === 'string' ? purpose : undefined,
    certificate: certificateOf(request),
  };
}
