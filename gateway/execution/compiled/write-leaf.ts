import { isEnumType, type GraphQLLeafType } from 'graphql';
import { quote } from './json-text.ts';
import { misfit, type WriteValue } from './write-value.ts';

/** Text of a value that is not null; null where it doesn't fit the type. */
type LeafText = (value: unknown) => string | null;

const scalars: Readonly<Record<string, LeafText>> = {
  String: (value) => (typeof value === 'string' ? quote(value) : null),
  ID: (value) => (typeof value === 'string' ? quote(value) : integer(value)),
  Int: integer,
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : null),
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : null),
};

/** Whole numbers that JavaScript writes without an exponent, as the stock gateway takes them. */
function integer(value: unknown): string | null {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : null;
}

/** Scalars of the graph's own are the departments' to judge; what is JSON can be written. */
const anything: LeafText = (value) => (typeof value === 'string' ? quote(value) : JSON.stringify(value));

export function compileLeaf(type: GraphQLLeafType): WriteValue {
  const textOf = isEnumType(type)
    ? enumText(type.getValues().map(({ name }) => name))
    : (scalars[type.name] ?? anything);
  return (value, writing) => {
    if (value === null || value === undefined) return 'null';
    const text = textOf(value);
    if (text !== null) return text;
    misfit(writing);
    return 'null';
  };
}

function enumText(names: readonly string[]): LeafText {
  const texts = new Map<unknown, string>(names.map((name) => [name, `"${name}"`]));
  return (value) => texts.get(value) ?? null;
}
