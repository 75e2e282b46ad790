import type { DepartmentSeed, TableDesign } from './department-seed.ts';

/** How an engine is told of a table. */
export type TableDialect = {
  readonly quote: (name: string) => string;
  readonly columnType: (type: string) => string;
  readonly options: (design: TableDesign) => string;
};

/** Renders `CREATE TABLE`. */
export function createTable(name: string, design: TableDesign, dialect: TableDialect): string {
  const columns = Object.entries(design.columns).map(
    ([column, type]) => `${dialect.quote(column)} ${dialect.columnType(type)}`,
  );
  const key = design.key === undefined ? [] : [`PRIMARY KEY (${design.key.map(dialect.quote).join(', ')})`];
  return `CREATE TABLE ${dialect.quote(name)} (${[...columns, ...key].join(', ')}) ${dialect.options(design)}`.trimEnd();
}

const standardQuote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const asWritten = (type: string): string => type;

export const postgresTables: TableDialect = {
  quote: standardQuote,
  columnType: asWritten,
  options: ({ options = '' }) => options,
};

/** A table without a charset of its own has utf8mb4, whatever the server's default. */
export const mariadbTables: TableDialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  columnType: asWritten,
  options: ({ options = '' }) =>
    /\b(charset|character set)\b/i.test(options) ? options : `${options} DEFAULT CHARACTER SET utf8mb4`.trimStart(),
};

/** For a department of SQLite's own, and for one that was meant for MariaDB. */
export const sqliteTables = ({ engine }: DepartmentSeed): TableDialect => ({
  quote: standardQuote,
  columnType: engine === 'sqlite' ? asWritten : withoutMariadbWords,
  options: ({ options = '' }) => (engine === 'sqlite' ? options : ''),
});

/** What MariaDB says of a column and SQLite does not understand. */
const mariadbWords =
  /\b(unsigned|zerofill|auto_increment|(character set|charset|collate)\s*=?\s*\w+|on update \S+|comment\s+'([^']|'')*')(?!\w)/gi;

const withoutMariadbWords = (type: string): string =>
  type
    .replace(mariadbWords, '')
    .replace(/^\s*(enum|set)\s*\([^)]*\)/i, 'text')
    .replace(/\s+/g, ' ')
    .trim();
