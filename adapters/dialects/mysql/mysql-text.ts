import type { ColumnInfo } from '../../database/dialect.ts';
import { sql, typeName, type Sql } from '../../sql/sql.ts';

const charsetPattern = /^(.+) CHARACTER SET (\w+) COLLATE (\w+)$/;

/** How a column's text is kept; null where it is no text. */
export function textOf({ cast }: ColumnInfo) {
  const [, type, charset, collation] = charsetPattern.exec(cast ?? '') ?? [];
  return type === undefined || charset === undefined || collation === undefined ? null : { type, charset, collation };
}

export const isText = (info: ColumnInfo): boolean => textOf(info) !== null;

/** UTF-8 bytes are ordered as code points are, know no padding, and are equal only when the texts are. */
export const bytesOf = (text: Sql): Sql => sql`CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;

export const inCollation = (
  text: Sql,
  { charset, collation }: Readonly<Record<'charset' | 'collation', string>>,
): Sql => sql`CONVERT(${text} USING ${typeName(charset)}) COLLATE ${typeName(collation)}`;

/** Names of types that CAST knows by another. */
const castNames: Readonly<Record<string, string>> = {
  int: 'SIGNED',
  bigint: 'SIGNED',
  'bigint unsigned': 'UNSIGNED',
};

/** A parameter as a value of a type; MySQL would take it for one, and cut it short, were it not named a text first. */
export const castText = (text: Sql, type: string): Sql =>
  sql`CAST(CONVERT(${text} USING utf8mb4) AS ${typeName(castNames[type] ?? type)})`;
