import type { ObjectTypeDefinitionNode } from 'graphql';
import { isLost, isPlain, valueFields, type CheckScope, type TypeCheckScope } from './check-scope.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { didYouMean, placeOf } from './mistake.ts';
import type { FieldMapping, Place, ReferenceField, ValueField } from './model.ts';
import { personColumns } from './person-columns.ts';

/** Whose data the rows of a type are: said by the type, or by each field that names a person. */
export function checkSubject(node: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  const { type, mistakes } = scope;
  if (findDirective(node, 'subject') !== undefined) {
    const values = readDirective(node, 'subject', mistakes);
    if (values !== null) checkAlternative(values.texts('or'), placeOf(findDirective(node, 'subject')), scope);
    const subject = values?.text('field') ?? null;
    const found = subject === null ? undefined : type.fields.get(subject);
    if (subject === null || (found?.kind === 'value' && isPlain(found.value)) || isLost(scope, type.name, subject))
      return;
    const fix = didYouMean(subject, valueFields(type), 'Name the field that holds the person’s id.');
    mistakes.add('MAPPING_SUBJECT_INVALID', placeOf(findDirective(node, 'subject')), {
      reason: `${type.name} has no field “${subject}” read from a column as it stands`,
      fix,
    });
    return;
  }
  const columns = personColumns(scope);
  for (const field of type.fields.values()) {
    if (!namesPerson(field, scope) && !isReadFrom(field, columns)) continue;
    const fieldNode = node.fields?.find((each) => each.name.value === field.name);
    if (
      fieldNode !== undefined &&
      (findDirective(fieldNode, 'public') ?? findDirective(fieldNode, 'personal')) !== undefined
    )
      continue;
    mistakes.add('MAPPING_SUBJECT_MISSING', field.place, {
      type: type.name,
      column: (field.kind === 'value' ? field.value.columns : field.columns).join(', ') || jsonPathOf(field),
      field: field.name,
    });
  }
}

/** A number may have changed hands and a name is shared by many: only both together tell whose a row is. */
function checkAlternative(fields: readonly string[], place: Place, { type, mistakes }: TypeCheckScope): void {
  if (fields.length === 0) return;
  const codecs = fields.map((name) => {
    const field = type.fields.get(name);
    return field?.kind === 'value' && isPlain(field.value) ? field.value.codecs.join() : 'none';
  });
  if (codecs.sort().join(' ') === 'PERSON_NAME PHONE') return;
  mistakes.add('MAPPING_SUBJECT_INVALID', place, {
    reason: `“or” names ${fields.join(' and ')}; without an id only a telephone and a name together tell whose a row is`,
    fix: 'Name two fields, one with @column(as: PHONE) and one with @column(as: PERSON_NAME).',
  });
}

/** What an object in JSON reads, which names no column. */
const jsonPathOf = (field: FieldMapping): string => (field.kind === 'value' ? (field.value.json ?? '') : '');

/** A value of a column that holds a person's id, or of a part of it. */
const isReadFrom = (field: FieldMapping, columns: ReadonlySet<string>): field is ValueField =>
  field.kind === 'value' && field.value.columns.some((column) => columns.has(column.toLowerCase()));

/** A resident id, or a reference to somebody by it. */
function namesPerson(field: FieldMapping, { nodes }: CheckScope): field is ValueField | ReferenceField {
  if (field.kind === 'value') return field.value.codecs.includes('RESIDENT_ID');
  const target = field.kind === 'reference' ? nodes.get(field.target) : undefined;
  return target !== undefined && findDirective(target, 'subject') !== undefined;
}
