import { readFileSync } from 'node:fs';
import { checkServerIdentity, createSecureContext, type PeerCertificate } from 'node:tls';
import { OnestopError } from '../../schema/errors.ts';

/** How the way to a database is encrypted, and what is verified of whoever is at its end. */
export type DatabaseTls = {
  /** Nothing: only who listens is kept out. Its authority: any server of that. Its identity as well: this one. */
  readonly verify: 'nothing' | 'authority' | 'identity';
  /** PEM: authorities in place of the system's; a certificate to show, and its key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate must have, where that is not the host's. */
  readonly servername?: string;
};

/** Paths of PEM files, and a name; whoever gives them wants the server's identity verified. */
export type DatabaseTlsFiles = {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
};

export type TlsSource = {
  /** The department or system, for messages. */
  readonly where: string;
  readonly url: URL;
  /** In place of what the URL says. */
  readonly files: DatabaseTlsFiles | undefined;
  /** Hears of files that were replaced by what can't be used: what they said before stays. */
  readonly onFailure: (error: unknown) => void;
};

/** Parameters of a URL: those of libpq and those of MySQL's client, on any database. */
const parameters = {
  mode: ['sslmode', 'ssl-mode'],
  ca: ['sslrootcert', 'ssl-ca'],
  cert: ['sslcert', 'ssl-cert'],
  key: ['sslkey', 'ssl-key'],
} as const;

/** With the one that pg itself reads. */
const allowed: ReadonlySet<string> = new Set([...Object.values(parameters).flat(), 'sslnegotiation']);

/** PREFERRED is missing: an attacker could turn it off. */
const modes: Readonly<Record<string, DatabaseTls['verify'] | 'plain'>> = {
  ...{ disable: 'plain', disabled: 'plain', 'no-verify': 'nothing', require: 'nothing', required: 'nothing' },
  ...{ 'verify-ca': 'authority', 'verify-full': 'identity', 'verify-identity': 'identity' },
};

/**
 * What a URL or a configuration says of TLS. Files are read at once, and again by each call: connections last ten minutes,
 * so that renewed certificates are in use after that.
 * @returns gives null where the URL says nothing, false where it says that nothing is to be encrypted
 * @throws {OnestopError} `CONFIG_INVALID` with the parameter and the file
 */
export function openDatabaseTls(source: TlsSource): () => DatabaseTls | false | null {
  let known = readTls(source);
  return () => {
    try {
      known = readTls(source);
    } catch (error) {
      source.onFailure(error);
    }
    return known;
  };
}

/** The check of a server's certificate, for `tls.connect`. */
export const identityCheck =
  ({ verify, servername }: DatabaseTls) =>
  (host: string, certificate: PeerCertificate): Error | undefined =>
    verify === 'identity' ? checkServerIdentity(servername ?? host, certificate) : undefined;

/** Is it the code of a certificate that was not believed, or of encryption that failed? Those of X.509 have no prefix of their own. */
export const isTlsFailure = (code: string): boolean => /^ERR_(TLS|SSL)|CERT|_CRL_|_SIGNATURE$/.test(code);

function readTls({ where, url, files }: TlsSource): DatabaseTls | false | null {
  if (files !== undefined) {
    const { servername, ...paths } = files;
    const texts = readFiles(where, Object.entries(paths).map(([name, path]) => ({ name, path, said: `tls.${name}` }))); // prettier-ignore
    return { verify: 'identity', ...texts, ...(servername !== undefined && { servername }) };
  }
  const odd = [...url.searchParams.keys()].find((name) => /^ssl/i.test(name) && !allowed.has(name));
  // What it asks for would silently not be done.
  if (odd !== undefined)
    throw invalid(where, `its parameter ${odd} is none that is known here`, `Use ${[...allowed].join(', ')}.`);
  const said = (['ca', 'cert', 'key'] as const).flatMap((name) => {
    const [parameter, path] = given(url, name) ?? [];
    // libpq's word for the authorities of the system.
    if (parameter === undefined || path === undefined || path === 'system') return [];
    return [{ name, path, said: parameter }];
  });
  const [, mode] = given(url, 'mode') ?? [];
  if (mode === undefined && said.length === 0) return null;
  const found = mode === undefined ? 'identity' : modes[mode.toLowerCase().replaceAll('_', '-')];
  if (found === undefined)
    throw invalid(where, 'its sslmode is none, or one that an attacker could turn off', 'Use disable, require, verify-ca or verify-full.'); // prettier-ignore
  if (found === 'plain') return false;
  const texts = readFiles(where, said);
  // As libpq has it: whoever names an authority wants it verified.
  return { verify: found === 'nothing' && texts.ca !== undefined ? 'authority' : found, ...texts };
}

function given(url: URL, name: keyof typeof parameters): readonly [string, string] | undefined {
  const parameter = parameters[name].find((each) => url.searchParams.has(each));
  return parameter === undefined ? undefined : [parameter, url.searchParams.get(parameter) ?? ''];
}

type NamedFile = { readonly name: string; readonly path: string; readonly said: string };

function readFiles(where: string, named: readonly NamedFile[]): Pick<DatabaseTls, 'ca' | 'cert' | 'key'> {
  const texts: Readonly<Record<string, string>> = Object.fromEntries(named.map((each) => [each.name, readText(where, each)])); // prettier-ignore
  if ((texts['cert'] === undefined) !== (texts['key'] === undefined))
    throw invalid(where, 'a certificate and its key go together', 'Name both, or neither.');
  try {
    createSecureContext(texts);
    return texts;
  } catch (cause) {
    const list = named.map(({ said, path }) => `${said} ${path}`).join(', ');
    throw invalid(where, `${list}: no certificate, no key, or not of one another`, 'Name files in PEM format.', cause);
  }
}

function readText(where: string, { path, said }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(where, `the file ${path} of ${said} can’t be read`, 'Check the path and its rights.', cause);
  }
}

const invalid = (where: string, reason: string, fix: string, cause?: unknown): OnestopError =>
  new OnestopError('CONFIG_INVALID', { where: `the database of ${where}`, reason, fix }, { cause });
