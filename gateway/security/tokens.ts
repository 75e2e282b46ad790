import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { ClientPurposes } from '../../schema/client-purposes.ts';
import { OnestopError } from '../../schema/errors.ts';
import { callerClaims, roles, type Caller, type Role } from '../../schema/request.ts';

/** Who may issue tokens, and which programs are registered for which purposes. */
export type AuthenticationOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** Public keys, given or fetched from the issuer. */
  readonly keys: { readonly jwks: JSONWebKeySet } | { readonly url: string };
  readonly clients: Readonly<Record<string, Pick<ClientPurposes[string], 'purposes'>>>;
  /** Programs that sign in for themselves with tokens they sign, by the name of their client. */
  readonly services?: ServiceClients;
  /** The one form of a subject under which its rows are found; as the token has it where absent. */
  readonly canonicalSubject?: (subject: string, role: Role) => string;
  /** Only a demo takes tokens for the audience `demo`. */
  readonly demo?: boolean;
};

/**
 * A program with keys of its own. Its tokens say `iss` and `sub`: its client's name; who it is and what it may do, the
 * registration says, not the token.
 */
export type ServiceClient = {
  readonly jwks: JSONWebKeySet;
  readonly role: Exclude<Role, 'citizen'>;
  readonly scopes: readonly string[];
  readonly claims: NonNullable<Caller['claims']>;
};
export type ServiceClients = Readonly<Record<string, ServiceClient>>;

/** Longest that a token which a program signed for itself may be valid. */
const serviceTokenSeconds = 300;

export type Credentials = {
  /** Value of the `Authorization` header. */
  readonly authorization: string | undefined;
  /** Value of the `X-Purpose` header. */
  readonly purpose: string | undefined;
};

export type Authenticated = { readonly caller: Caller | null; readonly purpose: string | null };

/**
 * Says who asks. Throws `UNAUTHENTICATED` for a token that is not valid, which is never taken for none,
 * `PURPOSE_NOT_ALLOWED`, and `SIGN_IN_UNAVAILABLE` where no token can be checked. Without a token a purpose means nothing.
 */
export type Authenticate = (credentials: Credentials) => Promise<Authenticated>;

const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'];
const clockToleranceSeconds = 30;

/** Throws `CONFIG_INVALID` where tokens of the demo would be taken for real ones. */
export function createAuthenticator(options: AuthenticationOptions): Authenticate {
  if (options.audience === 'demo' && options.demo !== true) {
    const reason = 'the audience “demo” belongs to demo tokens';
    throw new OnestopError('CONFIG_INVALID', {
      where: 'auth.audience',
      reason,
      fix: 'Name the audience your issuer writes.',
    });
  }
  const keys = 'jwks' in options.keys ? createLocalJWKSet(options.keys.jwks) : fetchedKeys(new URL(options.keys.url));
  const { canonicalSubject = (subject: string): string => subject } = options;
  const services = new Map(Object.entries(options.services ?? {}).map(([name, service]) => [name, { ...service, keys: createLocalJWKSet(service.jwks) }])); // prettier-ignore
  /** What checks the token of a program that signs its own; null for the issuer's, and for what can't be read. */
  const serviceOf = (token: string): (() => Promise<Caller>) | null => {
    const name = claimedIssuer(token);
    const service = name === null ? undefined : services.get(name);
    if (name === null || service === undefined) return null;
    const { role, scopes, claims } = service;
    return async () => {
      const payload = await verifyToken(token, service.keys, {
        ...options,
        issuer: name,
        maxTokenAge: serviceTokenSeconds,
      });
      if (payload.sub !== name) throw unauthenticated('it names another than who signed it');
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > serviceTokenSeconds)
        throw unauthenticated(`it is valid for more than ${serviceTokenSeconds} seconds`);
      return { subject: name, role, client: name, scopes, claims };
    };
  };
  return async ({ authorization, purpose }) => {
    if (authorization === undefined) return { caller: null, purpose: null };
    const token = bearerToken(authorization);
    const service = serviceOf(token);
    const named = service === null ? callerOf(await verifyToken(token, keys, options)) : await service();
    const canonical = (subject: string): string => canonicalSubject(subject, named.role);
    const actsFor = named.actsFor?.map(canonical);
    const caller = { ...named, subject: canonical(named.subject), ...(actsFor !== undefined && { actsFor }) };
    if (purpose === undefined || purpose === '') return { caller, purpose: null };
    const client = Object.hasOwn(options.clients, caller.client) ? options.clients[caller.client] : undefined;
    if (client === undefined || !Object.hasOwn(client.purposes, purpose))
      throw new OnestopError('PURPOSE_NOT_ALLOWED', { purpose: purpose.slice(0, 64) });
    return { caller, purpose };
  };
}

/** The issuer's keys. That they can't be had says nothing of the token; that none of them fits does. */
function fetchedKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (aboutTheToken.some((kind) => error instanceof kind)) throw error;
      throw new OnestopError('SIGN_IN_UNAVAILABLE', {}, { cause: error });
    }
  };
}

const aboutTheToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** Takes nobody's word: for supergraphs whose data needs no sign-in. A token is refused rather than ignored. */
export const authenticateNobody: Authenticate = async ({ authorization }) => {
  if (authorization === undefined) return { caller: null, purpose: null };
  throw unauthenticated('this server knows no issuer');
};

function bearerToken(authorization: string): string {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('the header is not `Bearer` and a token');
  return token;
}

/** Who a token says it is from: nothing but a hint at the keys that it must be checked with. */
function claimedIssuer(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}

type Verification = Pick<AuthenticationOptions, 'issuer' | 'audience' | 'demo'> & {
  /** Seconds since it was issued, where that must be said and not be long ago. */
  readonly maxTokenAge?: number;
};

async function verifyToken(token: string, keys: JWTVerifyGetKey, options: Verification): Promise<JWTPayload> {
  const { issuer, audience, demo, maxTokenAge } = options;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      ...(maxTokenAge !== undefined && { maxTokenAge }),
      requiredClaims: ['sub', 'exp'],
    });
    if (demo !== true && [payload.aud].flat().includes('demo')) throw unauthenticated('it is a demo token');
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw unauthenticated(reasonOf(error));
    throw error;
  }
}

/** In our words: the library's messages quote claims. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim “${error.claim}” is not what this server wants`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  if (error instanceof errors.JWKSNoMatchingKey) return 'it is signed with a key of nobody this server trusts';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not allowed';
  return 'it is not a signed JWT';
}

const unauthenticated = (reason: string): OnestopError => new OnestopError('UNAUTHENTICATED', { reason });

function callerOf(claims: JWTPayload): Caller {
  const { sub, role, scope } = claims;
  // By its own name, or by that of OpenID Connect or RFC 9068.
  const client = claims['client'] ?? claims['client_id'] ?? claims['azp'];
  if (sub === undefined || sub === '') throw unauthenticated('it names nobody');
  if (!isRole(role)) throw unauthenticated('it gives no role this server knows');
  if (typeof client !== 'string') throw unauthenticated('it names no client');
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : [];
  const claimed = callerClaims.flatMap((name) =>
    claims[name] === undefined ? [] : [[name, textsOf(claims, name)] as const],
  );
  const actsFor = role === 'citizen' ? textsOf(claims, 'acts_for') : [];
  return {
    ...{ subject: sub, role, client, scopes },
    ...(claimed.length > 0 && { claims: Object.fromEntries(claimed) }),
    ...(actsFor.length > 0 && { actsFor }),
  };
}

/** What a claim lists. One text is a list of one; anything else is a token that says what it can't mean. */
function textsOf(claims: JWTPayload, name: string): readonly string[] {
  const value = claims[name];
  const texts: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (!texts.every((each) => typeof each === 'string' && each !== '') || texts.length > maxClaimed)
    throw unauthenticated(`its claim “${name}” is no list of up to ${maxClaimed} texts`);
  return texts as readonly string[]; // as just checked
}

const maxClaimed = 1000;

const isRole = (value: unknown): value is Role => roles.some((role) => role === value);
