import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files in PEM, for a day: an authority, and what it signed for this machine and for a client. */
export type Certificates = {
  readonly folder: string;
  readonly file: (name: CertificateName) => string;
  readonly read: (name: CertificateName) => string;
  /** One more, of this machine unless it says otherwise. */
  readonly issue: (name: string, by: 'authority' | 'other', as?: { readonly subject?: string; readonly names?: string }) => void; // prettier-ignore
  readonly remove: () => void;
};

type CertificateName = `${string}.${'crt' | 'key'}`;

/** Is there an openssl to make them with? */
export function opensslIsHere(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

const thisMachine = 'IP:127.0.0.1,DNS:localhost';

/** `other` is an authority nobody trusts, `stranger` a client of its. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(path.join(tmpdir(), 'onestop-certificates-'));
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  };
  const keyed = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = (name: string): void =>
    openssl('req', '-x509', ...keyed, '-keyout', `${name}.key`, '-out', `${name}.crt`, '-days', '1', '-subj', `/CN=${name}`); // prettier-ignore
  const issue: Certificates['issue'] = (name, by, { subject = `/CN=${name}`, names = thisMachine } = {}) => {
    writeFileSync(file('names'), `subjectAltName=${names}`);
    openssl('req', ...keyed, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-utf8', '-subj', subject);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '1', '-extfile', 'names', '-out', `${name}.crt`); // prettier-ignore
  };
  for (const name of ['authority', 'other']) authority(name);
  issue('server', 'authority');
  issue('client', 'authority');
  issue('stranger', 'other');
  return {
    folder,
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    issue,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
