import { keyCodecs } from '../codecs/key-codec.ts';
import { halfWidth } from '../codecs/phone.ts';
import type { Combination, TextPart, ValueMapping } from '../mapping/model.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue } from '../sql/sql.ts';
import { compositeId } from './composite-id.ts';
import { charsetReader } from './charset.ts';
import { textCombiner } from './combine-texts.ts';
import { cutPart } from './cut-part.ts';
import { readJson } from './json-value.ts';
import { textReader, type ReaderScope, type Single, type TextReader } from './text-reader.ts';
import { unreadable } from './unreadable.ts';

/** Stored values of a field's columns → the graph's value or list of values, null, or `Unreadable`. */
export type ValueReader = (raws: readonly SqlValue[]) => Single | readonly Single[];

/** The same of a whole row: a scan comes here for every value, and nothing is made but the value. */
export type RowReader = (row: Row) => Single | readonly Single[];
type ColumnReader = (raw: SqlValue) => Single;

/** Compiles the reader of one mapped value. */
export function compileReader(value: ValueMapping, scope: ReaderScope): ValueReader {
  const read = columnReader(value, scope);
  return read === null ? columnsReader(value, scope) : (raws) => read(raws[0] ?? null);
}

/** Compiles the reader of one mapped value whose columns stand at these places of a row. */
export function compileRowReader(value: ValueMapping, at: readonly number[], scope: ReaderScope): RowReader {
  const read = columnReader(value, scope);
  if (read === null) {
    const readAll = columnsReader(value, scope);
    return (row) => readAll(at.map((position) => row[position] ?? null));
  }
  const [position = -1] = at;
  return (row) => read(row[position] ?? null);
}

/** Reads a value of several columns, or one that is a list. */
function columnsReader(value: ValueMapping, scope: ReaderScope): ValueReader {
  if (value.isList) return listReader(value, scope);
  return value.combine === null ? compositeReader(value) : combinedReader(value, value.combine, scope);
}

/** Reads a value of one column; null where it has more of them, or is a list. */
function columnReader(value: ValueMapping, scope: ReaderScope): ColumnReader | null {
  if (value.isList || value.combine !== null) return null;
  if (value.type === 'ID' && value.json === null && value.charset === null && value.part === null)
    return value.codecs.length > 1 ? null : idReader(value);
  const read = itemReader(value, scope);
  const textOf = columnText(value);
  const { json } = value;
  return (raw) => {
    if (raw === null) return null;
    const text = textOf(raw);
    if (text === null) return unreadable;
    if (json === null) return read(text);
    if (text.trim() === '') return null;
    const found = readJson(text, json);
    if (found === undefined || Array.isArray(found)) return unreadable;
    return found === null ? null : read(String(found));
  };
}

/** A value of what several columns hold together. */
function combinedReader(value: ValueMapping, combine: Combination, scope: ReaderScope): ValueReader {
  const textOf = textCombiner(value, combine, columnText(value));
  const read = itemReader({ ...value, codecs: ['TEXT'] }, scope);
  return (raws) => {
    const text = textOf(raws);
    if (text === null) return null;
    return text === undefined ? unreadable : read(text);
  };
}

/** A value of what stands at a place in the text. What is not there is not known. */
function partReader(value: ValueMapping, part: TextPart, scope: ReaderScope): TextReader {
  const codec = keyCodecs[value.codecs[0] ?? 'TEXT'];
  const read = itemReader({ ...value, part: null, codecs: ['TEXT'] }, scope);
  const nullIf = new Set(value.nullIf);
  return (text) => {
    if (nullIf.has(text) || nullIf.has(text.trim())) return null;
    const found = cutPart(codec.read(text), part);
    return found === '' ? null : read(found);
  };
}

/** One value as text, whatever it was found in. */
function itemReader(value: ValueMapping, scope: ReaderScope): TextReader {
  if (value.part !== null) return partReader(value, value.part, scope);
  if (value.type === 'ID') return idReader(value);
  const read = textReader(value, scope);
  const nullIf = new Set(value.nullIf);
  return (text) => {
    if (nullIf.size > 0 && (nullIf.has(text) || nullIf.has(text.trim()))) return null;
    const found = read(text);
    // Digits and signs may have been entered in full width.
    return found === unreadable && fullWidth.test(text) ? read(halfWidth(text)) : found;
  };
}

const fullWidth = /[\uff01-\uff5e]/;

/**
 * Values of several columns, of one column that has something between them, or of JSON. What stands for nothing is no
 * part of the list; a list of nothing is null where the column is.
 */
function listReader(value: ValueMapping, scope: ReaderScope): ValueReader {
  const read = itemReader({ ...value, columns: value.columns.slice(0, 1) }, scope);
  const parts = partsReader(value);
  return (raws) => {
    if (raws.every((raw) => raw === null)) return null;
    const found = parts(raws);
    if (found === null) return unreadable;
    return found.flatMap((part) => {
      const item = part === undefined ? unreadable : read(part);
      return item === null ? [] : [item];
    });
  };
}

/** The texts of a list; undefined stands for one that can't be read, null for a list that can't. */
function partsReader(value: ValueMapping): (raws: readonly SqlValue[]) => readonly (string | undefined)[] | null {
  const textOf = columnText(value);
  const { split, json } = value;
  if (value.columns.length > 1)
    return (raws) =>
      raws.flatMap((raw) => {
        if (raw === null) return [];
        const text = textOf(raw);
        return text === null ? [undefined] : text.trim() === '' ? [] : [text];
      });
  return ([raw = null]) => {
    const text = raw === null ? '' : textOf(raw);
    if (text === null || text.trim() === '') return text === null ? null : [];
    if (json === null) return text.split(split ?? ',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
    const found = readJson(text, json);
    if (found === undefined) return null;
    const list = Array.isArray(found) ? (found as readonly (string | null | undefined)[]) : [found as string | null];
    return list.flatMap((part) => (part === null ? [] : [part]));
  };
}

const columnText = ({ charset }: ValueMapping): ((raw: SqlValue) => string | null) =>
  charset === null ? storedText : charsetReader(charset);

/** A stored value as text without the blanks that fill a CHAR column; null for bytes. */
export function storedText(raw: SqlValue): string | null {
  if (typeof raw === 'string') return raw.trimEnd();
  return typeof raw === 'number' || typeof raw === 'bigint' ? String(raw) : null;
}

function idReader(value: ValueMapping): (raw: SqlValue) => string | null {
  const read = keyPartReader(value, 0);
  return (raw) => {
    const part = read(raw);
    return part === null ? null : value.prefix + part;
  };
}

/** A key of several columns, as one text. */
function compositeReader(value: ValueMapping): ValueReader {
  const readers = value.codecs.map((_, index) => keyPartReader(value, index));
  return (raws) => {
    const known = raws.map((raw, index) => readers[index]?.(raw) ?? null).filter((part) => part !== null);
    return known.length < raws.length ? null : value.prefix + compositeId.write(known);
  };
}

function keyPartReader({ codecs, nullIf: absent }: ValueMapping, index: number): (raw: SqlValue) => string | null {
  const codec = keyCodecs[codecs[index] ?? 'TEXT'];
  const nullIf = absent.length === 0 ? null : new Set(absent);
  return (raw) => {
    const text = raw === null ? null : (storedText(raw) ?? '');
    if (text === null || nullIf?.has(text) === true) return null;
    const part = codec.read(text);
    return part === '' || nullIf?.has(part) === true ? null : part;
  };
}
