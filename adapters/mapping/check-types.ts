import type { DocumentNode, FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import { checkLabel } from './check-label.ts';
import { checkLookup } from './check-lookup.ts';
import { findDirective } from './directive-values.ts';
import { checkKeptBack } from './check-kept-back.ts';
import { checkPolicy } from './check-policy.ts';
import { checkSubject } from './check-subject.ts';
import { checkUpTo } from './check-up-to.ts';
import { fieldNode, isLost, isPlain, valueFields, type CheckScope, type TypeCheckScope } from './check-scope.ts';
import { didYouMean, placeOf, type Mistakes } from './mistake.ts';
import type {
  EmbeddedField,
  FieldMapping,
  ListMapping,
  Mapping,
  ReferenceField,
  RelationField,
  RootMapping,
  ValueMapping,
} from './model.ts';
import { isTableLost } from './read-type.ts';
import { sortAsTime } from '../values/sort-as-time.ts';

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
  const nodes = new Map<string, ObjectTypeDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === 'ObjectTypeDefinition' && !nodes.has(node.name.value)) nodes.set(node.name.value, node);
  const codedEnums = new Set(
    document.definitions.flatMap((node) =>
      node.kind === 'EnumTypeDefinition' && findDirective(node, 'codes') !== undefined ? [node.name.value] : [],
    ),
  );
  const scope = { mapping, mistakes, nodes, codedEnums };
  // What is wrong with an interface or union is wrong with its types.
  for (const type of mapping.types.values()) if (type.possible.length === 0) checkType({ ...scope, type });
  for (const root of mapping.roots.values()) checkRoot(root, scope);
  checkKeptBack(scope);
}

function checkType(scope: TypeCheckScope): void {
  checkKeys(scope);
  for (const field of scope.type.fields.values()) checkField(field, scope);
  const node = scope.nodes.get(scope.type.name);
  if (node === undefined) return;
  checkSubject(node, scope);
  checkPolicy(node, scope);
}

/** Tells where a type has no table to find rows in. */
function hasRows(name: string, scope: CheckScope, tell: (reason: string, fix: string) => void): boolean {
  const target = scope.mapping.types.get(name);
  if (target !== undefined && target.table !== null) return true;
  const node = scope.nodes.get(name);
  if (node === undefined || !isTableLost(node, scope.mistakes))
    tell(`${name} has no table in this file`, `Write a type ${name} with @table here, or relate to one that has it.`);
  return false;
}

function checkRoot(root: RootMapping, scope: CheckScope): void {
  const node = fieldNode(scope, 'Query', root.name);
  const target = scope.mapping.types.get(root.target);
  if (root.kind !== 'lookup') {
    const wrong = (reason: string, fix: string) =>
      scope.mistakes.add('MAPPING_LIST_INVALID', root.list.place, { reason, fix });
    if (hasRows(root.target, scope, wrong)) checkList(root.list, root.target, scope);
    return;
  }
  const wrong = (reason: string, fix: string) =>
    scope.mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(node && findDirective(node, 'lookup')), {
      directive: 'lookup',
      reason,
      fix,
    });
  if (target === undefined)
    wrong(`${root.target} is no type with rows`, 'Return one type, or use @list for a connection.');
  else if (node !== undefined && hasRows(root.target, scope, wrong))
    checkLookup(root, {
      target,
      node,
      fieldNode: (field) => fieldNode(scope, target.name, field),
      mistakes: scope.mistakes,
    });
}

function checkKeys({ type, mistakes }: TypeCheckScope): void {
  for (const field of new Set(type.keys.flat())) {
    const mapped = type.fields.get(field);
    if (mapped === undefined) continue;
    if (mapped.kind !== 'value') mistakes.add('MAPPING_KEY_FIELD_UNMAPPED', mapped.place, { field });
    else if (type.table === null && mapped.value.type !== 'ID') {
      const reason = `${type.name} has no table here, so “${field}” is a key that others hold, and those are IDs`;
      mistakes.add('MAPPING_KEY_INVALID', mapped.place, { reason, fix: `Write \`${field}: ID!\`, or add @table.` });
    }
  }
}

function checkField(field: FieldMapping, scope: TypeCheckScope): void {
  switch (field.kind) {
    case 'value':
      return checkValue(field.value, field, scope);
    case 'through':
      checkValue(field.value, field, scope);
      checkThroughPerson(field, scope);
      return checkThrough(field, scope);
    case 'relation':
      return checkRelation(field, scope);
    case 'reference':
      return checkReference(field, scope);
    case 'label':
      return checkLabel(field, {
        ...scope,
        isPersonal: (name) => saysPersonal(fieldNode(scope, scope.type.name, name)),
      });
    case 'embedded':
      return checkEmbedded(field, scope);
    case 'constant':
    case 'aggregate':
    case 'absent':
      return;
  }
}

/** What is made of one row's columns holds values, and leads nowhere. */
function checkEmbedded(field: EmbeddedField, scope: TypeCheckScope): void {
  const { mapping, mistakes, type } = scope;
  if (type.table === null)
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', field.place, {
      directive: 'embedded',
      reason: `${type.name} has no table here, whose columns it could be made of`,
      fix: 'Add @table, or remove the field.',
    });
  const inside = [...(mapping.types.get(field.target)?.fields.values() ?? [])];
  const lost = scope.nodes.get(field.target)?.fields?.some(({ name }) => isLost(scope, field.target, name.value));
  if (!inside.some(({ kind }) => kind === 'value') && lost !== true)
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', field.place, {
      directive: 'embedded',
      reason: `${field.target} reads no column, so no row would have one`,
      fix: `Add @column(${field.json === null ? 'name' : 'json'}: "…") to the fields of ${field.target}.`,
    });
  if (field.json === null && inside.some((inner) => inner.kind === 'value' && inner.value.columns.length === 0))
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', field.place, {
      directive: 'embedded',
      reason: `${field.target} stands in JSON elsewhere, and its fields name no columns`,
      fix: 'Give what stands in columns a type of its own.',
    });
  for (const inner of inside) {
    const isValue = inner.kind === 'value' || inner.kind === 'constant' || inner.kind === 'absent';
    if (isValue || (inner.kind === 'label' && inner.label.kind !== 'columns')) continue;
    if (mistakes.isTold(fieldNode(scope, field.target, inner.name))) continue;
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', inner.place, {
      directive: 'embedded',
      reason: `${field.target} is made of columns of other types’ rows, and “${inner.name}” is no such value`,
      fix: 'Use @column or @constant, or give the type a table of its own and use @relation.',
    });
  }
}

const saysPersonal = (node: FieldDefinitionNode | undefined): boolean =>
  node !== undefined && findDirective(node, 'personal') !== undefined;

function checkValue(value: ValueMapping, field: FieldMapping, { codedEnums, mistakes }: TypeCheckScope): void {
  if (builtInTypes.includes(value.type) || codedEnums.has(value.type)) return;
  mistakes.add('MAPPING_CODES_MISSING', field.place, { enum: value.type, column: value.columns.join(', ') });
}

function checkThrough(field: Extract<FieldMapping, { kind: 'through' }>, scope: TypeCheckScope): void {
  const { type, mistakes } = scope;
  const relation = type.fields.get(field.relation);
  if ((relation?.kind === 'relation' && relation.list === null) || isLost(scope, type.name, field.relation)) return;
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

/** What is read through a person's row is that person's, wherever it stands; its owner says so, or says it is not. */
function checkThroughPerson(field: Extract<FieldMapping, { kind: 'through' }>, scope: TypeCheckScope): void {
  const relation = scope.type.fields.get(field.relation);
  const typesOf = (name: string) => {
    const possible = scope.mapping.types.get(name)?.possible ?? [];
    return possible.length === 0 ? [name] : possible;
  };
  const isAboutPerson = (type: string) => {
    const node = scope.nodes.get(type);
    return node !== undefined && findDirective(node, 'subject') !== undefined;
  };
  if (relation?.kind !== 'relation' || isAboutPerson(scope.type.name)) return;
  const isTheirs = typesOf(relation.target).some((type) => isAboutPerson(type) || readsPersonal(type, field.value, scope)); // prettier-ignore
  if (!isTheirs) return;
  const node = fieldNode(scope, scope.type.name, field.name);
  if (node === undefined || (findDirective(node, 'personal') ?? findDirective(node, 'public')) !== undefined) return;
  scope.mistakes.add('MAPPING_SUBJECT_MISSING', field.place, {
    type: scope.type.name,
    column: field.value.columns.join(', '),
    field: field.name,
  });
}

/** Does a field of the type that is personal read one of these columns? */
const readsPersonal = (type: string, { columns }: ValueMapping, scope: TypeCheckScope): boolean =>
  [...(scope.mapping.types.get(type)?.fields.values() ?? [])].some(
    (field) =>
      field.kind === 'value' &&
      field.value.columns.some((column) => columns.includes(column)) &&
      saysPersonal(fieldNode(scope, type, field.name)),
  );

function checkRelation(field: RelationField, scope: TypeCheckScope): void {
  const { type, mistakes } = scope;
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_RELATION_INVALID', field.place, { reason, fix });
  const hasTarget = hasRows(field.target, scope, wrong);
  if (field.from.kind === 'fields') {
    for (const name of field.from.fields) {
      const found = type.fields.get(name);
      if ((found?.kind !== 'value' || !isPlain(found.value)) && !isLost(scope, type.name, name))
        wrong(
          `${type.name} has no field “${name}” read from a column as it stands`,
          didYouMean(name, valueFields(type), 'Name a field with @column.'),
        );
    }
  }
  if (hasTarget) checkUpTo(field, scope);
  if (field.list !== null && hasTarget) checkList(field.list, field.target, scope);
}

function checkReference(field: ReferenceField, { mapping, mistakes }: TypeCheckScope): void {
  const key = mapping.types.get(field.target)?.keys[0] ?? [];
  if (key.length === field.columns.length) return;
  mistakes.add('MAPPING_RELATION_INVALID', field.place, {
    reason: `the key of ${field.target} is “${key.join(' ')}”`,
    fix: `Name ${key.length === 1 ? 'one column' : `${key.length} columns`}, or references where the rows are here.`,
  });
}

function checkList(list: ListMapping, targetName: string, scope: CheckScope): void {
  const { mapping, mistakes } = scope;
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_LIST_INVALID', list.place, { reason, fix });
  const target = mapping.types.get(targetName);
  if (target === undefined) return;
  for (const { field } of list.orderBy) {
    const ordered = target.fields.get(field);
    const orderedNode = fieldNode(scope, targetName, field);
    if (orderedNode !== undefined && findDirective(orderedNode, 'mask') !== undefined)
      wrong(`“${field}” is masked, and an order tells what a mask hides`, 'Order by another field.');
    if (ordered?.kind === 'value' && !isPlain(ordered.value))
      wrong(`“${field}” is not its column as it stands, which has another order`, 'Order by a field that is.');
    else if (ordered?.kind === 'value' && !sortAsTime(ordered.value.formats)) {
      const forms = ordered.value.formats.map((format) => `“${format}”`).join(' and ');
      wrong(
        `“${field}” is stored as ${forms}, which is not in the order of time letter by letter`,
        'Order by a field that sorts as it is stored, such as a number that grows, or by a column of a view that does.',
      );
    }
    if (ordered?.kind === 'value' || isLost(scope, targetName, field)) continue;
    wrong(
      `${targetName} has no field “${field}” read from a column, to order by`,
      didYouMean(field, valueFields(target), 'Name a field with @column.'),
    );
  }
}
