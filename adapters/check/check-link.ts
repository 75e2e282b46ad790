import { isOneKind, type TableInfo } from '../database/dialect.ts';
import { conditionColumns } from '../mapping/condition.ts';
import type { LinkMapping } from '../mapping/model.ts';
import { findColumn, findTable, type InDatabase } from './find-in-database.ts';

export type Linked = {
  readonly references: readonly string[];
  /** Absent where the target's own table is told of. */
  readonly target: TableInfo | undefined;
};

/** Is the link's table there, with its columns, and are those that lead to the target of one kind with the target's? */
export function checkLink({ table, from, to }: LinkMapping, { references, target }: Linked, scope: InDatabase): void {
  const { dialect, mistakes } = scope;
  const write = (schema: string, name: string) => `link: {schema: "${schema}", table: "${name}", …}`;
  const info = findTable(table, scope, write);
  if (info === undefined) return;
  const named = [...from, ...(table.where === null ? [] : conditionColumns(table.where))];
  for (const column of named) findColumn(column, table.place, { ...scope, info });
  for (const [index, column] of to.entries()) {
    const held = findColumn(column, table.place, { ...scope, info });
    const reference = target?.columns.get(dialect.fold(references[index] ?? ''));
    if (held === undefined || reference === undefined || isOneKind(held, reference)) continue;
    mistakes.add('MAPPING_RELATION_INVALID', table.place, {
      reason: `“${held.name}” of ${info.name} is ${held.type} and “${reference.name}” of ${target?.name ?? ''} is ${reference.type}, which can’t be compared as they stand`,
      fix: 'Name columns of one kind, or a view of the link that casts its column.',
    });
  }
}
