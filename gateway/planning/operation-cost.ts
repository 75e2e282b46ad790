import {
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import type { Variables } from '../../schema/subgraph.ts';
import type { ListSize } from '../composition/cost-rules.ts';
import { OperationRefused } from './operation-refused.ts';
import { SchemaCosts, type CostOptions, type FieldFacts } from './schema-costs.ts';
import type { ClientOperation } from './select-operation.ts';

/**
 * What an operation costs at most, before anything is asked: an object of the answer 1, a value 0, a list as many times
 * its items as its page has; an input object 1. The IBM cost specification, as Apollo's routers read it. Fragments count
 * wherever they are spread, of an interface's or union's types the dearest, what is skipped nothing.
 * Throws `OperationRefused` for a page beyond `pageSize`, and where `@listSize` wants exactly one argument.
 */
export type EstimateCost = (
  operation: Pick<ClientOperation, 'definition' | 'document' | 'literals'>,
  variables: Variables,
) => number;

/** Items of a list of which nobody says how many it has. */
export const unknownListSize = 10;

/** What a mutation costs beside its answer. */
const mutationCost = 10;

export function createCostEstimator(options: CostOptions): EstimateCost {
  const facts = new SchemaCosts(options);
  /** Costs that no variable has a part in: most clients send few documents, many times. */
  const fixed = new WeakMap<OperationDefinitionNode, number>();
  /** Others by what their variables weigh: most clients change nothing but whom a document is about. */
  const weighed = new WeakMap<OperationDefinitionNode, Map<string, number>>();
  return ({ definition, document, literals }, variables) => {
    const known = fixed.get(definition);
    if (known !== undefined) return known;
    const weights = weightsIn(definition, { variables, literals });
    const found = weights === null ? undefined : weighed.get(definition)?.get(weights);
    if (found !== undefined) return found;
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const each of document.definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
    const isMutation = definition.operation === 'mutation';
    const root = isMutation ? options.schema.getMutationType() : options.schema.getQueryType();
    if (root === null || root === undefined) return 0;
    const estimate = new Estimate(facts, { fragments, variables, literals });
    const answer = estimate.ofSelections(definition.selectionSet, root, null);
    const cost = Math.max(0, answer + (isMutation ? mutationCost : 0));
    if (!estimate.readVariables) fixed.set(definition, cost);
    else if (weights !== null) keepFew(weighed, definition, { weights, cost });
    return cost;
  };
}

/** Costs of one document that are kept. */
const mostWeighed = 100;

function keepFew(
  weighed: WeakMap<OperationDefinitionNode, Map<string, number>>,
  definition: OperationDefinitionNode,
  { weights, cost }: { readonly weights: string; readonly cost: number },
): void {
  const kept = weighed.get(definition) ?? new Map<string, number>();
  weighed.set(definition, kept);
  if (kept.size < mostWeighed) kept.set(weights, cost);
}

/**
 * What may be given, but for what no cost depends on: a text is there or not, whatever it says. Null where one is a list
 * or an input object.
 */
function weightsIn(
  { variableDefinitions = [] }: OperationDefinitionNode,
  { variables, literals }: Given,
): string | null {
  let weights = '';
  for (const { variable } of variableDefinitions) {
    const name = variable.name.value;
    if (Object.hasOwn(literals, name)) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (typeof value === 'object' && value !== null) return null;
    weights += `${typeof value === 'string' ? 'text' : String(value)} `;
  }
  return weights;
}

/** The page a connection was asked for: it is its `nodes` and `edges` that have as many items. */
type Page = { readonly sized: readonly string[]; readonly size: number };

type Given = {
  readonly variables: Variables;
  /** Which of them are the client's literals, always the same. */
  readonly literals: Variables;
};

type EstimateScope = Given & { readonly fragments: ReadonlyMap<string, FragmentDefinitionNode> };

/** One operation with one set of variables. */
class Estimate {
  /** Has any variable had a part in it? */
  readVariables = false;
  readonly #facts: SchemaCosts;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  readonly #literals: Variables;
  /** Each selection set once for each type and page: thirty fragments that spread the next one twice cost thirty steps. */
  readonly #known = new Map<SelectionSetNode, Map<string, number>>();

  constructor(facts: SchemaCosts, { fragments, variables, literals }: EstimateScope) {
    this.#facts = facts;
    this.#fragments = fragments;
    this.#variables = variables;
    this.#literals = literals;
  }

  ofSelections(set: SelectionSetNode, type: GraphQLNamedType, page: Page | null): number {
    if (isAbstractType(type)) {
      const possible = this.#facts.schema.getPossibleTypes(type);
      return Math.max(0, ...possible.map((each) => this.ofSelections(set, each, page)));
    }
    if (!isObjectType(type)) return 0;
    const key = page === null ? type.name : `${type.name} ${String(page.size)} ${page.sized.join(' ')}`;
    const known = this.#known.get(set) ?? new Map<string, number>();
    this.#known.set(set, known);
    const cost = known.get(key);
    if (cost !== undefined) return cost;
    let sum = 0;
    for (const selection of set.selections) sum += this.#ofSelection(selection, type, page);
    known.set(key, sum);
    return sum;
  }

  #ofSelection(selection: SelectionNode, type: GraphQLObjectType, page: Page | null): number {
    if (selection.directives !== undefined && this.#isSkipped(selection.directives)) return 0;
    switch (selection.kind) {
      case Kind.FIELD:
        return this.#ofField(selection, type, page);
      case Kind.INLINE_FRAGMENT:
        return this.#ofFragment(selection.typeCondition?.name.value, selection.selectionSet, type, page);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment === undefined) return 0;
        return this.#ofFragment(fragment.typeCondition.name.value, fragment.selectionSet, type, page);
      }
    }
  }

  #ofFragment(
    condition: string | undefined,
    set: SelectionSetNode,
    type: GraphQLObjectType,
    page: Page | null,
  ): number {
    const on = condition === undefined ? type : this.#facts.schema.getType(condition);
    const applies = on === type || (isAbstractType(on) && this.#facts.schema.isSubType(on, type));
    return applies ? this.ofSelections(set, type, page) : 0;
  }

  #ofField(node: FieldNode, type: GraphQLObjectType, page: Page | null): number {
    const facts = this.#facts.field(type, node.name.value);
    if (facts === null) return 0;
    const asked = facts.size === null ? null : this.#sizeOf(node, facts, facts.size);
    const below = asked !== null && facts.size !== null ? { sized: facts.size.sized, size: asked } : null;
    const inside = node.selectionSet === undefined ? 0 : this.ofSelections(node.selectionSet, facts.result, below);
    const own = facts.weighsArguments ? this.#ofArguments(node, facts) : 0;
    if (!facts.isList) return own + facts.weight + inside;
    const given = page?.sized.includes(node.name.value) === true ? page.size : null;
    return own + (asked ?? given ?? unknownListSize) * (facts.weight + inside);
  }

  #sizeOf(node: FieldNode, { coordinate, field }: FieldFacts, size: ListSize): number {
    const given = size.slicing
      .map((name) => this.#argument(node, field, name))
      .filter((each) => typeof each === 'number');
    if (size.wantsOne && size.slicing.length > 0 && given.length !== 1) {
      const reason = `The list ${coordinate} wants exactly one of the arguments ${size.slicing.join(', ')}.`;
      throw new OperationRefused([responseError('GRAPHQL_VALIDATION_FAILED', { reason })]);
    }
    if (given.length === 0) return size.assumed ?? unknownListSize;
    const largest = Math.max(0, ...given);
    const { pageSize } = this.#facts;
    if (largest <= pageSize) return largest;
    throw new OperationRefused([responseError('LIST_LIMIT_EXCEEDED', { max: pageSize, first: largest })]);
  }

  #argument(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): unknown {
    const value = node.arguments?.find((each) => each.name.value === name)?.value;
    const given = value === undefined ? undefined : this.#value(value);
    return given === undefined ? field.args.find((each) => each.name === name)?.defaultValue : given;
  }

  #ofArguments(node: FieldNode, { coordinate, field }: FieldFacts): number {
    return field.args.reduce((sum, { name, type }) => {
      const value = this.#argument(node, field, name);
      if (value === undefined || value === null) return sum;
      const own = this.#facts.weightOf(`${coordinate}(${name}:)`);
      return sum + this.#ofInput(type, value, own);
    }, 0);
  }

  /** An input object weighs 1 and what is in it, whatever it is weighed at itself. */
  #ofInput(given: GraphQLInputType, value: unknown, weight: number | null = null): number {
    const type = getNullableType(given);
    if (isListType(type)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.reduce<number>((sum, item) => sum + this.#ofInput(type.ofType, item, weight), 0);
    }
    if (value === undefined || value === null) return 0;
    const own = weight ?? this.#facts.weightOf(type.name);
    if (!isInputObjectType(type)) return own ?? 0;
    return Object.values(type.getFields()).reduce(
      (sum, field) => sum + this.#ofInput(field.type, fieldOf(value, field.name), this.#facts.weightOf(`${type.name}.${field.name}`)), // prettier-ignore
      own ?? 1,
    );
  }

  #isSkipped(directives: readonly DirectiveNode[]): boolean {
    return directives.some(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return false;
      const value = given?.find((each) => each.name.value === 'if')?.value;
      return value !== undefined && this.#value(value) === (name.value === 'skip');
    });
  }

  #value(node: ValueNode): unknown {
    // Lists and objects may hold some; to look for them takes as long as to read them.
    const isFixed = node.kind === Kind.VARIABLE ? Object.hasOwn(this.#literals, node.name.value) : node.kind !== Kind.LIST && node.kind !== Kind.OBJECT; // prettier-ignore
    if (!isFixed) this.readVariables = true;
    return valueFromASTUntyped(node, this.#variables);
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
