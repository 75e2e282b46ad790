import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CertificateRule } from '../gateway/security/client-certificate.ts';
import { parseName } from '../gateway/security/distinguished-name.ts';
import { OnestopError } from '../schema/errors.ts';
import type { ConfigReader } from './config-reader.ts';

/** `certificate: { fingerprint256: … }` or `{ subject: "CN=…,O=…", ca: authority.crt }` of a service. */
export function readCertificateRule(reader: ConfigReader, at: readonly string[]): CertificateRule | null {
  if (!reader.has(at)) return null;
  reader.allow(at, ['fingerprint256', 'subject', 'ca']);
  const [hasPrint, hasSubject] = [reader.has([...at, 'fingerprint256']), reader.has([...at, 'subject'])];
  if (hasPrint === hasSubject)
    return reader.refuse(at, 'a certificate is known by one of fingerprint256 and subject', 'Name one of them.');
  checkListener(reader, at, hasSubject);
  if (hasSubject) return readSubject(reader, at);
  if (reader.has([...at, 'ca']))
    return reader.refuse([...at, 'ca'], 'a fingerprint is one certificate’s, whoever made it', 'Remove `ca:`.');
  return { kind: 'fingerprints', sha256: readFingerprints(reader, [...at, 'fingerprint256']) };
}

/** One that the listener never asks for names nobody. */
function checkListener(reader: ConfigReader, at: readonly string[], bySubject: boolean): void {
  if (reader.has(['tls', 'ca'])) return;
  if (bySubject)
    reader.refuse(at, 'a subject is whatever an authority says, and the listener trusts none', 'Add `ca:` to `tls:`.');
  if (reader.value(['tls', 'clientCertificates'], 'string') === undefined)
    reader.refuse(at, 'the listener asks for no certificates', 'Add `clientCertificates: optional` to `tls:`.');
}

function readFingerprints(reader: ConfigReader, at: readonly string[]): readonly string[] {
  const given = reader.isText(at) ? [reader.value(at, 'string') ?? ''] : reader.texts(at);
  const read = given.map((each) => each.replaceAll(':', '').toLowerCase());
  if (read.length > 0 && read.every((each) => /^[0-9a-f]{64}$/.test(each))) return read;
  return reader.refuse(at, 'it is no SHA-256 fingerprint', 'Write the 64 hex digits that `openssl x509 -noout -fingerprint -sha256 -in FILE` prints.'); // prettier-ignore
}

function readSubject(reader: ConfigReader, at: readonly string[]): CertificateRule {
  const name = parseName(reader.value([...at, 'subject'], 'string') ?? '');
  if (name === null)
    return reader.refuse([...at, 'subject'], 'it is no distinguished name', 'Write all of it as `openssl x509 -noout -subject -nameopt RFC2253 -in FILE` prints it.'); // prettier-ignore
  const ca = reader.value([...at, 'ca'], 'string');
  if (ca === undefined) return { kind: 'subject', name, authority: null };
  const [file, place] = [reader.path(ca), reader.place([...at, 'ca'])];
  const kept = reader.keep({ place, files: [file], read: () => readAuthority(file, place) });
  return { kind: 'subject', name, authority: kept.now };
}

/** @throws {OnestopError} `CONFIG_INVALID` */
function readAuthority(file: string, where: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    return new X509Certificate(text).toString();
  } catch (cause) {
    const details = { where, reason: `${file} holds no certificate`, fix: 'Name a file in PEM format.' };
    throw new OnestopError('CONFIG_INVALID', details, { cause });
  }
}
