import { tableKey, type Catalog, type ColumnInfo, type Dialect, type TableInfo } from '../database/dialect.ts';
import { didYouMean, type Mistakes } from '../mapping/mistake.ts';
import type { Mapping, Place, TableMapping } from '../mapping/model.ts';

export type CheckScope = { readonly mapping: Mapping; readonly catalog: Catalog; readonly dialect: Dialect };
export type InDatabase = CheckScope & { readonly mistakes: Mistakes };
export type InTable = InDatabase & { readonly info: TableInfo };

/**
 * What the database says of a table; a mistake is told where it has none.
 * @param write the mapping of a table in a schema, as its owner would write it
 */
export function findTable(
  table: TableMapping,
  { catalog, dialect, mistakes }: InDatabase,
  write = (schema: string, name: string) => `@table(schema: "${schema}", name: "${name}")`,
): TableInfo | undefined {
  const info = catalog.tables.get(tableKey(dialect, table));
  if (info === undefined) {
    const [schema, name] = table.name.split('.');
    const fix =
      schema !== undefined && name !== undefined
        ? `Write ${write(schema, name)}.`
        : didYouMean(table.name, catalog.names, 'Name a table or view that the account may read.');
    mistakes.add('MAPPING_UNKNOWN_TABLE', table.place, { table: table.name, fix });
  }
  return info;
}

/** What the database says of a column; a mistake is told where the table has none of that name. */
export function findColumn(column: string, place: Place, { info, dialect, mistakes }: InTable): ColumnInfo | undefined {
  const found = info.columns.get(dialect.fold(column));
  if (found === undefined) {
    const names = [...info.columns.values()].map((each) => each.name);
    const fix = didYouMean(column, names, `Its columns are ${names.slice(0, 20).join(', ')}.`);
    mistakes.add('MAPPING_UNKNOWN_COLUMN', place, { table: info.name, column, fix });
  }
  return found;
}
