import type { TypeCheckScope } from './check-scope.ts';
import { columnCodec } from './column-codec.ts';
import type { RelationField } from './model.ts';

/** A relation that is followed again leads to rows that have it too, by columns of which each holds one form of a key. */
export function checkUpTo(field: RelationField, { type, mapping, mistakes }: TypeCheckScope): void {
  const { name, place, target, from, references, codecs } = field;
  if (field.upTo === null || from.kind !== 'columns') return;
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
  if (!hasItself(field, { type, mapping }))
    return wrong(
      `upTo follows “${name}” again from all rows it finds, and not all rows of ${target} have it`,
      `Return ${type.name}Connection, or remove upTo.`,
    );
  const several = [...from.columns, ...references].find(
    (column) => columnCodec(type, column) !== 'TEXT' || (codecs[references.indexOf(column)] ?? 'TEXT') !== 'TEXT',
  );
  if (several !== undefined)
    wrong(
      `upTo compares columns as they stand, and “${several}” holds several forms of a key`,
      'Use columns that hold one form, of a view if need be, or remove upTo.',
    );
}

/** Have all rows of the target this relation: are they of the type itself, or of kinds that all have it alike? */
function hasItself(
  { name, target }: RelationField,
  { type, mapping }: Pick<TypeCheckScope, 'type' | 'mapping'>,
): boolean {
  const found = mapping.types.get(target);
  return target === type.name || (found?.possible.includes(type.name) === true && found.fields.has(name));
}
