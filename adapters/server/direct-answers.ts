import {
  getVariableValues,
  GraphQLError,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { FetchAnswer, PreparedFetch, Representation, Subgraph } from '../../schema/subgraph.ts';
import { fragmentsOf, selectFields } from '../compile/selection.ts';
import { compileExactAnswer, type ExactAnswer } from './exact-answer.ts';
import { toGraphQLError } from './fetch-errors.ts';
import type { FetchContext } from './fetch-report.ts';
import type { GraphQLRequest } from './parse-graphql-request.ts';

/** What goes out: data as it was selected, and what is wrong with it. */
export type DirectAnswer = { readonly data: FetchAnswer['data']; readonly errors: readonly GraphQLError[] };

export type DirectAnswers = {
  /** Null where the request has to be executed. */
  readonly answer: (request: GraphQLRequest, context: FetchContext) => Promise<DirectAnswer | null>;
  /** Says that the request's document was found valid, and run. */
  readonly note: (request: GraphQLRequest) => void;
};

/** Operations kept, and the characters of their texts. */
const kept = { max: 500, maxSize: 2_000_000 } as const;

type DirectOperation = {
  readonly operation: OperationDefinitionNode;
  readonly fetch: PreparedFetch;
  readonly roots: readonly FieldNode[];
  /** The variable that entities are asked for with; null where none are. */
  readonly entities: string | null;
  readonly isExact: ExactAnswer;
};

/**
 * Most requests ask again what was asked before, and the port's answer is what was selected: executing the operation once
 * more over that answer, field by field, costs several times as much as the port. So the port is asked for the whole of an
 * operation that was once found valid, and its answer goes out as it is, if that is what execution would have made of it.
 */
export function createDirectAnswers(subgraph: Subgraph, schema: GraphQLSchema): DirectAnswers {
  const known = new LRUCache<string, DirectOperation | 'none'>(kept);
  const keyOf = ({ query, operationName }: GraphQLRequest): string => `${operationName ?? ''}\n${query}`;
  return {
    note: (request) => {
      const key = keyOf(request);
      if (known.has(key) || key.length > kept.maxSize) return;
      known.set(key, compileDirect(request, { subgraph, schema }) ?? 'none', { size: key.length });
    },
    answer: async (request, context) => {
      const key = keyOf(request);
      const direct = known.get(key);
      if (direct === undefined || direct === 'none') return null;
      const answer = await answerDirectly(direct, request, { schema, context, department: subgraph.name });
      if (answer === 'inexact') known.set(key, 'none', { size: key.length }); // asked twice once, not every time
      return answer === 'inexact' ? null : answer;
    },
  };
}

type Scope = { readonly subgraph: Subgraph; readonly schema: GraphQLSchema };

/** Null for what only execution can answer: mutations, conditions, questions about the schema, several operations. */
function compileDirect({ query, operationName }: GraphQLRequest, { subgraph, schema }: Scope): DirectOperation | null {
  const document = parse(query, { noLocation: true });
  const [operation, ...others] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const type = schema.getQueryType()?.name;
  if (operation?.operation !== 'query' || others.length > 0 || type === undefined || hasConditions(document))
    return null;
  if (operationName !== undefined && operationName !== operation.name?.value) return null;
  const roots = operation.selectionSet.selections;
  if (!roots.every(isRootField)) return null;
  const asking = roots.filter(({ name }) => name.value === '_entities');
  const entities = asking[0] === undefined ? null : representationsOf(asking[0]);
  if (asking.length > 1 || (asking.length === 1 && entities === null)) return null;
  const scope = { schema, fragments: fragmentsOf(document), isTrue: () => false };
  const selected = selectFields([operation.selectionSet], type, scope);
  const isExact = selected.length === roots.length ? compileExactAnswer(selected, scope) : null;
  return isExact === null ? null : { operation, fetch: subgraph.prepare({ document }), roots, entities, isExact };
}

function hasConditions(document: DocumentNode): boolean {
  let has = false;
  visit(document, { Directive: () => void (has = true) });
  return has;
}

const isRootField = (selection: SelectionNode): selection is FieldNode =>
  selection.kind === Kind.FIELD && selection.name.value !== '_service' && !selection.name.value.startsWith('__');

/** The name of the variable that holds them. */
function representationsOf({ arguments: given }: FieldNode): string | null {
  const value = given?.find(({ name }) => name.value === 'representations')?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : null;
}

type Answering = { readonly schema: GraphQLSchema; readonly context: FetchContext; readonly department: string };

async function answerDirectly(
  { operation, fetch, roots, entities, isExact }: DirectOperation,
  { variables: given }: GraphQLRequest,
  { schema, context, department }: Answering,
): Promise<DirectAnswer | 'inexact' | null> {
  const { coerced: variables } = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
    maxErrors: 1,
  });
  if (variables === undefined) return null;
  const representations = entities === null ? [] : readRepresentations(variables[entities], schema);
  if (representations === null) return null;
  const answer = await fetch.run({ variables, representations, request: context.request });
  const data = answer.data ?? nothing(roots, representations);
  if (!isExact(data, representations)) return 'inexact';
  context.answers.push(answer);
  return { data, errors: answer.errors.flatMap((error) => located(error, roots, department)) };
}

/** Null where one is of no type that can be looked up: execution says what is wrong with it. */
function readRepresentations(value: unknown, schema: GraphQLSchema): readonly Representation[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((each) => isRepresentation(each, schema)) ? value : null;
}

const isRepresentation = (value: unknown, schema: GraphQLSchema): value is Representation =>
  typeof value === 'object' &&
  value !== null &&
  '__typename' in value &&
  typeof value.__typename === 'string' &&
  isEntityType(value.__typename, schema);

function isEntityType(name: string, schema: GraphQLSchema): boolean {
  const [type, entities] = [schema.getType(name), schema.getType('_Entity')];
  return isObjectType(type) && isUnionType(entities) && schema.isSubType(entities, type);
}

/** What stands where the port has no answer at all. */
const nothing = (roots: readonly FieldNode[], representations: readonly Representation[]) =>
  Object.fromEntries(
    roots.map(({ alias, name }) => [
      (alias ?? name).value,
      name.value === '_entities' ? representations.map(() => null) : null,
    ]),
  );

/** What is wrong with all of it is wrong with each of its fields. */
function located(
  error: FetchAnswer['errors'][number],
  roots: readonly FieldNode[],
  department: string,
): readonly GraphQLError[] {
  const { message, extensions } = toGraphQLError(error, department);
  const paths = error.path.length > 0 ? [error.path] : roots.map(({ alias, name }) => [(alias ?? name).value]);
  return paths.map((path) => new GraphQLError(message, { path, extensions }));
}
