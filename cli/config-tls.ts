import type { DatabaseTlsFiles } from '../adapters/database/database-tls.ts';
import type { ListenerTls } from '../gateway/http/listener-tls.ts';
import type { ConfigReader } from './config-reader.ts';
import type { FromFiles } from './from-files.ts';
import { readTlsFiles, type TlsTexts } from './tls-files.ts';

/** `tls:` of a configuration: what to listen with, and whether clients show certificates. */
export function readListenerTls(reader: ConfigReader): FromFiles<ListenerTls> | null {
  const at = ['tls'];
  if (!reader.has(at)) return null;
  reader.allow(at, ['cert', 'key', 'ca', 'clientCertificates']);
  const clients = readClientCertificates(reader, [...at, 'clientCertificates']);
  if (!reader.has([...at, 'cert']) || !reader.has([...at, 'key']))
    return reader.refuse(at, 'it names no certificate', 'Add `cert:` and `key:` with files in PEM format.');
  const { files, read } = tlsSetting(reader, at);
  const listener = (): ListenerTls => {
    const { cert = '', key = '', ca } = read(); // both are named
    return { cert, key, ...(ca !== undefined && { ca }), ...(clients !== undefined && { clients }) };
  };
  return reader.keep({ place: reader.place(at), files, read: listener });
}

/** `{ cert, key, ca }` of a department elsewhere. */
export function readTls(reader: ConfigReader, at: readonly string[]): FromFiles<TlsTexts> {
  reader.allow(at, ['cert', 'key', 'ca']);
  return reader.keep({ place: reader.place(at), ...tlsSetting(reader, at) });
}

function tlsSetting(reader: ConfigReader, at: readonly string[]) {
  const named = ['cert', 'key', 'ca'].filter((name) => reader.has([...at, name]));
  const files = named.map((name) => [name, reader.path(reader.value([...at, name], 'string') ?? '')] as const);
  const read = (): TlsTexts => readTlsFiles(Object.fromEntries(files), reader.place(at));
  return { files: files.map(([, file]) => file), read };
}

function readClientCertificates(reader: ConfigReader, at: readonly string[]): ListenerTls['clients'] {
  const clients = reader.value(at, 'string');
  if (clients === undefined || clients === 'optional') return clients;
  if (clients !== 'required') return reader.refuse(at, `“${clients}” is neither`, 'Write required or optional.');
  if (reader.has(['tls', 'ca'])) return clients;
  return reader.refuse(at, 'nothing says whose certificates are good', 'Add `ca:` with their authority.');
}

/** `{ ca, cert, key, servername }` of the way to a database; its files are the driver's to read. */
export function readDatabaseTls(reader: ConfigReader, at: readonly string[]): DatabaseTlsFiles {
  reader.allow(at, ['ca', 'cert', 'key', 'servername']);
  if (reader.has([...at, 'cert']) !== reader.has([...at, 'key']))
    return reader.refuse(at, 'a certificate and its key go together', 'Name both, or neither.');
  const named = reader.keys(at).map((name) => [name, reader.value([...at, name], 'string') ?? ''] as const);
  return Object.fromEntries(named.map(([name, text]) => [name, name === 'servername' ? text : reader.path(text)]));
}
