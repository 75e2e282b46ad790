import { keyCodecs } from '../codecs/key-codec.ts';
import { halfWidth } from '../codecs/phone.ts';
import type { EnumMapping, ValueMapping } from '../mapping/model.ts';
import { compileDateFormat, type DateParts } from './date-format.ts';
import { fourDigits, twoDigits } from './digits.ts';
import { epochFormat, isEpochFormat } from './epoch.ts';
import { isNoDate, nativeDateFormat } from './native-date.ts';
import { localTimeWriter } from './time-zone.ts';
import { unknownCode, unreadable, type Unreadable } from './unreadable.ts';

/** One value of the graph, as a text holds it. */
export type TextReader = (text: string) => Single;
export type Single = string | number | boolean | null | Unreadable;

export type ReaderScope = { readonly enums: ReadonlyMap<string, EnumMapping>; readonly timezone: string };

/** Compiles the reader of a text that holds one value. */
export function textReader(value: ValueMapping, scope: ReaderScope): TextReader {
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
      return decimalReader(value);
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
    const [trueIf, falseIf] = [new Set(value.trueIf), new Set(value.falseIf)];
    return (text) => trueIf.has(text.trim()) || (falseIf.size > 0 && !falseIf.has(text.trim()) ? unreadable : false);
  }
  return (text) => {
    if (text === 't' || text === 'true' || text === '1') return true;
    return text === 'f' || text === 'false' || text === '0' ? false : unreadable;
  };
}

function decimalReader({ scale, grouping }: ValueMapping): TextReader {
  // A text in full width is read in half width; the mapping file may say its sign either way.
  const groupSign = grouping === null ? null : halfWidth(grouping);
  return (stored) => {
    const plain = groupSign === null ? stored.trim() : withoutGroups(stored.trim(), groupSign);
    if (plain === null) return unreadable;
    if (!/^-?\d+(\.\d+)?$/.test(plain)) return unreadable;
    const text = /^-?0\d/.test(plain) ? plain.replace(/^(-?)0+(?=\d)/, '$1') : plain;
    if (scale === null || scale === 0) return text;
    if (text.includes('.')) return unreadable;
    const sign = text.startsWith('-') ? '-' : '';
    const digits = text.slice(sign.length).padStart(scale + 1, '0');
    return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
}

/** `1,234.50` → `1234.50`; null where the groups but the first do not have three digits, or there is a second point. */
function withoutGroups(text: string, grouping: string): string | null {
  const [whole = '', fraction, ...more] = text.split(grouping === '.' ? ',' : '.');
  const [first = '', ...groups] = whole.split(grouping);
  const isGrouped =
    groups.length === 0 || (/^-?\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group)));
  if (more.length > 0 || !isGrouped || !/^-?\d+$/.test(first)) return null;
  return [first, ...groups].join('') + (fraction === undefined ? '' : `.${fraction}`);
}

function dateReader(value: ValueMapping, timezone: string): TextReader {
  const formats =
    value.formats.length > 0
      ? value.formats.map((each) => (isEpochFormat(each) ? epochFormat(each, timezone) : compileDateFormat(each)))
      : [nativeDateFormat(timezone)];
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
  const written = fourDigits(year);
  if (month === undefined) return written;
  return day === undefined ? `${written}-${twoDigits(month)}` : `${written}-${twoDigits(month)}-${twoDigits(day)}`;
}
