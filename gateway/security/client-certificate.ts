import { createHash, X509Certificate } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { nowOf, type Renewable } from '../../schema/renewable.ts';
import { isSameName, type DistinguishedName } from './distinguished-name.ts';
import { unauthenticated } from './verify-token.ts';

/** What a connection's other side has shown that it has the key of. */
export type ClientCertificate = {
  readonly x509: X509Certificate;
  /** Has the listener found it to come from an authority that it trusts? */
  readonly isVouchedFor: boolean;
};

/** Which certificates a program has: RFC 8705's two ways to know one. */
export type CertificateRule =
  /** These, whoever made them: SHA-256 of the certificate, 64 hex digits. Several while one follows another. */
  | { readonly kind: 'fingerprints'; readonly sha256: readonly string[] }
  /** Whichever has this name and comes from an authority that the listener trusts; from this one alone where it is given. */
  | { readonly kind: 'subject'; readonly name: DistinguishedName; readonly authority: Renewable<string> | null };

/** Is it one of the program's, today? */
export function isOwnCertificate({ x509, isVouchedFor }: ClientCertificate, rule: CertificateRule): boolean {
  const now = Date.now();
  if (now < Date.parse(x509.validFrom) || now > Date.parse(x509.validTo)) return false;
  if (rule.kind === 'fingerprints') return rule.sha256.includes(thumbprint(x509, 'hex'));
  if (!isVouchedFor || !isSameName(nameOf(x509), rule.name)) return false;
  return rule.authority === null || isSignedBy(x509, new X509Certificate(nowOf(rule.authority)));
}

/**
 * A token may be bound to the certificate of whom it was given to (RFC 8705): whoever else has it has nothing.
 * Throws `UNAUTHENTICATED` for one that is bound to another, or by what this server can't check.
 */
export function checkBinding({ cnf }: JWTPayload, certificate: ClientCertificate | null): void {
  if (cnf === undefined) return;
  const bound: unknown = typeof cnf === 'object' && cnf !== null ? Reflect.get(cnf, 'x5t#S256') : undefined;
  if (typeof bound !== 'string' || Object.keys(cnf as object).length !== 1)
    throw unauthenticated('it is bound to a key in a way this server can’t check');
  if (certificate === null || thumbprint(certificate.x509, 'base64url') !== bound)
    throw unauthenticated('it is bound to a certificate that this connection has not shown');
}

const thumbprint = (x509: X509Certificate, encoding: 'hex' | 'base64url'): string =>
  createHash('sha256').update(x509.raw).digest(encoding);

/** By the authority itself, without others between. */
const isSignedBy = (x509: X509Certificate, authority: X509Certificate): boolean =>
  x509.checkIssued(authority) && x509.verify(authority.publicKey);

function nameOf(x509: X509Certificate): DistinguishedName {
  // The text form would have to be parsed; an attribute that stands there twice is a list here.
  const subject = Object.entries(x509.toLegacyObject().subject);
  return subject.flatMap(([type, values]) => [values ?? []].flat().map((value) => [type, value] as const));
}
