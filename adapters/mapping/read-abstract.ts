import {
  Kind,
  print,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { isMappedAbstract, possibleNodes, type AbstractNode } from '../sdl/abstract-types.ts';
import { findDirective } from './directive-values.ts';
import { mappingText } from './mapping-text.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, TableMapping, TypeMapping } from './model.ts';
import { isTableLost, readTable } from './read-type.ts';

export type AbstractScope = {
  readonly types: ReadonlyMap<string, TypeMapping>;
  /** Of the whole file, expanded. */
  readonly definitions: readonly DefinitionNode[];
  readonly mistakes: Mistakes;
};

/** An interface or union over one table: the rows of its types, which each of these tells by its own condition. */
export function readAbstract(node: AbstractNode, { types, definitions, mistakes }: AbstractScope): TypeMapping {
  const nodes = possibleNodes(node, definitions);
  const table = readTable(node, mistakes);
  const possible = nodes.flatMap(({ name }) => types.get(name.value) ?? []);
  const fields = commonFields(possible, node);
  const read: TypeMapping = {
    place: placeOf(node.name),
    name: node.name.value,
    table,
    keys: foundBy(commonKeys(possible), fields),
    fields,
    possible: possible.map(({ name }) => name),
  };
  if (table !== null && !mistakes.isTold(node))
    checkPossible(node, { ...read, table, nodes, types, definitions, mistakes });
  return read;
}

const isAlike = (one: unknown, other: unknown): boolean => mappingText(one) === mappingText(other);

function commonKeys([first, ...others]: readonly TypeMapping[]): TypeMapping['keys'] {
  return (first?.keys ?? []).filter((key) => others.every(({ keys }) => keys.some((each) => isAlike(each, key))));
}

/** A key by fields that not all types read alike finds no row of them. */
const foundBy = (keys: TypeMapping['keys'], fields: TypeMapping['fields']): TypeMapping['keys'] =>
  keys.filter((key) => key.every((name) => fields.has(name)));

/** Fields that all types read alike; of an interface, those that it has. */
function commonFields([first, ...others]: readonly TypeMapping[], node: AbstractNode): TypeMapping['fields'] {
  const own = node.kind === Kind.UNION_TYPE_DEFINITION ? null : new Set(node.fields?.map(({ name }) => name.value));
  const isCommon = (field: FieldMapping) =>
    own?.has(field.name) !== false && others.every(({ fields }) => isAlike(fields.get(field.name), field));
  return new Map([...(first?.fields ?? [])].filter(([, field]) => isCommon(field)));
}

type PossibleScope = AbstractScope & {
  readonly name: string;
  readonly table: TableMapping;
  readonly fields: TypeMapping['fields'];
  readonly nodes: readonly ObjectTypeDefinitionNode[];
};

/** Every type is read from the interface's own table, says which rows are of it, and is about the same person. */
function checkPossible(node: AbstractNode, scope: PossibleScope): void {
  const { name, nodes, mistakes } = scope;
  if (nodes.length === 0)
    mistakes.add('MAPPING_ABSTRACT_INVALID', placeOf(node.name), {
      type: name,
      reason: 'no type of the file implements it',
      fix: `Write \`type X implements ${name}\` for each kind of row.`,
    });
  const conditions = new Map<string, string>();
  for (const each of nodes) checkType(each, { ...scope, conditions });
  if (node.kind === Kind.INTERFACE_TYPE_DEFINITION)
    for (const each of nodes) {
      checkFieldTypes(each, node, mistakes);
      checkOtherInterfaces(each, node, scope);
    }
  else checkTypesOnce(node, scope);
  checkSubjects(node, scope);
}

function checkType(
  node: ObjectTypeDefinitionNode,
  { name, table, types, mistakes, conditions }: PossibleScope & { readonly conditions: Map<string, string> },
): void {
  const type = node.name.value;
  const own = types.get(type)?.table ?? null;
  const wrong = (reason: string, fix: string, place = placeOf(findDirective(node, 'table') ?? node.name)) =>
    mistakes.add('MAPPING_ABSTRACT_INVALID', place, { type: name, reason, fix });
  if (isTableLost(node, mistakes)) return;
  if (own === null) return wrong(`${type} has no table`, `Write @table(name: "${table.name}", where: "…") on ${type}.`);
  if (own.name !== table.name)
    return wrong(`${type} is read from another table`, `Read it from “${table.name}”, or from one view of both.`);
  if (own.schema !== table.schema)
    return wrong(`${type} is read from another schema`, 'Write the same schema in both @table.');
  if (own.where === null)
    return wrong(
      `nothing says which rows are ${type}`,
      `Add a condition: @table(name: "${table.name}", where: "lx = '1'").`,
    );
  const condition = mappingText(own.where);
  const other = conditions.get(condition);
  if (other !== undefined) wrong(`${other} and ${type} are the same rows`, 'Give each a condition of its own.');
  conditions.set(condition, type);
}

/** A type may promise more than its interface: that the value is there. */
function checkFieldTypes(type: ObjectTypeDefinitionNode, abstract: AbstractNode, mistakes: Mistakes): void {
  const own = new Map((type.fields ?? []).map((field) => [field.name.value, field]));
  for (const field of abstract.kind === Kind.INTERFACE_TYPE_DEFINITION ? (abstract.fields ?? []) : []) {
    const found = own.get(field.name.value);
    if (found === undefined || mistakes.isTold(found)) continue;
    const [wanted, given] = [print(field.type), print(found.type)];
    if (given === wanted || given === `${wanted}!`) continue;
    mistakes.add('MAPPING_INTERFACE_INVALID', placeOf(found.type), {
      type: type.name.value,
      interface: abstract.name.value,
      reason: `“${field.name.value}” is ${wanted} there`,
      fix: `Write \`${field.name.value}: ${wanted}\`, or leave the field to the interface.`,
    });
  }
}

/** What two interfaces say of one field, its type can't read in two ways. */
function checkOtherInterfaces(
  type: ObjectTypeDefinitionNode,
  node: InterfaceTypeDefinitionNode,
  { definitions, mistakes }: PossibleScope,
): void {
  const others = definitions.filter(
    (each) => each.kind === Kind.INTERFACE_TYPE_DEFINITION && each !== node && isMappedAbstract(each) && possibleNodes(each, definitions).includes(type), // prettier-ignore
  ) as readonly InterfaceTypeDefinitionNode[]; // by their kind
  const said = new Map((node.fields ?? []).map((field) => [field.name.value, field]));
  for (const other of others.filter(({ name }) => name.value > node.name.value))
    for (const field of other.fields ?? []) {
      const own = said.get(field.name.value);
      if (own === undefined || saysAlike(own, field)) continue;
      mistakes.add('MAPPING_ABSTRACT_INVALID', placeOf(field), {
        type: other.name.value,
        reason: `${type.name.value} has “${field.name.value}” of ${node.name.value} as well, which reads it otherwise`,
        fix: 'Say the same in both, or give one of the fields another name.',
      });
    }
}

const saysAlike = (one: FieldDefinitionNode, other: FieldDefinitionNode): boolean =>
  (one.directives ?? []).map(print).sort().join(' ') === (other.directives ?? []).map(print).sort().join(' ');

function checkTypesOnce(node: UnionTypeDefinitionNode, { name, mistakes }: PossibleScope): void {
  const names = (node.types ?? []).map((type) => type.name.value);
  for (const [index, type] of (node.types ?? []).entries())
    if (names.indexOf(type.name.value) < index)
      mistakes.add('MAPPING_ABSTRACT_INVALID', placeOf(type), {
        type: name,
        reason: `${type.name.value} is named twice`,
        fix: 'Remove one of the two.',
      });
}

/** Whose the rows are must be known before it is known what they are. */
function checkSubjects(node: AbstractNode, { name, nodes, fields, mistakes }: PossibleScope): void {
  const subjectOf = (each: ObjectTypeDefinitionNode | undefined) => {
    const found = each === undefined ? undefined : findDirective(each, 'subject');
    return found === undefined ? null : print(found);
  };
  const [first] = nodes;
  const subject = subjectOf(first);
  const other = nodes.find((each) => subjectOf(each) !== subject);
  const wrong = (reason: string, fix: string) =>
    mistakes.add('MAPPING_ABSTRACT_INVALID', placeOf(node.name), { type: name, reason, fix });
  if (first !== undefined && other !== undefined)
    return wrong(
      `${first.name.value} and ${other.name.value} do not say alike whose data their rows are`,
      'Write the same @subject on all its types.',
    );
  const named = first === undefined ? undefined : findDirective(first, 'subject');
  const unlike = (named?.arguments ?? [])
    .flatMap(({ value }) => (value.kind === Kind.LIST ? value.values : [value]))
    .flatMap((value) => (value.kind === Kind.STRING && !fields.has(value.value) ? [value.value] : []));
  const isThere = node.kind === Kind.UNION_TYPE_DEFINITION || node.fields?.some((field) => field.name.value === unlike[0]) === true; // prettier-ignore
  if (unlike[0] === undefined || nodes.some((each) => mistakes.isTold(each))) return;
  if (!isThere) wrong(`it has no field “${unlike[0]}”, which says whose the rows are`, `Write the field on ${name}.`);
  else wrong(`its types do not read “${unlike[0]}” alike`, 'Read it from the same column, in the same way, in each.');
}
