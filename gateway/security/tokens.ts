import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { ClientPurposes } from '../../schema/client-purposes.ts';
import { OnestopError } from '../../schema/errors.ts';
import { roles, type Caller, type Role } from '../../schema/request.ts';

/** Who may issue tokens, and which programs are registered for which purposes. */
export type AuthenticationOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** Public keys, given or fetched from the issuer. */
  readonly keys: { readonly jwks: JSONWebKeySet } | { readonly url: string };
  readonly clients: Readonly<Record<string, Pick<ClientPurposes[string], 'purposes'>>>;
  /** The one form of a subject under which its rows are found; as the token has it where absent. */
  readonly canonicalSubject?: (subject: string, role: Role) => string;
  /** Only a demo takes tokens for the audience `demo`. */
  readonly demo?: boolean;
};

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
  return async ({ authorization, purpose }) => {
    if (authorization === undefined) return { caller: null, purpose: null };
    const named = callerOf(await verifyToken(bearerToken(authorization), keys, options));
    const caller = { ...named, subject: canonicalSubject(named.subject, named.role) };
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

async function verifyToken(token: string, keys: JWTVerifyGetKey, options: AuthenticationOptions): Promise<JWTPayload> {
  const { issuer, audience, demo } = options;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
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
  const { sub, role, client, scope } = claims;
  if (sub === undefined || sub === '') throw unauthenticated('it names nobody');
  if (!isRole(role)) throw unauthenticated('it gives no role this server knows');
  if (typeof client !== 'string') throw unauthenticated('it names no client');
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : [];
  return { subject: sub, role, client, scopes };
}

const isRole = (value: unknown): value is Role => roles.some((role) => role === value);
