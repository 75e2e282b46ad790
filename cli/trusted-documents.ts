import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TrustedDocument } from '../gateway/planning/trusted-documents.ts';
import { OnestopError } from '../schema/errors.ts';

/** Where documents stand that clients may name by id, and whether they may send anything else. */
export type TrustedSource = { readonly path: string; readonly only: boolean };

/** Which documents are run: those named, or `any` that a client sends. */
export type DocumentChoice = TrustedSource | 'any';

/**
 * A configuration that says which documents are run: the command line's in place of its own.
 * @param source of the only documents, from the command line
 * @param where the configuration stands, for messages
 * @throws {OnestopError} `CONFIG_INVALID` where neither says it
 */
export function chooseDocuments<T extends { readonly trustedDocuments: DocumentChoice | null }>(
  config: T,
  source: string | undefined,
  where: string,
): T & { readonly trustedDocuments: DocumentChoice } {
  const trustedDocuments = source === undefined ? config.trustedDocuments : { path: source, only: true };
  if (trustedDocuments !== null) return { ...config, trustedDocuments };
  throw new OnestopError('CONFIG_INVALID', {
    where: `${where} trustedDocuments`,
    reason: 'it does not say which documents are run',
    fix: 'Name them, by `trustedDocuments: { file: persisted-query-manifest.json }` or --trusted-only PATH; or write `trustedDocuments: any`, and whatever a client sends is run.',
  });
}

/**
 * Reads a persisted query manifest, as Apollo's tools write it, or every one in a folder. In a folder a `.graphql` file
 * is one document, whose id is the SHA-256 of its text.
 * @throws {OnestopError} `CONFIG_INVALID`
 */
export function readTrustedDocuments(source: string): readonly TrustedDocument[] {
  const files = filesOf(source);
  if (files.length === 0) throw wrong(source, 'the folder holds no .json and no .graphql file');
  return files.flatMap((file) => {
    const text = readText(file);
    return file.endsWith('.graphql') ? [documentOf(text, file)] : readManifest(text, file);
  });
}

function filesOf(source: string): readonly string[] {
  try {
    if (!statSync(source).isDirectory()) return [source];
    const names = readdirSync(source).filter((name) => /\.(json|graphql)$/.test(name));
    return names.sort().map((name) => path.join(source, name));
  } catch (cause) {
    throw wrong(source, 'it can’t be read', cause);
  }
}

function documentOf(body: string, file: string): TrustedDocument {
  const id = createHash('sha256').update(body).digest('hex');
  return { id, body, name: null, type: null, file };
}

const format = 'apollo-persisted-query-manifest';
const types = ['query', 'mutation', 'subscription'] as const;

function readManifest(text: string, file: string): readonly TrustedDocument[] {
  const manifest = parseJson(text, file);
  if (!isMap(manifest) || manifest['format'] !== format || manifest['version'] !== 1)
    throw wrong(file, `it is no manifest: it wants "format": "${format}", "version": 1`);
  const { operations } = manifest;
  if (!Array.isArray(operations)) throw wrong(file, 'its `operations` are no list');
  return operations.map((operation: unknown, index) => {
    const { id, body, name, type } = isMap(operation) ? operation : {};
    const known = types.find((each) => each === type);
    if (typeof id !== 'string' || id === '' || typeof body !== 'string' || typeof name !== 'string' || known === undefined)
      throw wrong(file, `operation ${typeof id === 'string' ? `“${id}”` : `number ${index + 1}`} wants id, body, name and type as texts`); // prettier-ignore
    return { id, body, name: name === '' ? null : name, type: known, file };
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(file, 'it is not JSON', cause);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(file, 'it can’t be read', cause);
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fix = 'Give a manifest that generate-persisted-query-manifest wrote, or a folder of them or of .graphql files.';

const wrong = (where: string, reason: string, cause?: unknown): OnestopError =>
  new OnestopError('CONFIG_INVALID', { where, reason, fix }, { cause });
