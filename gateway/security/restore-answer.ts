import {
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../../schema/subgraph.ts';
import { fieldDefinition, fragmentsOf, operationOf, possibleTypes } from './document-parts.ts';

export type Data = Readonly<Record<string, unknown>>;

export type RestoreRequest = {
  readonly schema: GraphQLSchema;
  /** What the client asked; `data` answers its pruned copy. */
  readonly document: DocumentNode;
  readonly typeKey: string;
  readonly variables: Variables;
};

/** A null where null may not stand: it takes the nearest nullable place above with it. */
const propagated = Symbol('propagated');

/**
 * Puts the answer to a pruned operation back into the client's selection: its fields, in its order,
 * null where a field was taken out. A key that is absent from `data` was taken out. Nulls spread by
 * the specification's rules, up to the whole answer.
 */
export function restoreAnswer(data: Data, { schema, document, typeKey, variables }: RestoreRequest): Data | null {
  const fragments = fragmentsOf(document);
  const operation = operationOf(document);

  const collect = (set: SelectionSetNode, type: GraphQLObjectType, into: Map<string, FieldNode[]>): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection.directives ?? [], variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        into.set(key, [...(into.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment !== undefined && applies(schema, fragment.typeCondition?.name.value, type)) {
        collect(fragment.selectionSet, type, into);
      }
    }
  };

  const completeObject = (sets: readonly SelectionSetNode[], type: GraphQLObjectType, source: Data): unknown => {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) collect(set, type, fields);
    const completed: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [key, nodes] of fields) {
      const value = completeField(key, nodes, { type, source });
      if (value === propagated) return propagated;
      completed[key] = value;
    }
    return completed;
  };

  const completeField = (key: string, nodes: readonly FieldNode[], parent: Parent): unknown => {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return parent.type.name;
    const given = Object.hasOwn(parent.source, key) ? parent.source[key] : null;
    const definition = fieldDefinition(schema, parent.type, name);
    return definition === undefined ? given : completeValue(definition.type, nodes, given);
  };

  const completeValue = (type: GraphQLOutputType, nodes: readonly FieldNode[], given: unknown): unknown => {
    const value = completeNullable(getNullableType(type), nodes, given);
    if (value !== null && value !== propagated) return value;
    return isNonNullType(type) ? propagated : null;
  };

  const completeNullable = (type: GraphQLOutputType, nodes: readonly FieldNode[], given: unknown): unknown => {
    if (given === null || given === undefined) return null;
    if (isListType(type)) {
      if (!Array.isArray(given)) return null;
      const items = given.map((item: unknown) => completeValue(type.ofType, nodes, item));
      return items.includes(propagated) ? null : items;
    }
    const object = runtimeType(schema, getNamedType(type).name, isData(given) ? given[typeKey] : undefined);
    if (object === null || !isData(given)) return isObjectType(type) || isAbstractType(type) ? null : given;
    const sets = nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
    return completeObject(sets, object, given);
  };

  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return null;
  const completed = completeObject([operation.selectionSet], root, data);
  return isData(completed) ? completed : null;
}

type Parent = { readonly type: GraphQLObjectType; readonly source: Data };

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

function runtimeType(schema: GraphQLSchema, declared: string, told: unknown): GraphQLObjectType | null {
  const type = schema.getType(declared);
  if (isObjectType(type)) return type;
  const runtime = isAbstractType(type) && typeof told === 'string' ? schema.getType(told) : undefined;
  return isObjectType(runtime) ? runtime : null;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return conditional !== undefined && possibleTypes(schema, conditional).includes(type);
}

/** Do @skip and @include, all of them, let it through? */
export function isIncluded(directives: readonly DirectiveNode[], variables: Variables): boolean {
  return directives.every((directive) => {
    const node = { directives: [directive] };
    if (directive.name.value === 'skip')
      return getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true;
    if (directive.name.value !== 'include') return true;
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
  });
}
