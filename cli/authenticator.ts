import { readFileSync } from 'node:fs';
import type { JSONWebKeySet } from 'jose';
import { authenticateNobody, createAuthenticator, type Authenticate } from '../gateway/security/tokens.ts';
import { readResidentId } from '../adapters/codecs/resident-id.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Role } from '../schema/request.ts';
import type { Config } from './config.ts';

/** Who a configuration lets sign in. Tokens of a demo are refused. */
export function authenticatorOf({
  auth,
  clients,
  services,
}: Pick<Config, 'auth' | 'clients' | 'services'>): Authenticate {
  if (auth === null) return authenticateNobody;
  const { issuer, audience, jwks } = auth;
  return createAuthenticator({
    issuer,
    audience,
    clients,
    canonicalSubject,
    services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { ...service, jwks: readKeys(service.jwks) }])), // prettier-ignore
    keys: /^https?:\/\//.test(jwks) ? { url: jwks } : { jwks: readKeys(jwks) },
  });
}

/** A citizen's rows are found by the canonical id, whichever form the issuer keeps. */
export const canonicalSubject = (subject: string, role: Role): string =>
  role === 'citizen' ? readResidentId(subject) : subject;

function readKeys(file: string): JSONWebKeySet {
  const wrong = (cause?: unknown) =>
    new OnestopError(
      'CONFIG_INVALID',
      {
        where: `jwks ${file}`,
        reason: 'the file holds no JWKS',
        fix: 'Give the public keys as { "keys": [ … ] }.',
      },
      { cause },
    );
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys))
      // What the keys are is for the verifier to judge.
      return { keys: value.keys as JSONWebKeySet['keys'] };
  } catch (cause) {
    throw wrong(cause);
  }
  throw wrong();
}
