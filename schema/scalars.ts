import { GraphQLError, GraphQLScalarType, isScalarType, Kind, type GraphQLSchema } from 'graphql';
import { vocabularyType } from './vocabulary/vocabulary.ts';

/**
 * The graph's own scalars. Values travel as text in one canonical form; databases' forms are read by
 * the adapters before a value comes here.
 */
const partialDatePattern = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const dateTimePattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-][01]\d:[0-5]\d)$/;
/** Characters that a decimal number may be asked for with; departments may store longer ones. */
const longestDecimal = 100;
const decimalPattern = /^-?\d+(\.\d+)?$/;

/** Of the years 1 to 9999, and no day that its month has not. */
function isDate(pattern: RegExp): (text: string) => boolean {
  return (text) => {
    if (!pattern.test(text) || text.startsWith('0000')) return false;
    const [year, month, day] = text.slice(0, 10).split('-').map(Number);
    // Leap years come again every four hundred.
    const days = new Date(Date.UTC(2000 + ((year ?? 0) % 400), month ?? 1, 0)).getUTCDate();
    return day === undefined || day <= days;
  };
}

export const scalars: Readonly<Record<string, GraphQLScalarType<string, string>>> = {
  PartialDate: textScalar('PartialDate', isDate(partialDatePattern), '2001, 2001-02 or 2001-02-28'),
  Date: textScalar('Date', isDate(datePattern), '2001-02-28'),
  DateTime: textScalar('DateTime', isDate(dateTimePattern), '2001-02-28T09:30:00+08:00'),
  Decimal: textScalar('Decimal', (text) => decimalPattern.test(text), '12345.60', longestDecimal),
};

function textScalar(
  name: string,
  holds: (text: string) => boolean,
  example: string,
  longest = Infinity,
): GraphQLScalarType<string, string> {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && holds(value)) return value;
    throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}; write it like ${example}`);
  };
  const accept = (value: unknown): string => {
    const text = check(value);
    if (text.length <= longest) return text;
    throw new GraphQLError(`${name} has at most ${String(longest)} characters here`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: check,
    parseValue: accept,
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING) return accept(node.value);
      throw new GraphQLError(`${name} is written as text, like "${example}"`, { nodes: node });
    },
  });
}

/**
 * The same schema, whose scalars of the vocabulary read and write no other forms than these. What describes itself
 * otherwise is another graph's scalar of the same name.
 */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { serialize, parseValue, parseLiteral }] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (!isScalarType(type) || type.description !== vocabularyType(name)?.description?.value) continue;
    Object.assign(type, { serialize, parseValue, parseLiteral });
  }
  return schema;
}
