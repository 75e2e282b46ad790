import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';

type Source = { readonly name: string; readonly sdl: DocumentNode };
type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/**
 * The same departments without the fields that require what none of the others serves, such as a telephone where
 * there is no registry: a department that is not there costs what depends on it, and nothing else.
 */
export function withoutUnserved<T extends Source>(subgraphs: readonly T[]): readonly T[] {
  const servers = new Map<string, Set<string>>();
  for (const { name, sdl } of subgraphs) {
    for (const type of sdl.definitions.filter(isObject)) {
      for (const field of (type.fields ?? []).filter((each) => !hasDirective(each, 'external')))
        add(servers, `${type.name.value}.${field.name.value}`, name);
    }
  }
  return subgraphs.map((subgraph) => {
    const isServed = (type: string, field: string): boolean =>
      [...(servers.get(`${type}.${field}`) ?? [])].some((name) => name !== subgraph.name);
    return { ...subgraph, sdl: dropFields(subgraph.sdl, isServed) };
  });
}

type IsServed = (type: string, field: string) => boolean;

function dropFields(sdl: DocumentNode, isServed: IsServed): DocumentNode {
  const definitions = sdl.definitions.map((definition): DefinitionNode => {
    if (!isObject(definition)) return definition;
    const all = definition.fields ?? [];
    const kept = all.filter((field) => requiredBy(field).every((name) => isServed(definition.name.value, name)));
    if (kept.length === all.length) return definition;
    const used = new Set([...kept.flatMap(requiredBy), ...(definition.directives ?? []).flatMap(namedFields)]);
    return {
      ...definition,
      fields: kept.filter((field) => !hasDirective(field, 'external') || used.has(field.name.value)),
    };
  });
  return { ...sdl, definitions };
}

const requiredBy = ({ directives = [] }: FieldDefinitionNode): readonly string[] =>
  directives.filter(({ name }) => name.value === 'requires').flatMap(namedFields);

/** Fields at the top of a directive's `fields`. */
function namedFields(directive: ConstDirectiveNode): readonly string[] {
  const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return [];
  try {
    const [operation] = parse(`{ ${value.value} }`, { noLocation: true }).definitions;
    const selections = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
    return selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
  } catch {
    return []; // composition tells what is wrong with it
  }
}

const isObject = (node: DefinitionNode): node is ObjectNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;

const hasDirective = ({ directives = [] }: FieldDefinitionNode, name: string): boolean =>
  directives.some((directive) => directive.name.value === name);

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key) ?? new Set();
  map.set(key, known.add(value));
}
