import { createEntityReader, type EntityReader } from '../../adapters/ports/entity-reader.ts';
import type { PublishedSubgraph } from '../../adapters/ports/published-types.ts';
import { createResolverSubgraph, type ResolverContext } from '../../adapters/resolver-subgraph.ts';
import { createCursorCodec } from '../../adapters/run/cursor.ts';
import { mergedLists } from '../../schema/merged-lists.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { explainLists } from './explain-lists.ts';
import { interactionSdl } from './interaction-sdl.ts';
import { createMergedList, type MergedListScope } from './merged-list.ts';
import { findMergedFields, ownersOf, type MergedField, type MergedSource } from './merged-sources.ts';
import { openRequiredFields, type RequiredFields } from './required-fields.ts';
import { prepareSource, type PreparedSource, type SourceReader } from './source-reader.ts';

export type InteractionOptions = {
  /** Departments and systems that may have a part of a list. */
  readonly subgraphs: readonly Subgraph[];
  /** Seals cursors; the same on every replica. */
  readonly secret: string;
  readonly onFailure: (error: unknown) => void;
};

/**
 * One list out of what several departments have: ids and moments are merged here, the rest is asked from the owners,
 * in parallel, by the planner. Null where no department has a part of any list.
 */
export function createInteraction({ subgraphs, secret, onFailure }: InteractionOptions): Subgraph | null {
  const fields = findMergedFields(subgraphs);
  if (fields.length === 0) return null;
  const entities = createEntityReader(subgraphs);
  const prepare = keepPrepared(fields, subgraphs);
  const scope = { ...openReaders(prepare, entities), cursors: createCursorCodec(secret) };
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const field of fields) {
    const parent = (resolvers[field.parent] ??=
      field.parent === 'Query' ? {} : { __resolveReference: (reference: unknown) => reference });
    parent[field.name] = createMergedList(field, scope);
  }
  resolvers['Query'] = { ...resolvers['Query'], ...feedbackRoot(subgraphs) };
  const file = '(merged lists)';
  return createResolverSubgraph({
    name: 'interaction',
    sdl: interactionSdl(subgraphs, fields),
    file,
    resolvers,
    explain: (document) => explainLists(document, { fields, prepare, entities }),
    onFailure,
  });
}

/** Fetches are compiled when a list is first asked for. */
function keepPrepared(
  fields: readonly MergedField[],
  subgraphs: readonly Subgraph[],
): (source: MergedSource) => PreparedSource {
  const ports = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const at = new Map(fields.flatMap(({ list, sources }) => sources.map((source) => [source, list.at])));
  const prepared = new Map<MergedSource, PreparedSource>();
  return (source) => {
    const port = ports.get(source.department);
    if (port === undefined) throw new TypeError(`${source.department} has no port`);
    const made = prepared.get(source) ?? prepareSource(source, port, at.get(source) ?? 'at');
    prepared.set(source, made);
    return made;
  };
}

/** Loaders live as long as one fetch of the gateway's. */
function openReaders(
  prepare: (source: MergedSource) => PreparedSource,
  entities: EntityReader,
): Pick<MergedListScope, 'readerOf' | 'requiredFields'> {
  const readers = new WeakMap<ResolverContext, Map<MergedSource, SourceReader>>();
  const required = new WeakMap<ResolverContext, RequiredFields>();
  return {
    readerOf: (context, source) => {
      const ofFetch = readers.get(context) ?? new Map<MergedSource, SourceReader>();
      readers.set(context, ofFetch);
      const reader = ofFetch.get(source) ?? prepare(source).open(context);
      ofFetch.set(source, reader);
      return reader;
    },
    requiredFields: (context) => {
      const reader = required.get(context) ?? openRequiredFields(entities, context);
      required.set(context, reader);
      return reader;
    },
  };
}

/** The id names its owner, the owner's type answers the rest. An id that names nobody is nobody's. */
function feedbackRoot(subgraphs: readonly PublishedSubgraph[]): Record<string, unknown> {
  const list = mergedLists.find((each) => each.interface === 'Feedback');
  const owners = list === undefined ? [] : ownersOf(subgraphs, list);
  if (owners.length === 0) return {};
  return {
    feedback: (_root: unknown, { id }: { readonly id: string }) => {
      const owner = owners.find(({ department }) => id.startsWith(`${department}:`));
      return owner === undefined ? null : { __typename: owner.typename, id };
    },
  };
}
