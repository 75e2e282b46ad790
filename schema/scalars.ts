import { GraphQLError, GraphQLScalarType, isScalarType, Kind, type GraphQLSchema } from 'graphql';

/**
 * The graph's own scalars. Values travel as text in one canonical form; databases' forms are read by
 * the adapters before a value comes here.
 */
const partialDatePattern = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const dateTimePattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const decimalPattern = /^-?\d+(\.\d+)?$/;

export const scalars: Readonly<Record<string, GraphQLScalarType<string, string>>> = {
  PartialDate: textScalar('PartialDate', partialDatePattern, '2001, 2001-02 or 2001-02-28'),
  Date: textScalar('Date', datePattern, '2001-02-28'),
  DateTime: textScalar('DateTime', dateTimePattern, '2001-02-28T09:30:00+08:00'),
  Decimal: textScalar('Decimal', decimalPattern, '12345.60'),
};

function textScalar(name: string, pattern: RegExp, example: string): GraphQLScalarType<string, string> {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}; write it like ${example}`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: check,
    parseValue: check,
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING) return check(node.value);
      throw new GraphQLError(`${name} is written as text, like "${example}"`, { nodes: node });
    },
  });
}

/** The same schema, whose scalars read and write no other forms than these. */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { serialize, parseValue, parseLiteral }] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { serialize, parseValue, parseLiteral });
  }
  return schema;
}
