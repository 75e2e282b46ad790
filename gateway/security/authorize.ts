import { print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ErrorDetails } from '../../schema/errors.ts';
import type { Policy } from '../../schema/policy.ts';
import { responseError, type ResponseError } from '../../schema/response-error.ts';
import type { View } from '../../schema/view.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { pruneOperation, type PrunedOperation } from './prune-operation.ts';
import { isIncluded, restoreAnswer, type Data } from './restore-answer.ts';

/** What may be asked in the client's name, and how the answer becomes the client's again. */
export type Authorization = {
  readonly key: string;
  /** Length of its text: what it counts for in a cache. */
  readonly characters: number;
  readonly document: DocumentNode;
  /** One error for each response path that was taken out, in the client's order. */
  errors(variables: Variables, code?: WithheldCode, details?: ErrorDetails): readonly ResponseError[];
  /** The engine's data in the client's selection and key order; null where they are that already. */
  readonly restore: ((data: Data | null, variables: Variables) => Data | null) | null;
};

/** Why a field was taken out. */
export type WithheldCode = 'UNAUTHORIZED_FIELD_OR_TYPE' | 'ACCOUNTING_UNAVAILABLE' | 'AGREEMENT_REQUIRED';

export interface Authorizer {
  /** @param operation valid against the API schema; same key, same document */
  authorize(operation: Operation, view: View): Authorization;
}

type Operation = Pick<Authorization, 'key' | 'characters' | 'document'>;

/** Characters of operations kept, pruned ones as long as they are with their fragments written out. */
const keptCharacters = 1_000_000;

/**
 * The gateway's guard in front of planning: what somebody may not see is never asked for in their name.
 * Which rows an allowed caller sees is the departments' business.
 */
export function createAuthorizer(schema: GraphQLSchema, policy: Policy): Authorizer {
  const pruned = new LRUCache<string, Authorization>({
    max: 1_000,
    maxSize: keptCharacters,
    sizeCalculation: ({ characters }) => characters + 1,
  });
  return {
    authorize: (operation, view) => {
      if ((view.access === 'own' || view.access === 'all') && !policy.hasGates) return untouched(operation);
      const key = `${operation.key}:${view.key}`;
      const known = pruned.get(key);
      if (known !== undefined) return known;
      const result = pruneOperation(operation.document, { schema, policy, view });
      const authorization =
        result === null ? untouched(operation) : withoutFields(schema, operation, { ...result, key });
      pruned.set(key, authorization);
      return authorization;
    },
  };
}

const untouched = ({ key, characters, document }: Operation): Authorization => ({
  key,
  characters,
  document,
  errors: () => [],
  restore: null,
});

const withoutFields = (
  schema: GraphQLSchema,
  operation: Operation,
  pruned: PrunedOperation & { readonly key: string },
): Authorization => ({
  key: pruned.key,
  characters: operation.characters + print(pruned.document).length + lengthOf(pruned),
  document: pruned.document,
  errors: (variables, code = 'UNAUTHORIZED_FIELD_OR_TYPE', details = {}) =>
    removalErrors(pruned, variables, { code, details }),
  restore: (data, variables) =>
    data && restoreAnswer(data, { schema, document: operation.document, typeKey: pruned.typeKey, variables }),
});

const lengthOf = ({ removed }: PrunedOperation): number =>
  removed.reduce((sum, { path }) => sum + path.join().length, 0);

function removalErrors(
  { removed }: PrunedOperation,
  variables: Variables,
  { code, details }: { readonly code: WithheldCode; readonly details: ErrorDetails },
): readonly ResponseError[] {
  const missed = removed.filter(({ conditions }) => isIncluded(conditions, variables));
  const byPath = new Map(missed.map(({ path }) => [path.join('/'), path]));
  return [...byPath.values()].map((path) => responseError(code, details, { path }));
}
