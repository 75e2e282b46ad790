import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import type { Policy } from '../../schema/policy.ts';
import type { Variables } from '../../schema/subgraph.ts';

/** Personal fields, `Citizen.fullName`, that lists of one fetch are filtered, ordered, grouped or summed by. */
export type FilterFields = (variables: Variables) => readonly string[];

/** What names fields of a list's rows: the list's own arguments, and those of the aggregate beside it. */
const naming = new Set(['where', 'orderBy', 'groupBy']);
/** What joins conditions, or says of how many rows of a list they hold; unless the rows have a field of that name. */
const joining = new Set(['and', 'or', 'not', 'some', 'none', 'every']);

/**
 * Finds fields that a fetch names beside those it selects: whoever filters by a value learns it of all that come. What is
 * written in the document is read once; what variables hold, for each request.
 * @param schema of the graph: a department's types have the names that they have there
 */
export function createFilterFields(schema: GraphQLSchema, policy: Policy): (document: DocumentNode) => FilterFields {
  const sums = rowsOfSums(schema);
  return (document) => {
    const found = new Set<string>();
    const asked: { readonly value: ValueNode; readonly rows: Fields }[] = [];
    const info = new TypeInfo(schema);
    const summed = () => {
      const rows = sums.get(info.getParentType()?.name ?? '');
      const name = info.getFieldDef()?.name ?? '';
      if (rows !== undefined && policy.isPersonal(rows.name, name)) found.add(`${rows.name}.${name}`);
    };
    const visitor = {
      Field: summed,
      Argument: ({ name, value }: { readonly name: { readonly value: string }; readonly value: ValueNode }) => {
        const field = info.getFieldDef() ?? null; // of `_entities` nothing is known
        const rows = field === null || !naming.has(name.value) ? null : rowsOf(field.type, sums);
        if (rows === null) return;
        if (hasVariables(value)) asked.push({ value, rows });
        else named(valueFromASTUntyped(value), rows, { policy, found });
      },
    };
    visit(document, visitWithTypeInfo(info, visitor));
    const written = [...found];
    if (asked.length === 0) return () => written;
    return (variables) => {
      const all = new Set(written);
      for (const { value, rows } of asked) named(valueFromASTUntyped(value, variables), rows, { policy, found: all });
      return [...all];
    };
  };
}

/** A type that has fields. */
type Fields = Extract<GraphQLNamedType, { getFields(): unknown; getInterfaces(): unknown }>;
type Naming = { readonly policy: Policy; readonly found: Set<string> };

/** Personal fields of the rows that a value names, and of rows that these lead to. */
function named(value: unknown, rows: Fields, naming: Naming): void {
  if (Array.isArray(value)) {
    for (const each of value) named(each, rows, naming);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, asked] of Object.entries(value)) {
    const field = rows.getFields()[name];
    if (field === undefined) {
      if (joining.has(name)) named(asked, rows, naming);
      continue;
    }
    if (naming.policy.isPersonal(rows.name, name)) naming.found.add(`${rows.name}.${name}`);
    const next = rowsOf(field.type);
    if (next !== null) named(asked, next, naming);
  }
}

/** The rows of a list, of the aggregate beside one, or what a relation leads to; null for plain values. */
function rowsOf(output: GraphQLOutputType, sums?: ReadonlyMap<string, Fields>): Fields | null {
  const type = getNamedType(output);
  if (!hasFields(type)) return null;
  const { nodes } = type.getFields();
  if (nodes === undefined) return sums?.get(type.name) ?? type;
  const node = getNamedType(nodes.type);
  return hasFields(node) ? node : null;
}

/** Names of the types that aggregates are given in, with the rows that they are over: `xsAggregate` stands beside `xs`. */
function rowsOfSums(schema: GraphQLSchema): ReadonlyMap<string, Fields> {
  const sums = new Map<string, Fields>();
  for (const type of Object.values(schema.getTypeMap()).filter(hasFields)) {
    const fields = type.getFields();
    for (const [name, { type: output }] of Object.entries(fields)) {
      const list = name.endsWith('Aggregate') ? fields[name.slice(0, -'Aggregate'.length)] : undefined;
      const rows = list === undefined ? null : rowsOf(list.type);
      const aggregate = getNamedType(output);
      if (rows === null || !hasFields(aggregate)) continue;
      // `key`, `sum`, `min` and the like hold fields that are called as the rows' are.
      const parts = Object.values(aggregate.getFields()).map((part) => getNamedType(part.type));
      for (const each of [aggregate, ...parts.filter(hasFields)]) sums.set(each.name, rows);
    }
  }
  return sums;
}

const hasFields = (type: GraphQLNamedType): type is Fields => isObjectType(type) || isInterfaceType(type);

function hasVariables(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return value.values.some(hasVariables);
    case Kind.OBJECT:
      return value.fields.some((field) => hasVariables(field.value));
    default:
      return false;
  }
}
