import { randomUUID } from 'node:crypto';

/** The caller's id for this request where it is one, else a new one. A run of digits could be a person's id. */
export function requestIdOf(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || !/^[\w.:-]{1,64}$/.test(header) || /\d{12,}/.test(header)) return randomUUID();
  return header;
}

/** W3C trace context, version 00: goes on with the caller's trace, or begins one. 32 hex digits. */
export function traceIdOf(header: string | string[] | undefined): string {
  const given = typeof header === 'string' ? /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(header) : null;
  const [, trace = '', parent = ''] = given ?? [];
  return /[1-9a-f]/.test(trace) && /[1-9a-f]/.test(parent) ? trace : randomUUID().replaceAll('-', '');
}
