import { decodeJwt, type JSONWebKeySet } from 'jose';
import type { ClientPurposes } from '../../schema/client-purposes.ts';
import { OnestopError } from '../../schema/errors.ts';
import type { Renewable } from '../../schema/renewable.ts';
import type { Caller, Role } from '../../schema/request.ts';
import { checkBinding, isOwnCertificate, type CertificateRule, type ClientCertificate } from './client-certificate.ts';
import { keysOf, type KeySource } from './issuer-keys.ts';
import { callerOf, ownReading, type ClaimReading } from './token-claims.ts';
import { unauthenticated, verifyToken } from './verify-token.ts';

/** Who may issue tokens, and which programs are registered for which purposes. */
export type AuthenticationOptions = {
  readonly issuers: readonly TokenIssuer[];
  readonly clients: Readonly<Record<string, Pick<ClientPurposes[string], 'purposes' | 'scopes'>>>;
  /** Programs that sign in for themselves, by the name of their client. */
  readonly services?: ServiceClients;
  /** The one form of a subject under which its rows are found; as the token has it where absent. */
  readonly canonicalSubject?: (subject: string, role: Role) => string;
  /** Only a demo takes tokens for the audience `demo`. */
  readonly demo?: boolean;
};

export type TokenIssuer = {
  /** As its tokens name it. */
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeySource;
  /** How its tokens say who somebody is; as tokens made for the graph do, where absent. */
  readonly reading?: ClaimReading;
};

/**
 * A program known by keys or a certificate of its own. Who it is and what it may do, the registration says, not what
 * it sends.
 */
export type ServiceClient = {
  /** Its public keys, where it signs tokens. They say `iss` and `sub`: its client's name. */
  readonly jwks: Renewable<JSONWebKeySet> | null;
  /** Enough alone where it signs no tokens; else they are taken over such a connection only. */
  readonly certificate: CertificateRule | null;
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
  /** The connection's, where it has shown one. */
  readonly certificate?: ClientCertificate | null;
};

export type Authenticated = { readonly caller: Caller | null; readonly purpose: string | null };

/**
 * Says who asks: by their token, or without one by the certificate that a program is registered with. Throws
 * `UNAUTHENTICATED` for a token that is not valid, which is never taken for none, `PURPOSE_NOT_ALLOWED`, and
 * `SIGN_IN_UNAVAILABLE` where no token can be checked. From nobody a purpose means nothing.
 */
export type Authenticate = (credentials: Credentials) => Promise<Authenticated>;

/** Throws `CONFIG_INVALID` where tokens of the demo would be taken for real ones. */
export function createAuthenticator(options: AuthenticationOptions): Authenticate {
  const { clients, canonicalSubject = (subject: string): string => subject } = options;
  const byToken = createTokenReader(options);
  const byCertificate = createCertificateReader(options.services ?? {});
  return async ({ authorization, purpose, certificate = null }) => {
    const named =
      authorization === undefined ? byCertificate(certificate) : await byToken(bearerToken(authorization), certificate);
    if (named === null) return { caller: null, purpose: null };
    const canonical = (subject: string): string => canonicalSubject(subject, named.role);
    const actsFor = named.actsFor?.map(canonical);
    const client = Object.hasOwn(clients, named.client) ? clients[named.client] : undefined;
    // A program that nobody registered may do nothing in anybody's name but what is for all.
    const scopes = named.scopes.filter((scope) => client !== undefined && (client.scopes?.includes(scope) ?? true));
    const caller = { ...named, scopes, subject: canonical(named.subject), ...(actsFor !== undefined && { actsFor }) };
    if (purpose === undefined || purpose === '') return { caller, purpose: null };
    if (client === undefined || !Object.hasOwn(client.purposes, purpose))
      throw new OnestopError('PURPOSE_NOT_ALLOWED', { purpose: purpose.slice(0, 64) });
    return { caller, purpose };
  };
}

/** Whom a token is for. Keys are chosen by the issuer that it claims, and prove the claim. */
function createTokenReader({ issuers, services = {}, demo = false }: AuthenticationOptions) {
  const known = new Map(issuers.map((each) => [each.issuer, { ...each, verify: keysOf(each.keys) }]));
  const audiences = issuers.map(({ audience }) => audience);
  if (audiences.includes('demo') && !demo) throw demoAudience();
  const signing = Object.entries(services).flatMap(([name, service]) => (service.jwks === null ? [] : [[name, { service, verify: keysOf({ jwks: service.jwks }) }] as const])); // prettier-ignore
  const signers = new Map(signing);
  return async (token: string, certificate: ClientCertificate | null): Promise<Caller> => {
    const name = claimedIssuer(token);
    const signer = signers.get(name);
    if (signer !== undefined) {
      const demands = { issuer: name, audiences, demo, maxTokenAge: serviceTokenSeconds };
      const payload = await verifyToken(token, signer.verify, demands);
      checkBinding(payload, certificate);
      if (payload.sub !== name) throw unauthenticated('it names another than who signed it');
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > serviceTokenSeconds)
        throw unauthenticated(`it is valid for more than ${serviceTokenSeconds} seconds`);
      const rule = signer.service.certificate;
      if (rule !== null && (certificate === null || !isOwnCertificate(certificate, rule)))
        throw unauthenticated('this connection has not shown the certificate of the program that signed it');
      return serviceCaller(name, signer.service);
    }
    const issuer = known.get(name);
    if (issuer === undefined) throw unauthenticated(unknownIssuer(token));
    const payload = await verifyToken(token, issuer.verify, { issuer: name, audiences: [issuer.audience], demo });
    checkBinding(payload, certificate);
    return callerOf(payload, issuer.reading ?? ownReading);
  };
}

/** The program that a certificate is registered for, where that alone is enough. */
function createCertificateReader(services: ServiceClients) {
  const known = Object.entries(services).filter(([, service]) => service.jwks === null);
  return (certificate: ClientCertificate | null): Caller | null => {
    if (certificate === null) return null;
    const found = known.find(([, { certificate: rule }]) => rule !== null && isOwnCertificate(certificate, rule));
    return found === undefined ? null : serviceCaller(...found);
  };
}

const serviceCaller = (name: string, { role, scopes, claims }: ServiceClient): Caller => ({
  ...{ subject: name, role, client: name, scopes, claims },
});

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

/** Who a token says it is from, empty where it does not: nothing but a hint at the keys that it must be checked with. */
function claimedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    return '';
  }
}

function unknownIssuer(token: string): string {
  if (token.split('.').length !== 3) return 'it is opaque; this server takes signed JWTs';
  return claimedIssuer(token) === '' ? 'it is no JWT that names its issuer' : 'its issuer is nobody this server knows';
}

const demoAudience = (): OnestopError =>
  new OnestopError('CONFIG_INVALID', {
    where: 'auth.audience',
    reason: 'the audience “demo” belongs to demo tokens',
    fix: 'Name the audience your issuer writes.',
  });
