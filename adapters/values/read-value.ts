import { keyCodecs } from '../codecs/key-codec.ts';
import type { EnumMapping, ValueMapping } from '../mapping/model.ts';
import type { SqlValue } from '../sql/sql.ts';
import { compositeId } from './composite-id.ts';
import { compileDateFormat, type DateParts } from './date-format.ts';
import { isNoDate, nativeDateFormat } from './native-date.ts';
import { localTimeWriter } from './time-zone.ts';
import type { Finding } from '../../schema/subgraph.ts';

/** A stored value that can't be given: null in the graph plus a finding. */
export class Unreadable {
  readonly reason: Finding['reason'];
  constructor(reason: Finding['reason']) {
    this.reason = reason;
  }
}

const unreadable = new Unreadable('UNREADABLE_VALUE');
const unknownCode = new Unreadable('UNKNOWN_CODE');

/** Stored values of a field's columns → the graph's value, null, or `Unreadable`. */
export type ValueReader = (raws: readonly SqlValue[]) => string | number | boolean | null | Unreadable;

export type ReaderScope = { readonly enums: ReadonlyMap<string, EnumMapping>; readonly timezone: string };

/** Compiles the reader of one mapped value. */
export function compileReader(value: ValueMapping, scope: ReaderScope): ValueReader {
  if (value.type === 'ID') return idReader(value);
  const read = textReader(value, scope);
  const nullIf = new Set(value.nullIf);
  return ([raw]) => {
    if (raw === null || raw === undefined) return null;
    const text = storedText(raw);
    if (text === null) return unreadable;
    return nullIf.has(text) || nullIf.has(text.trim()) ? null : read(text);
  };
}

/** A stored value as text without the blanks that fill a CHAR column; null for bytes. */
export function storedText(raw: SqlValue): string | null {
  if (typeof raw === 'string') return raw.trimEnd();
  return typeof raw === 'number' || typeof raw === 'bigint' ? String(raw) : null;
}

function idReader(value: ValueMapping): ValueReader {
  const codecs = value.codecs.map((codec) => keyCodecs[codec]);
  const nullIf = new Set(value.nullIf);
  return (raws) => {
    const parts = raws.map((raw, index) =>
      raw === null ? null : (codecs[index]?.read(storedText(raw) ?? '') ?? null),
    );
    const known = parts.filter((part) => part !== null && part !== '');
    if (known.length < parts.length || known.some((part) => nullIf.has(part ?? ''))) return null;
    return value.prefix + (parts.length === 1 ? (parts[0] ?? '') : compositeId.write(known.map(String)));
  };
}

type TextReader = (text: string) => string | number | boolean | null | Unreadable;

function textReader(value: ValueMapping, scope: ReaderScope): TextReader {
  const codes = scope.enums.get(value.type);
  if (codes !== undefined) return codeReader(codes);
  switch (value.type) {
    case 'Int':
      return (text) => (/^-?\d{1,10}$/.test(text) && Number(text) === (Number(text) | 0) ? Number(text) : unreadable);
    case 'Float':
      return (text) =>
        /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
          ? Number(text) / 10 ** (value.scale ?? 0)
          : unreadable;
    case 'Boolean':
      return booleanReader(value);
    case 'Decimal':
      return decimalReader(value.scale);
    case 'PartialDate':
    case 'Date':
    case 'DateTime':
      return dateReader(value, scope.timezone);
    default:
      return plainReader(value);
  }
}

/** A text that is a kind of key is given in its canonical form. */
function plainReader({ codecs: [codec = 'TEXT'] }: ValueMapping): TextReader {
  return codec === 'TEXT' ? (text) => text : keyCodecs[codec].read;
}

const codeReader = (codes: EnumMapping): TextReader => {
  const unknown = codes.unknown ?? unknownCode;
  return (text) => codes.values.get(text) ?? codes.values.get(text.trim()) ?? unknown;
};

function booleanReader(value: ValueMapping): TextReader {
  if (value.trueIf.length > 0) {
    const trueIf = new Set(value.trueIf);
    return (text) => trueIf.has(text.trim());
  }
  return (text) => {
    if (text === 't' || text === 'true' || text === '1') return true;
    return text === 'f' || text === 'false' || text === '0' ? false : unreadable;
  };
}

function decimalReader(scale: number | null): TextReader {
  return (stored) => {
    const text = stored.trim().replace(/^(-?)0+(?=\d)/, '$1');
    if (!/^-?\d+(\.\d+)?$/.test(text)) return unreadable;
    if (scale === null || scale === 0) return text;
    if (text.includes('.')) return unreadable;
    const digits = text.replace('-', '').padStart(scale + 1, '0');
    return `${text.startsWith('-') ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
}

function dateReader(value: ValueMapping, timezone: string): TextReader {
  const formats = value.formats.length > 0 ? value.formats.map(compileDateFormat) : [nativeDateFormat(timezone)];
  const write = dateWriter(value.type, timezone);
  return (text) => {
    for (const format of formats) {
      const parts = format(text);
      if (parts !== null) return write(parts);
    }
    return value.formats.length === 0 && isNoDate(text) ? null : unreadable;
  };
}

function dateWriter(type: string, timezone: string): (parts: DateParts) => string | Unreadable {
  if (type === 'PartialDate') return writePartialDate;
  const writeLocal = localTimeWriter(timezone);
  return (parts) => {
    const { month, day } = parts;
    if (month === undefined || day === undefined) return unreadable;
    return type === 'Date' ? writePartialDate(parts) : writeLocal({ ...parts, month, day });
  };
}

function writePartialDate({ year, month, day }: DateParts): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const written = String(year).padStart(4, '0');
  if (month === undefined) return written;
  return day === undefined ? `${written}-${two(month)}` : `${written}-${two(month)}-${two(day)}`;
}
