import { readFileSync } from 'node:fs';
import type { DocumentNode } from 'graphql';
import { OnestopError } from '../schema/errors.ts';
import { alone, partOf, type Share } from '../schema/share.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import type { DatabaseTlsFiles } from './database/database-tls.ts';
import { createMappedSubgraph } from './mapped-subgraph.ts';
import { writeMistake } from './mapping/mistake.ts';
import type { Mapping, SourceMapping } from './mapping/model.ts';
import { readMapping } from './mapping/read-mapping.ts';

export type LoadOptions = {
  /** Path of the mapped SDL file. */
  readonly file: string;
  /** The file's name in messages; the path where it is absent. */
  readonly displayName?: string;
  /** The environment that `env:NAME` URLs are read from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The database, in place of the one the file names. */
  readonly databaseUrl?: string | null;
  /** In place of what its URL says of TLS. */
  readonly databaseTls?: DatabaseTlsFiles;
  readonly secret: string;
  /** As `MappedSubgraphOptions` has it. */
  readonly aggregateQuestions?: number;
  /** Which part of the limits is this process's; the whole where absent. */
  readonly share?: Share;
  readonly onFailure: (department: string, error: unknown) => void;
};

/**
 * Opens one department from its mapped SDL file.
 * @throws {OnestopError} `CONFIG_INVALID` with every mistake of the file, or where the database is not named
 */
export function loadMappedSubgraph(options: LoadOptions): Subgraph {
  const { file, displayName = file, environment, secret, aggregateQuestions, onFailure } = options;
  const { mapping: whole, expanded } = readRightMapping(readText(file), displayName);
  const mapping = { ...whole, source: shared(whole.source, options.share ?? alone, displayName) };
  const databaseUrl = options.databaseUrl ?? resolveUrl(mapping.source.url, { where: displayName, environment });
  return createMappedSubgraph({
    mapping,
    expanded,
    databaseUrl,
    ...(options.databaseTls !== undefined && { databaseTls: options.databaseTls }),
    secret,
    ...(aggregateQuestions !== undefined && { aggregateQuestions }),
    onFailure: (error) => onFailure(mapping.source.name, error),
  });
}

/** @throws {OnestopError} `CONFIG_INVALID` where there are fewer connections than processes */
function shared(source: SourceMapping, share: Share, where: string): SourceMapping {
  if (source.pool >= share.of)
    return { ...source, pool: partOf(source.pool, share), queue: partOf(source.queue, share) };
  throw new OnestopError('CONFIG_INVALID', {
    where,
    reason: `a pool of ${source.pool} connections is less than one for each of ${share.of} workers`,
    fix: `Start ${source.pool} workers or fewer, or write @source(pool: ${share.of}) if the database can bear it.`,
  });
}

/**
 * A mapped SDL file, read.
 * @throws {OnestopError} `CONFIG_INVALID` with every mistake of the file
 */
export function readRightMapping(
  sdl: string,
  displayName: string,
): { readonly mapping: Mapping; readonly expanded: DocumentNode } {
  const { mapping, expanded, mistakes } = readMapping(sdl, displayName);
  if (mapping !== null && expanded !== null && mistakes.length === 0) return { mapping, expanded };
  throw new OnestopError('CONFIG_INVALID', {
    where: displayName,
    reason: ['the mapping has mistakes', ...mistakes.map(writeMistake)].join('\n  '),
    fix: `Run \`onestop check ${displayName}\`.`,
  });
}

/** A database URL, or the one that `env:NAME` or `file:PATH` names; what the environment says may be a file, too. */
export function resolveUrl(
  url: string,
  { where, environment }: { readonly where: string; readonly environment: LoadOptions['environment'] },
): string {
  const name = /^env:(\w+)$/.exec(url)?.[1];
  if (name === undefined) return fromFile(url, where);
  const value = environment[name];
  if (value !== undefined && value !== '') return fromFile(value, where);
  throw new OnestopError('CONFIG_INVALID', {
    where,
    reason: `the environment has no ${name}`,
    fix: `Set ${name} to the database’s URL, such as postgres://reader:…@host/db, mysql://reader:…@host/db or sqlite:PATH.`,
  });
}

/** Where secrets are handed over as files: `file:/run/secrets/hotline-url`. */
function fromFile(url: string, where: string): string {
  const file = /^file:(.+)$/.exec(url)?.[1];
  if (file === undefined) return url;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const reason = `the file ${file} of the database’s URL can’t be read`;
    throw new OnestopError('CONFIG_INVALID', { where, reason, fix: 'Check the path and its rights.' }, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OnestopError(
      'CONFIG_INVALID',
      { where: file, reason: 'the file can’t be read', fix: 'Name a mapped SDL file.' },
      { cause },
    );
  }
}
