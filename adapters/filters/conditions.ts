import { and, comma, constant, join, no, or, sql, yes, type Sql } from '../sql/sql.ts';
import type { Compared } from './comparer.ts';
import type { Comparison } from './filter.ts';

/** What `all` and `any` were made of: brackets within brackets say nothing, and SQLite's parser has room for few. */
const partsOf = { and: new WeakMap<Sql, readonly Sql[]>(), or: new WeakMap<Sql, readonly Sql[]>() } as const;

export const all = (parts: readonly Sql[]): Sql => joined(parts, 'and') ?? yes;
export const any = (parts: readonly Sql[]): Sql => joined(parts, 'or') ?? no;

function joined(given: readonly Sql[], by: 'and' | 'or'): Sql | undefined {
  const parts = given.flatMap((part) => partsOf[by].get(part) ?? [part]);
  if (parts.length <= 1) return parts[0];
  const condition = sql`(${join(parts, { and, or }[by])})`;
  partsOf[by].set(condition, parts);
  return condition;
}

export const operators = { lt: sql`<`, lte: sql`<=`, gt: sql`>`, gte: sql`>=` } as const satisfies Record<
  Comparison,
  Sql
>;

/** Does the column hold something, and none of what stands for nothing? */
export function holdsValue(compared: Compared, nothing: readonly string[] = []): Sql {
  const isThere = sql`${compared.column.sql} IS NOT NULL`;
  const none = [...new Set([...compared.value.nullIf, ...nothing])];
  return none.length === 0 ? isThere : all([isThere, sql`NOT ${standsForNothing(compared, none)}`]);
}

/** They are asked for in full width anyway. */
const numbers = ['Int', 'Float', 'Decimal'];

/** What stands for nothing does so between white space as well, but in an id. */
function standsForNothing({ value, column, dialect }: Compared, none: readonly string[]): Sql {
  const isPadded = value.type !== 'ID' && column.info.family === 'text';
  const bare = isPadded ? none.filter((each) => each !== '' && each === each.trim()) : [];
  const others = none.filter((each) => !bare.includes(each));
  const isWide = numbers.includes(value.type) || none.some((each) => /\P{ASCII}/u.test(each));
  const text = dialect.filters.trimmed(dialect.filters.asText(column), { ends: 'both', isWide });
  const isBare = sql`${text} IN (${join(bare.map(constant), comma)})`;
  return any([
    ...(others.length === 0 ? [] : [isOneOf({ column, dialect }, others)]),
    ...(bare.length === 0 ? [] : [isBare]),
  ]);
}

/** What equals a value may stand for nothing all the same, where the value is not one of the texts that do. */
export const ofSomething = (compared: Compared, condition: Sql): Sql =>
  compared.value.nullIf.length === 0 ? condition : all([holdsValue(compared), condition]);

/** Is the column's text one of these words of the mapping file? */
export const isOneOf = ({ column, dialect }: Pick<Compared, 'column' | 'dialect'>, texts: readonly string[]): Sql =>
  texts.length === 0 ? no : sql`${dialect.filters.asText(column)} IN (${join(texts.map(constant), comma)})`;
