import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Representation, Subgraph } from '../../schema/subgraph.ts';
import { placeErrors } from './fetch-errors.ts';
import type { FetchContext } from './fetch-report.ts';
import { createPreparedFields } from './prepared-fields.ts';

/**
 * Asks the port for one root field and gives its value: null, or with errors as values where they made a part of
 * it null. Errors that stand beside data, or for the whole field, wait in the context.
 */
export type RunField = (
  info: GraphQLResolveInfo,
  context: FetchContext,
  representations?: readonly Representation[],
) => Promise<unknown>;

export function createRunField(subgraph: Subgraph): RunField {
  const preparedFor = createPreparedFields(subgraph);
  return async (info, context, representations = []) => {
    const key = String(info.path.key);
    const answer = await preparedFor(info).run({
      variables: info.variableValues,
      representations,
      request: context.request,
    });
    context.answers.push(answer);
    const errors = answer.errors.map((error) => (error.path.length === 0 ? { ...error, path: [key] } : error));
    const { data, beside } = placeErrors(answer.data ?? { [key]: null }, errors, subgraph.name);
    for (const { path, error } of beside) {
      context.beside.push(new GraphQLError(error.message, { path, extensions: error.extensions }));
    }
    return (data as Readonly<Record<string, unknown>>)[key];
  };
}
