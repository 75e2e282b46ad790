import {
  Kind,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { responseError, type ResponseError } from '../../schema/response-error.ts';

export type OperationLimits = {
  /** Levels of fields below the root. */
  readonly depth: number;
  /** Levels below `__schema` and `__type`; GraphiQL needs 15. */
  readonly introspectionDepth: number;
  /** Levels of fields and fragments together. */
  readonly nesting: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  /** Values written into the operation, twice as many for every list or object around them. */
  readonly literals: number;
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Characters of the document, comments included. */
  readonly characters: number;
  /** Largest page any list may be asked for; most lists allow less. */
  readonly pageSize: number;
  /** What the answer may cost at most: about the objects in it. */
  readonly cost: number;
};

export const defaultLimits: OperationLimits = {
  depth: 15,
  introspectionDepth: 20,
  nesting: 100,
  aliases: 50,
  fields: 2_000,
  directives: 50,
  literals: 50_000,
  tokens: 5_000,
  characters: 65_536,
  pageSize: 1_000,
  cost: 100_000,
};

/** All counted with fragments written out at every place that spreads them. */
export type OperationSize = {
  /** Levels of fields and of fragments: planner and validation walk down both. */
  readonly nesting: number;
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  /** What the planner does for them: it walks into a list or object twice, and so into what that holds. */
  readonly literals: number;
};

const nothing: OperationSize = {
  nesting: 0,
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  fields: 0,
  directives: 0,
  literals: 0,
};

/** The first limit that some operation of the document breaks, or null. */
export function checkLimits(document: DocumentNode, limits: OperationLimits): ResponseError | null {
  const { nesting, depth, introspectionDepth, aliases, fields, directives, literals } = measureDocument(document);
  if (fields > limits.fields) return responseError('TOO_MANY_FIELDS', { limit: limits.fields });
  if (aliases > limits.aliases) return responseError('TOO_MANY_ALIASES', { count: aliases, limit: limits.aliases });
  if (directives > limits.directives) {
    return responseError('TOO_MANY_DIRECTIVES', { count: directives, limit: limits.directives });
  }
  if (literals > limits.literals) return responseError('LITERALS_TOO_LARGE');
  if (depth > limits.depth) return responseError('OPERATION_TOO_DEEP', { depth, limit: limits.depth });
  if (introspectionDepth > limits.introspectionDepth) {
    return responseError('OPERATION_TOO_DEEP', { depth: introspectionDepth, limit: limits.introspectionDepth });
  }
  if (nesting > limits.nesting) return responseError('OPERATION_TOO_DEEP', { depth: nesting, limit: limits.nesting });
  return null;
}

/**
 * Size of the largest operation, each measure for itself. Every fragment is measured once, so that
 * thirty fragments that spread the next one twice cost thirty steps. Runs before validation: unknown
 * and cyclic fragments count nothing here and are refused there.
 */
export function measureDocument(document: DocumentNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();
  const ofFragment = (name: string): OperationSize => {
    const known = measured.get(name);
    const fragment = fragments.get(name);
    if (known !== undefined || fragment === undefined) return known ?? nothing;
    measured.set(name, nothing);
    const size = withDirectives(fragment, ofSelections(fragment.selectionSet));
    measured.set(name, size);
    return size;
  };
  const ofSelection = (selection: SelectionNode): OperationSize => {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return withDirectives(selection, nestedIn(ofFragment(selection.name.value)));
      case Kind.INLINE_FRAGMENT:
        return withDirectives(selection, nestedIn(ofSelections(selection.selectionSet)));
      case Kind.FIELD: {
        const below = selection.selectionSet === undefined ? nothing : ofSelections(selection.selectionSet);
        const size = fieldAbove(below, selection.name.value, selection.alias !== undefined);
        return withDirectives(selection, withArguments(selection, size));
      }
    }
  };
  const ofSelections = (set: SelectionSetNode): OperationSize =>
    set.selections.map(ofSelection).reduce(beside, nothing);
  return document.definitions
    .flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? [withDirectives(each, ofSelections(each.selectionSet))] : [],
    )
    .reduce(larger, nothing);
}

function fieldAbove(below: OperationSize, field: string, aliased: boolean): OperationSize {
  const own = {
    nesting: 1 + below.nesting,
    aliases: below.aliases + (aliased ? 1 : 0),
    fields: below.fields + 1,
    directives: below.directives,
    literals: below.literals,
  };
  return field === '__schema' || field === '__type'
    ? { ...own, depth: 1, introspectionDepth: 1 + below.depth }
    : { ...own, depth: 1 + below.depth, introspectionDepth: below.introspectionDepth };
}

type Directed = { readonly directives?: readonly DirectiveNode[] };

const withDirectives = ({ directives = [] }: Directed, size: OperationSize): OperationSize =>
  directives.reduce((sum, directive) => withArguments(directive, { ...sum, directives: sum.directives + 1 }), size);

const withArguments = (node: { readonly arguments?: readonly ArgumentNode[] }, size: OperationSize): OperationSize => {
  const given = (node.arguments ?? []).reduce((sum, { value }) => sum + literalSize(value), 0);
  return given === 0 ? size : { ...size, literals: size.literals + given };
};

function literalSize(value: ValueNode): number {
  switch (value.kind) {
    case Kind.LIST:
      return 1 + 2 * value.values.reduce((sum, each) => sum + literalSize(each), 0);
    case Kind.OBJECT:
      return 1 + 2 * value.fields.reduce((sum, each) => sum + literalSize(each.value), 0);
    default:
      return 1;
  }
}

const nestedIn = (below: OperationSize): OperationSize => ({ ...below, nesting: 1 + below.nesting });

const beside = (a: OperationSize, b: OperationSize): OperationSize => ({
  nesting: Math.max(a.nesting, b.nesting),
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  aliases: a.aliases + b.aliases,
  fields: a.fields + b.fields,
  directives: a.directives + b.directives,
  literals: a.literals + b.literals,
});

const larger = (a: OperationSize, b: OperationSize): OperationSize => ({
  nesting: Math.max(a.nesting, b.nesting),
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  aliases: Math.max(a.aliases, b.aliases),
  fields: Math.max(a.fields, b.fields),
  directives: Math.max(a.directives, b.directives),
  literals: Math.max(a.literals, b.literals),
});
