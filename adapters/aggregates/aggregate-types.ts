import {
  Kind,
  parseType,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  type StringValueNode,
} from 'graphql';
import { input, inputType } from '../filters/input-nodes.ts';
import type { Mapping, TypeMapping } from '../mapping/model.ts';
import type { IsHidden } from '../sdl/hidden-fields.ts';
import { joinDirectives } from '../sdl/join-directives.ts';
import { isAbstractNode, possibleNodes } from '../sdl/abstract-types.ts';
import { aggregableOf, type Aggregable } from './aggregable.ts';
import { aggregateField, aggregateNames } from './aggregate-names.ts';

/**
 * Gives every list a field beside it that counts and sums its rows, and adds the types these are given in. Connections
 * are the same in every department, and can't hold what only one has. Of what is hidden from clients nothing is worked out.
 */
export function addAggregates(expanded: DocumentNode, scope: AggregateScope): DocumentNode {
  const { mapping } = scope;
  const types = new Map<string, readonly DefinitionNode[]>();
  const about = aboutPeople(expanded);
  const definitions = expanded.definitions.map((node) => {
    if (!hasFields(node)) return node;
    const fields = (node.fields ?? []).flatMap((field) => {
      const target = targetOf(node.name.value, field.name.value, mapping);
      if (target === undefined) return [field];
      types.set(target.name, typesFor(target, expanded, scope));
      return [
        field,
        besideList(field, target, {
          mapping,
          isAboutPerson: about.has(target.name),
          gates: gatesOf(target.name, expanded),
        }),
      ];
    });
    return { ...node, fields };
  });
  return { kind: Kind.DOCUMENT, definitions: [...definitions, ...[...types.values()].flat()] };
}

type AggregateScope = { readonly mapping: Mapping; readonly isHidden: IsHidden };

const isObject = (node: DefinitionNode): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION;

const hasFields = (node: DefinitionNode): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode =>
  isObject(node) || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** Types whose rows are about one person; an interface or union where those of its types are. */
function aboutPeople({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = definitions.flatMap((node) => {
    if (!isObject(node) && !isAbstractNode(node)) return [];
    const possible = isObject(node) ? [node] : possibleNodes(node, definitions);
    return possible.some((each) => has(each, 'subject')) ? [node.name.value] : [];
  });
  return new Set(names);
}

/** The fields of a type, by name; as personal as in any type that an interface or union may be. */
function fieldNodes(name: string, { definitions }: DocumentNode): ReadonlyMap<string, FieldDefinitionNode> {
  const node = definitions.find((each) => (hasFields(each) || isAbstractNode(each)) && each.name.value === name);
  const own = node !== undefined && hasFields(node) ? (node.fields ?? []) : [];
  const possible = node !== undefined && isAbstractNode(node) ? possibleNodes(node, definitions) : [];
  const fields = new Map<string, FieldDefinitionNode>();
  for (const field of [...own, ...possible.flatMap((each) => each.fields ?? [])]) {
    const known = fields.get(field.name.value);
    // What is kept back in one type is so in what is worked out over all.
    fields.set(field.name.value, known === undefined ? field : { ...known, directives: joinDirectives(known.directives, field.directives) }); // prettier-ignore
  }
  return fields;
}

/** What closes a type or field, beside that it is personal: what is worked out over it is closed as it is. */
const gateNames: readonly string[] = ['purpose', 'agreement', 'authenticated', 'requiresScopes', 'policy'];

/** Those of a type, or of every type that an interface or union may be. */
function gatesOf(name: string, { definitions }: DocumentNode): readonly ConstDirectiveNode[] {
  const nodes = definitions.flatMap((each) => {
    if (isObject(each)) return each.name.value === name ? [each] : [];
    return isAbstractNode(each) && each.name.value === name ? [each, ...possibleNodes(each, definitions)] : [];
  });
  return nodes.flatMap(({ directives = [] }) => directives.filter((each) => gateNames.includes(each.name.value)));
}

const has = (node: Pick<FieldDefinitionNode, 'directives'>, directive: string): boolean =>
  (node.directives ?? []).some(({ name }) => name.value === directive);

function targetOf(type: string, field: string, { types, roots }: Mapping): TypeMapping | undefined {
  const found =
    type === 'Query' ? roots.get(aggregateField(field)) : types.get(type)?.fields.get(aggregateField(field));
  return found?.kind === 'aggregate' ? types.get(found.target) : undefined;
}

type ListScope = {
  readonly mapping: Mapping;
  readonly isAboutPerson: boolean;
  /** What its rows are closed by. */
  readonly gates: readonly ConstDirectiveNode[];
};

/** As personal as the list: how many there are of somebody says as much as who they are. */
function besideList(
  list: FieldDefinitionNode,
  target: TypeMapping,
  { mapping, isAboutPerson, gates }: ListScope,
): FieldDefinitionNode {
  const names = aggregateNames(mapping.source.name, target.name);
  const where = (list.arguments ?? []).filter(({ name }) => name.value === 'where');
  const directives = (list.directives ?? []).filter(({ name }) => ['personal', 'public', 'requires', ...gateNames].includes(name.value)); // prettier-ignore
  const isPersonal = isAboutPerson && !has(list, 'public') && !has(list, 'personal');
  return {
    ...field(aggregateField(list.name.value), `[${names.aggregate}]`, `Counts, sums and the like over ${list.name.value}: one entry, or one for each group.`), // prettier-ignore
    ...(list.loc !== undefined && { loc: list.loc }),
    arguments: [...where, input('groupBy', `[${names.groupBy}!]`, 'What rows are grouped by; all are one group where it is absent.')], // prettier-ignore
    directives: [...directives, ...(isPersonal ? [directive('personal')] : []), ...gates.filter(({ name }) => !directives.some((own) => own.name.value === name.value))], // prettier-ignore
  };
}

const directive = (name: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
});

const describe = (value: string): StringValueNode => ({ kind: Kind.STRING, value });

const field = (name: string, type: string, description: string): FieldDefinitionNode => ({
  kind: Kind.FIELD_DEFINITION,
  name: { kind: Kind.NAME, value: name },
  type: parseType(type, { noLocation: true }),
  description: describe(description),
});

const objectType = (
  name: string,
  description: string,
  fields: readonly FieldDefinitionNode[],
): ObjectTypeDefinitionNode => ({
  kind: Kind.OBJECT_TYPE_DEFINITION,
  name: { kind: Kind.NAME, value: name },
  description: describe(description),
  fields,
});

type Part = { readonly name: string; readonly type: string; readonly can: Aggregable; readonly node: FieldDefinitionNode }; // prettier-ignore

function typesFor(
  type: TypeMapping,
  expanded: DocumentNode,
  { mapping, isHidden }: AggregateScope,
): readonly DefinitionNode[] {
  const names = aggregateNames(mapping.source.name, type.name);
  const nodes = fieldNodes(type.name, expanded);
  const parts = [...type.fields.values()].flatMap((each): readonly Part[] => {
    const [can, of] = [aggregableOf(each, type, mapping), nodes.get(each.name)];
    return can === null || of === undefined || each.kind !== 'value' || isHidden(type.name, each.name) ? [] : [{ name: each.name, type: each.value.type, can, node: of }]; // prettier-ignore
  });
  /** A type with the fields that can be asked so; null where there are none. As personal as these are. */
  const make = (name: string, description: string, typeOf: (part: Part) => string | null) => {
    const fields = parts.flatMap((part) => {
      const of = typeOf(part);
      if (of === null) return [];
      const made = field(part.name, of, part.node.description?.value ?? part.name);
      const closed = (part.node.directives ?? []).filter((each) =>
        ['personal', ...gateNames].includes(each.name.value),
      );
      return [closed.length === 0 ? made : { ...made, directives: closed }];
    });
    return fields.length === 0 ? null : objectType(name, description, fields);
  };
  const made = {
    key: make(names.key, `What the rows of a group of ${type.name} have in common.`, ({ can, type: of }) => can.groups === null ? null : can.groups === 'date' ? 'String' : of), // prettier-ignore
    distinct: make(names.counts, `How many different values ${type.name} has.`, ({ can }) => (can.isDistinct ? 'Int' : null)), // prettier-ignore
    sum: make(names.sums, `Sums over ${type.name}; null where nothing is known.`, ({ can }) => can.sum),
    avg: make(names.averages, `Averages over ${type.name}; null where nothing is known.`, ({ can }) => can.sum === null ? null : 'Float'), // prettier-ignore
    values: make(names.values, `Values of ${type.name} at one end of their range.`, ({ can, type: of }) => can.hasRange ? of : null), // prettier-ignore
  };
  const part = (name: string, of: ObjectTypeDefinitionNode | null, description: string) =>
    of === null ? [] : [field(name, of.name.value, description)];
  const aggregate = objectType(names.aggregate, `Counts, sums and the like over rows of ${type.name}.`, [
    ...part('key', made.key, 'What the group has in common: the fields that were grouped by.'),
    field('count', 'Int', 'How many rows there are.'),
    field('suppressed', 'Boolean', 'Are the numbers kept back, since they would tell of fewer than ten people? Then they are null.'), // prettier-ignore
    ...part('distinct', made.distinct, 'How many different values there are; what is not known is none.'),
    ...part('sum', made.sum, 'The sum of what is known.'),
    ...part('avg', made.avg, 'The average of what is known.'),
    ...part('min', made.values, 'The smallest, or earliest.'),
    ...part('max', made.values, 'The largest, or latest.'),
  ]);
  const groups = parts.filter(({ can }) => can.groups !== null).map((each) => groupInput(each));
  const groupBy = inputType(names.groupBy, `One field that rows of ${type.name} are grouped by.`, groups);
  return [aggregate, ...Object.values(made).filter((each) => each !== null), groupBy];
}

const groupInput = ({ name, can, node }: Part): InputValueDefinitionNode =>
  input(name, can.groups === 'date' ? 'DateBucket' : 'GroupBy', node.description?.value ?? name);
