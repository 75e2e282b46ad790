import { keyCodecs } from '../codecs/key-codec.ts';
import type { EnumMapping, ValueMapping } from '../mapping/model.ts';
import { compositeId } from './composite-id.ts';

/**
 * The way back: a value of the graph → what its columns may hold, so that the column stays bare and
 * its index works. One list of forms for each column; null where no stored row can have the value.
 */
export function storedForms(
  value: ValueMapping,
  given: unknown,
  enums: ReadonlyMap<string, EnumMapping>,
): readonly (readonly string[])[] | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const text = String(given);
  if (value.type === 'ID') return idForms(value, text);
  const codes = enums.get(value.type);
  if (codes !== undefined) return [[...codes.values].filter(([, name]) => name === text).map(([code]) => code)];
  if (value.formats.length > 0) return [value.formats.flatMap((format) => writeDate(format, text))];
  return [[text]];
}

function idForms(value: ValueMapping, given: string): readonly (readonly string[])[] | null {
  if (!given.startsWith(value.prefix)) return null;
  const id = given.slice(value.prefix.length);
  const count = Math.max(1, value.columns.length);
  const parts = count === 1 ? [id] : compositeId.read(id, count);
  // What stands for "unknown" is nobody's key.
  if (parts?.some((part) => part === '' || value.nullIf.includes(part)) === true) return null;
  return (
    parts?.map((part, index) => {
      const codec = keyCodecs[value.codecs[index] ?? 'TEXT'];
      return codec.storedForms(codec.read(part));
    }) ?? null
  );
}

/** Writes 2024-03 as 202403 for `yyyyMM`; nothing where the format wants other parts than the date has. */
function writeDate(format: string, date: string): readonly string[] {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d).*)?)?)?$/.exec(date);
  if (match === null) return [];
  const [, yyyy, MM, dd, HH, mm, ss] = match;
  const parts: Readonly<Record<string, string | undefined>> = { yyyy, MM, dd, HH, mm, ss };
  const wanted = format.match(/yyyy|MM|dd|HH|mm|ss/g) ?? [];
  const given = Object.keys(parts).filter((token) => parts[token] !== undefined);
  if (given.length !== wanted.length || wanted.some((token) => parts[token] === undefined)) return [];
  return [format.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => parts[token] ?? '')];
}
