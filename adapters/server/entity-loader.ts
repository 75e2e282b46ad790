import DataLoader from 'dataloader';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Representation } from '../../schema/subgraph.ts';
import { toGraphQLError } from './fetch-errors.ts';
import type { FetchContext } from './fetch-report.ts';
import type { RunField } from './run-field.ts';

/**
 * Resolves one reference of an `_entities` field. All references of the field, whatever their types, go to the
 * port as one list in the order they came: they are loaded in one tick, so the loader sees them together.
 */
export function loadEntity(
  runField: RunField,
  department: string,
): (reference: Representation, context: FetchContext, info: GraphQLResolveInfo) => Promise<unknown> {
  return (reference, context, info) => {
    const key = String(info.path.key);
    const loader =
      context.entityLoaders.get(key) ??
      new DataLoader<Representation, unknown>(
        async (references) =>
          readEntities(await runField(info, context, references), { references, context, info, department }),
        // Two equal references are two answers, each in its place.
        { cache: false },
      );
    context.entityLoaders.set(key, loader);
    return loader.load(reference);
  };
}

type Batch = {
  readonly references: readonly Representation[];
  readonly context: FetchContext;
  readonly info: GraphQLResolveInfo;
  readonly department: string;
};

/** When the whole list failed, one error stands for it; a thousand references need not say it a thousand times. */
function readEntities(value: unknown, { references, context, info, department }: Batch): readonly unknown[] {
  if (Array.isArray(value) && value.length === references.length) return value;
  const { message, extensions } =
    value instanceof GraphQLError ? value : toGraphQLError({ code: 'DEPARTMENT_ANSWER_INVALID', path: [] }, department);
  context.beside.push(new GraphQLError(message, { path: [info.path.key], extensions }));
  return references.map(() => null);
}
