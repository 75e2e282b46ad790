import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { RequestContext } from './request.ts';

/**
 * What the policy directives of a schema say. Gateway and adapters both ask here, so that the two
 * guards cannot drift apart. Works on a subgraph's schema and on the supergraph.
 */
export type Policy = {
  /** Field that holds the person's id, for a type whose rows are about one person. */
  subjectField(type: string): string | null;
  /** Does reading this field of this type mean reading personal data? */
  isPersonal(type: string, field: string): boolean;
  /** Did the owner say that this field is not personal? */
  isPublic(type: string, field: string): boolean;
};

/**
 * Which rows of personal types a request may see. `none`: nobody signed in, or without a purpose;
 * `own`: a citizen, the rows about themselves; `all`: officials and programs acting for a purpose.
 */
export type Access = 'none' | 'own' | 'all';

export function accessOf(request: Pick<RequestContext, 'caller' | 'purpose'>): Access {
  if (request.caller === null || request.purpose === null) return 'none';
  switch (request.caller.role) {
    case 'citizen':
      return 'own';
    case 'official':
    case 'integrator':
    case 'admin':
      return 'all';
    case 'business-agent':
      return 'none';
    default:
      // Whoever is not known may see nothing: the role may come from another program.
      return 'none';
  }
}

/** Reads the policy of a schema, once. The schema must keep its AST nodes. */
export function readPolicy(schema: GraphQLSchema): Policy {
  const subjects = new Map<string, string>();
  const personal = new Set<string>();
  const open = new Set<string>();
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of objects) {
    const field = directiveArgument(type, 'subject', 'field');
    if (field !== null) subjects.set(type.name, field);
  }
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of objects) {
    for (const field of Object.values(type.getFields())) {
      if (isPersonalField(type, field, { subjects, isRoot: roots.has(type) }))
        personal.add(`${type.name}.${field.name}`);
      else if (hasDirective(field, 'public')) open.add(`${type.name}.${field.name}`);
    }
  }
  return {
    subjectField: (type) => subjects.get(type) ?? null,
    isPersonal: (type, field) => personal.has(`${type}.${field}`),
    isPublic: (type, field) => open.has(`${type}.${field}`),
  };
}

type Scope = { readonly subjects: ReadonlyMap<string, string>; readonly isRoot: boolean };

function isPersonalField(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, scope: Scope): boolean {
  // What one says is personal no other can open.
  if (hasDirective(field, 'personal')) return true;
  if (hasDirective(field, 'public')) return false;
  if (scope.subjects.has(type.name)) return true;
  // A list of people says who exists and how many; a look-up at the root, whether somebody exists.
  const target = getNamedType(field.type);
  return listsPeople(field, scope.subjects) || (scope.isRoot && scope.subjects.has(target.name));
}

function listsPeople(field: GraphQLField<unknown, unknown>, subjects: ReadonlyMap<string, string>): boolean {
  const connection = getNamedType(field.type);
  if (!isObjectType(connection)) return false;
  const { nodes, edges } = connection.getFields();
  if (nodes !== undefined) return subjects.has(getNamedType(nodes.type).name);
  const edge = edges === undefined ? undefined : getNamedType(edges.type);
  const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
  return node !== undefined && subjects.has(getNamedType(node.type).name);
}

type Described = Pick<GraphQLObjectType | GraphQLField<unknown, unknown>, 'astNode'> & {
  readonly extensionASTNodes?: GraphQLObjectType['extensionASTNodes'];
};

const directivesOf = (described: Described) =>
  [described.astNode, ...(described.extensionASTNodes ?? [])].flatMap((node) => node?.directives ?? []);

const hasDirective = (described: Described, name: string): boolean =>
  directivesOf(described).some((directive) => directive.name.value === name);

function directiveArgument(described: Described, name: string, argument: string): string | null {
  const directive = directivesOf(described).find((each) => each.name.value === name);
  const value = directive?.arguments?.find((each) => each.name.value === argument)?.value;
  return value?.kind === 'StringValue' ? value.value : null;
}
