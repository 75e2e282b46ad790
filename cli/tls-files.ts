import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { OnestopError } from '../schema/errors.ts';

/** Paths of PEM files. */
export type TlsFiles = {
  /** Certificate to show, with those between it and its authority. */
  readonly cert?: string;
  readonly key?: string;
  /** Authorities the other side's certificate must come from. */
  readonly ca?: string;
};

/** What the files hold. */
export type TlsTexts = { readonly cert?: string; readonly key?: string; readonly ca?: string };

/**
 * Reads certificates and keys, once: after they are renewed the process has to be started anew.
 * @param where of the files, for messages
 * @throws {OnestopError} `CONFIG_INVALID` for what can't be read, is none, or does not belong together
 */
export function readTlsFiles(files: TlsFiles, where: string): TlsTexts {
  if ((files.cert === undefined) !== (files.key === undefined))
    throw wrong(where, 'a certificate and its key go together', 'Name both, or neither.');
  const texts = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readText(file, where)]));
  try {
    createSecureContext(texts);
    return texts;
  } catch (cause) {
    const names = Object.values(files).join(', ');
    throw wrong(where, `${names}: no certificate, no key, or not of one another`, 'Name files in PEM format.', cause);
  }
}

function readText(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(where, `${file} can’t be read`, 'Check the path and its rights.', cause);
  }
}

const wrong = (where: string, reason: string, fix: string, cause?: unknown): OnestopError =>
  new OnestopError('CONFIG_INVALID', { where, reason, fix }, { cause });
