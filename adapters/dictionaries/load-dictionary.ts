import { tableConditions, TableRead, type Database } from '../compile/table-read.ts';
import type { Row } from '../database/driver.ts';
import type { DictionaryMapping } from '../mapping/model.ts';
import { and, join, number, renderSql, sql, type SqlValue, type Statement } from '../sql/sql.ts';
import { storedText } from '../values/read-value.ts';

/** Rows of one enum's dictionary; what has more is no dictionary, or lacks its `where`. */
export const maxDictionaryRows = 5000;

/** A row of a dictionary that says something: a code as columns hold it, and its name without blanks around. */
export type DictionaryEntry = { readonly code: string; readonly name: string };

export type DictionaryScope = {
  readonly database: Database;
  readonly query: (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;
};

/** A dictionary has more rows than are read of one; `check` tells its owner. */
export class DictionaryTooLarge extends Error {
  constructor({ table }: DictionaryMapping) {
    super(`the dictionary “${table.name}” has more than ${maxDictionaryRows} rows that count`);
  }
}

/**
 * Reads a dictionary; rows without a code or a name say nothing and are left out. In no order: nothing may depend on
 * how an engine compares text.
 * @throws {MissingInDatabase} where its table or a column is not there
 * @throws {DictionaryTooLarge}
 * @throws {OnestopError} `DEPARTMENT_*`
 */
export async function loadDictionary(
  dictionary: DictionaryMapping,
  { database, query }: DictionaryScope,
): Promise<readonly DictionaryEntry[]> {
  const { statement, code, name } = dictionaryStatement(dictionary, database);
  const rows = await query(statement.text, []);
  if (rows.length > maxDictionaryRows) throw new DictionaryTooLarge(dictionary);
  return rows.flatMap((row) => {
    const entry = { code: textAt(row, code), name: textAt(row, name).trim() };
    return entry.code === '' || entry.name === '' ? [] : [entry];
  });
}

const textAt = (row: Row, position: number): string => {
  const raw = row[position] ?? null;
  return raw === null ? '' : (storedText(raw) ?? '');
};

function dictionaryStatement(
  { table, code, name }: DictionaryMapping,
  database: Database,
): { readonly statement: Statement; readonly code: number; readonly name: number } {
  const read = new TableRead(table, database);
  const positions = { code: read.column(read.base, code), name: read.column(read.base, name) };
  const conditions = tableConditions(read.base, database.dialect);
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, and)}`;
  const tree = sql`SELECT ${read.columnList()} FROM ${read.table()}${where} LIMIT ${number(String(maxDictionaryRows + 1))}`;
  return { statement: renderSql(tree, database.dialect), ...positions };
}
