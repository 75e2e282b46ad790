import type { GraphQLSchema } from 'graphql';
import { accessOf } from '../../schema/policy.ts';
import type { Caller, RequestContext } from '../../schema/request.ts';
import type { Variables } from '../../schema/subgraph.ts';
import type { OperationStore } from '../planning/operation-store.ts';
import { coerceVariables, type ClientOperation } from '../planning/select-operation.ts';
import type { Authorizer } from '../security/authorize.ts';
import type { Engine, EngineAnswer } from './engine.ts';

/** From a client's text to its answer, without HTTP. */
export interface Pipeline {
  /** Throws `OperationRefused`. */
  prepare(text: string, operationName: string | null): ClientOperation;
  /** Throws `OperationRefused` for variables that don't fit; any other exception is a fault of ours. */
  run(operation: ClientOperation, variables: Variables, request: RequestContext): Promise<EngineAnswer>;
}

export type PipelineOptions = {
  readonly schema: GraphQLSchema;
  readonly operations: OperationStore;
  readonly authorizer: Authorizer;
  readonly engine: Engine;
  /** May messages about variables name what the schema holds under a similar name? */
  readonly suggestions: boolean;
  /** What is known of a citizen beside the id; null where nothing in the graph is found by it. */
  readonly identify: Identify | null;
};

/** Never throws; empty where nothing is known. */
export type Identify = (request: RequestContext) => Promise<Pick<Caller, 'identifiers' | 'unidentified'>>;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { schema, operations, authorizer, engine, suggestions, identify } = options;
  return {
    prepare: (text, operationName) => operations.prepare(text, operationName),
    run: async (operation, given, request) => {
      const variables = coerceVariables(schema, operation, given, { suggestions });
      const allowed = authorizer.authorize(operation, accessOf(request));
      const { key, characters, document } = allowed;
      const identified = identify === null ? request : await withIdentifiers(request, identify);
      const answer = await engine.execute({ key, characters, document, variables }, identified);
      return {
        ...answer,
        data: allowed.restore(answer.data, variables),
        errors: [...allowed.errors(variables), ...answer.errors],
      };
    },
  };
}

/** A citizen who states a purpose may see own rows, also those that name no id. */
async function withIdentifiers(request: RequestContext, identify: Identify): Promise<RequestContext> {
  const { caller } = request;
  if (caller === null || accessOf(request) !== 'own') return request;
  return { ...request, caller: { ...caller, ...(await identify(request)) } };
}
