import { Kind, type DocumentNode } from 'graphql';
import { isTimeZone } from '../values/time-zone.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { SourceMapping } from './model.ts';

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Milliseconds of `500ms` or `2s`; null where it is neither. */
function readDuration(text: string): number | null {
  const match = /^(\d+)(ms|s)$/.exec(text);
  return match === null ? null : Number(match[1]) * (match[2] === 's' ? 1000 : 1);
}

/** The department a file declares. Null, with a mistake, where it declares none. */
export function readSource(document: DocumentNode, mistakes: Mistakes): SourceMapping | null {
  const node = document.definitions.find(
    (each) =>
      (each.kind === Kind.SCHEMA_EXTENSION || each.kind === Kind.SCHEMA_DEFINITION) &&
      findDirective(each, 'source') !== undefined,
  );
  if (node?.kind !== Kind.SCHEMA_EXTENSION && node?.kind !== Kind.SCHEMA_DEFINITION) {
    mistakes.add('MAPPING_SOURCE_MISSING', placeOf(document.definitions[0]), {});
    return null;
  }
  const place = placeOf(findDirective(node, 'source'));
  const values = readDirective(node, 'source', mistakes);
  if (values === null) return null;
  const timeout = values.text('statementTimeout') ?? '5s';
  const source = {
    place,
    name: values.text('name') ?? '',
    title: values.text('title'),
    url: values.text('url') ?? '',
    timezone: values.text('timezone') ?? 'UTC',
    pool: values.number('pool') ?? 4,
    queue: values.number('queue') ?? 64,
    statementTimeoutMs: readDuration(timeout) ?? 0,
  };
  checkSource(source, timeout, mistakes);
  return source;
}

function checkSource(source: SourceMapping, timeout: string, mistakes: Mistakes): void {
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_SOURCE_INVALID', source.place, { reason, fix });
  if (!namePattern.test(source.name))
    wrong(`“${source.name}” is no department name`, 'Use small letters, digits and hyphens.');
  if (!/^(env:\w+|file:.+|postgres(ql)?:|mysql:|mariadb:|sqlite:)/.test(source.url)) {
    wrong('the url is no database URL', 'Use postgres://…, mysql://…, sqlite:PATH, env:NAME or file:PATH.');
  }
  // A secret in the file would be a secret in every copy of it.
  if (/^\w+:\/\/[^/@]*:[^/@]+@/.test(source.url))
    wrong('the url holds a password', 'Write env:NAME, and put the url into that variable of the environment.');
  if (!isTimeZone(source.timezone))
    wrong(`there is no time zone “${source.timezone}”`, 'Use an IANA name such as Asia/Shanghai.');
  if (source.pool < 1 || source.pool > 1000) wrong(`a pool of ${source.pool} connections can’t work`, 'Use 1 to 1000.');
  if (source.queue < 0) wrong('the queue can’t be negative', 'Use 0 or more.');
  if (source.statementTimeoutMs <= 0)
    wrong(`the statementTimeout “${timeout}” is no duration`, 'Write it like 500ms or 2s.');
}
