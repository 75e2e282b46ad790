import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { OnestopError } from '../../schema/errors.ts';
import { nowOf, type Renewable } from '../../schema/renewable.ts';

/** Where public keys come from. */
export type KeySource =
  | { readonly jwks: Renewable<JSONWebKeySet> }
  /** Fetched from this address, and again when they change. */
  | { readonly url: string }
  /** Fetched from where this issuer's own description says (OpenID Connect Discovery 1.0). */
  | { readonly discover: string };

/** That keys can't be had says nothing of the token, and is `SIGN_IN_UNAVAILABLE`; that none of them fits does. */
export function keysOf(source: KeySource): JWTVerifyGetKey {
  if ('url' in source) return fetchedKeys(new URL(source.url));
  if ('discover' in source) return discoveredKeys(source.discover);
  return givenKeys(source.jwks);
}

function givenKeys(jwks: Renewable<JSONWebKeySet>): JWTVerifyGetKey {
  let known = nowOf(jwks);
  let keys = createLocalJWKSet(known);
  return (header, token) => {
    const now = nowOf(jwks);
    if (now !== known) keys = createLocalJWKSet(now);
    known = now;
    return keys(header, token);
  };
}

function fetchedKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (aboutTheToken.some((kind) => error instanceof kind)) throw error;
      throw unavailable(error);
    }
  };
}

const aboutTheToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

const unavailable = (cause: unknown): OnestopError => new OnestopError('SIGN_IN_UNAVAILABLE', {}, { cause });

/** An issuer may move its keys; nobody is told. */
const describedForMs = 3_600_000;
const answerWithinMs = 5_000;
/** How long one that did not answer is not asked again. */
const silentForMs = 5_000;

/** @param now milliseconds that never go back */
export function discoveredKeys(issuer: string, now: () => number = () => performance.now()): JWTVerifyGetKey {
  let known: { readonly href: string; readonly keys: JWTVerifyGetKey } | null = null;
  let described: { readonly at: number; readonly keys: Promise<JWTVerifyGetKey> } | null = null;
  const describe = async (): Promise<JWTVerifyGetKey> => {
    try {
      const url = await fetchAddress(issuer);
      if (known?.href !== url.href) known = { href: url.href, keys: fetchedKeys(url) };
    } catch (error) {
      // One that is away for once keeps its keys where they were; one that never said is asked again after a while.
      if (known !== null) return known.keys;
      if (described !== null) described = { ...described, at: now() - describedForMs + silentForMs };
      throw error;
    }
    return known.keys;
  };
  return async (header, token) => {
    if (described === null || now() - described.at >= describedForMs) described = { at: now(), keys: describe() };
    return (await described.keys)(header, token);
  };
}

/** Where an issuer keeps its keys. Its description must be its own, and lead nowhere that is not encrypted. */
async function fetchAddress(issuer: string): Promise<URL> {
  try {
    const described = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(described, { redirect: 'error', signal: AbortSignal.timeout(answerWithinMs) });
    const value: unknown = answer.ok ? await answer.json() : null;
    if (typeof value !== 'object' || value === null || !('jwks_uri' in value) || typeof value.jwks_uri !== 'string')
      throw new TypeError(`${described} names no jwks_uri`);
    if (!('issuer' in value) || value.issuer !== issuer) throw new TypeError(`${described} describes another issuer`);
    const url = new URL(value.jwks_uri);
    if (url.protocol !== 'https:' && url.protocol !== new URL(issuer).protocol)
      throw new TypeError(`${described} names keys that are not encrypted on their way`);
    return url;
  } catch (cause) {
    throw unavailable(cause);
  }
}
