import { isEnumType, isScalarType, type GraphQLLeafType, type GraphQLOutputType } from 'graphql';
import type { JsonBytes } from './json-bytes.ts';
import { misfit, writeNull, type WriteValue } from './write-value.ts';

/** Writes a value that is not null. @returns false, and nothing is written, where it doesn't fit the type */
type WriteLeaf = (value: unknown, bytes: JsonBytes) => boolean;

const scalars: Readonly<Record<string, WriteLeaf>> = {
  String: writeText,
  ID: (value, bytes) => writeText(value, bytes) || writeInteger(value, bytes),
  Int: writeInteger,
  Float: (value, bytes) => typeof value === 'number' && Number.isFinite(value) && write(bytes, String(value)),
  Boolean: (value, bytes) => typeof value === 'boolean' && write(bytes, String(value)),
};

function writeText(value: unknown, bytes: JsonBytes): boolean {
  if (typeof value !== 'string') return false;
  bytes.text(value);
  return true;
}

/** Whole numbers that JavaScript writes without an exponent, as the stock gateway takes them. */
function writeInteger(value: unknown, bytes: JsonBytes): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= 1e21) return false;
  bytes.integer(value);
  return true;
}

function write(bytes: JsonBytes, json: string): true {
  bytes.json(json);
  return true;
}

/** Scalars of the graph's own are the departments' to judge; what is JSON can be written. */
/** May any text be a value of it? */
export const isTextType = (type: GraphQLOutputType): boolean =>
  isScalarType(type) && (scalars[type.name] === undefined || type.name === 'String' || type.name === 'ID');

const writeAnything: WriteLeaf = (value, bytes) => writeText(value, bytes) || write(bytes, JSON.stringify(value));

export function compileLeaf(type: GraphQLLeafType): WriteValue {
  const writeLeaf = isEnumType(type)
    ? compileEnum(type.getValues().map(({ name }) => name))
    : (scalars[type.name] ?? writeAnything);
  return (value, writing) => {
    if (value === null || value === undefined) return writeNull(writing);
    if (writeLeaf(value, writing.bytes)) return 'value';
    misfit(writing);
    return writeNull(writing);
  };
}

function compileEnum(names: readonly string[]): WriteLeaf {
  const written = new Map<unknown, Uint8Array>(names.map((name) => [name, Buffer.from(`"${name}"`)]));
  return (value, bytes) => {
    const known = written.get(value);
    if (known !== undefined) bytes.bytes(known);
    return known !== undefined;
  };
}
