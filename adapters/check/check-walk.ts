import { isOneKind, type TableInfo } from '../database/dialect.ts';
import type { RelationField } from '../mapping/model.ts';
import type { InDatabase } from './find-in-database.ts';

/** Are the columns by which a relation is followed again of one kind with those they are held against? */
export function checkWalk(field: RelationField, table: TableInfo, { dialect, mistakes }: InDatabase): void {
  if (field.upTo === null || field.from.kind !== 'columns') return;
  for (const [index, name] of field.from.columns.entries()) {
    const leading = table.columns.get(dialect.fold(name));
    const reference = table.columns.get(dialect.fold(field.references[index] ?? ''));
    if (leading === undefined || reference === undefined || isOneKind(leading, reference)) continue;
    mistakes.add('MAPPING_RELATION_INVALID', field.place, {
      reason: `upTo compares columns as they stand, and “${leading.name}” is ${leading.type} and “${reference.name}” is ${reference.type}`,
      fix: 'Name columns of one kind, of a view that casts one if need be, or remove upTo.',
    });
  }
}
