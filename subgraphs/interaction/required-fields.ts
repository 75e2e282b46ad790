import DataLoader from 'dataloader';
import type { EntityAnswer, EntityReader } from '../../adapters/ports/entity-reader.ts';
import type { ResolverContext } from '../../adapters/resolver-subgraph.ts';
import type { Representation } from '../../schema/subgraph.ts';

/** Reads fields of one entity from whoever holds them. */
export type RequiredFields = (
  entity: Representation,
  names: readonly string[],
) => Promise<Pick<EntityAnswer, 'entities' | 'errors'>>;

/** What the holders are asked for. */
export const selectionOf = (names: readonly string[]): string => `{ ${names.join(' ')} }`;

/** For one fetch: entities that want the same fields are asked for together. */
export function openRequiredFields(reader: EntityReader, context: ResolverContext): RequiredFields {
  const loaders = new Map<string, DataLoader<Representation, Pick<EntityAnswer, 'entities' | 'errors'>, string>>();
  return (entity, names) => {
    const selection = selectionOf(names);
    const key = `${entity.__typename} ${selection}`;
    const loader = loaders.get(key) ?? createLoader(reader, selection, context);
    loaders.set(key, loader);
    return loader.load(entity);
  };
}

function createLoader(reader: EntityReader, selection: string, context: ResolverContext) {
  return new DataLoader<Representation, Pick<EntityAnswer, 'entities' | 'errors'>, string>(
    async (representations) => {
      const answer = await reader.read({ representations, selection, request: context.request });
      context.tell(answer);
      return answer.entities.map((entity) => ({ entities: [entity], errors: answer.errors }));
    },
    { cacheKeyFn: (entity) => JSON.stringify(entity) },
  );
}
