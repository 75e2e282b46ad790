import type { DocumentNode, ObjectTypeDefinitionNode } from 'graphql';
import { findDirective, readDirective } from './directive-values.ts';
import { didYouMean, placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, ListMapping, Mapping, RelationField, TypeMapping, ValueMapping } from './model.ts';

const builtInTypes: readonly string[] = [
  'ID',
  'String',
  'Int',
  'Float',
  'Boolean',
  'PartialDate',
  'Date',
  'DateTime',
  'Decimal',
];

/** What can only be judged when all types of a file are read: that they fit one another. */
export function checkTypes(mapping: Omit<Mapping, 'source'>, document: DocumentNode, mistakes: Mistakes): void {
  const nodes = new Map(
    document.definitions.flatMap((node) =>
      node.kind === 'ObjectTypeDefinition' ? [[node.name.value, node] as const] : [],
    ),
  );
  for (const type of mapping.types.values()) {
    const scope = { mapping, mistakes, type };
    checkKeys(scope);
    for (const field of type.fields.values()) checkField(field, scope);
    const node = nodes.get(type.name);
    if (node !== undefined) checkSubject(node, scope);
  }
  for (const root of mapping.roots.values()) {
    if (root.kind === 'list') checkList(root.list, root.target, { mapping, mistakes });
  }
}

type Scope = { readonly mapping: Omit<Mapping, 'source'>; readonly mistakes: Mistakes };
type TypeScope = Scope & { readonly type: TypeMapping };

function checkKeys({ type, mistakes }: TypeScope): void {
  for (const field of new Set(type.keys.flat())) {
    const mapped = type.fields.get(field);
    if (mapped !== undefined && mapped.kind !== 'value')
      mistakes.add('MAPPING_KEY_FIELD_UNMAPPED', mapped.place, { field });
  }
}

function checkField(field: FieldMapping, scope: TypeScope): void {
  switch (field.kind) {
    case 'value':
      return checkValue(field.value, field, scope);
    case 'through':
      checkValue(field.value, field, scope);
      return checkThrough(field, scope);
    case 'relation':
      return checkRelation(field, scope);
    case 'absent':
      return;
  }
}

function checkValue(value: ValueMapping, field: FieldMapping, { mapping, mistakes }: TypeScope): void {
  if (builtInTypes.includes(value.type) || mapping.enums.has(value.type)) return;
  mistakes.add('MAPPING_CODES_MISSING', field.place, { enum: value.type, column: value.columns.join(', ') });
}

function checkThrough(field: Extract<FieldMapping, { kind: 'through' }>, { type, mistakes }: TypeScope): void {
  const relation = type.fields.get(field.relation);
  if (relation?.kind === 'relation' && relation.list === null) return;
  const relations = [...type.fields.values()]
    .filter((each) => each.kind === 'relation' && each.list === null)
    .map((each) => each.name);
  const fix = didYouMean(field.relation, relations, 'Name a field with @relation that leads to one row.');
  mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', field.place, {
    directive: 'column',
    reason: `${type.name} has no relation “${field.relation}” to one row`,
    fix,
  });
}

function checkRelation(field: RelationField, scope: TypeScope): void {
  const { type, mapping, mistakes } = scope;
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_RELATION_INVALID', field.place, { reason, fix });
  const target = mapping.types.get(field.target);
  if (target === undefined || target.table === null) {
    wrong(
      `${field.target} has no table in this file`,
      `Add @table to ${field.target}, or relate to a type that has one.`,
    );
  }
  if (field.from.kind === 'fields') {
    for (const name of field.from.fields) {
      if (type.fields.get(name)?.kind !== 'value')
        wrong(
          `${type.name} has no field “${name}” read from a column`,
          didYouMean(name, type.fields.keys(), 'Name a field with @column.'),
        );
    }
  }
  if (field.list !== null) checkList(field.list, field.target, scope);
}

function checkList(list: ListMapping, targetName: string, { mapping, mistakes }: Scope): void {
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_LIST_INVALID', list.place, { reason, fix });
  const target = mapping.types.get(targetName);
  if (target === undefined) return;
  for (const { field } of list.orderBy) {
    if (target.fields.get(field)?.kind === 'value') continue;
    wrong(
      `${targetName} has no field “${field}” read from a column, to order by`,
      didYouMean(field, target.fields.keys(), 'Name a field with @column.'),
    );
  }
  if (target.keys.length === 0)
    wrong(`${targetName} has no key, so its pages can’t be told apart`, `Add @key to ${targetName}.`);
}

function checkSubject(node: ObjectTypeDefinitionNode, scope: TypeScope): void {
  const { type, mistakes } = scope;
  const subject = readDirective(node, 'subject', mistakes)?.text('field');
  if (subject !== undefined && subject !== null) {
    if (type.fields.get(subject)?.kind === 'value') return;
    const fix = didYouMean(subject, type.fields.keys(), 'Name the field that holds the person’s id.');
    mistakes.add('MAPPING_SUBJECT_INVALID', placeOf(findDirective(node, 'subject')), {
      reason: `${type.name} has no field “${subject}” read from a column`,
      fix,
    });
    return;
  }
  for (const field of type.fields.values()) {
    if (field.kind !== 'value' || !field.value.codecs.includes('RESIDENT_ID')) continue;
    const fieldNode = node.fields?.find((each) => each.name.value === field.name);
    if (
      fieldNode !== undefined &&
      (findDirective(fieldNode, 'public') ?? findDirective(fieldNode, 'personal')) !== undefined
    )
      continue;
    mistakes.add('MAPPING_SUBJECT_MISSING', field.place, {
      type: type.name,
      column: field.value.columns.join(', '),
      field: field.name,
    });
  }
}
