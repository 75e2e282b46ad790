import { readFileSync } from 'node:fs';
import { Kind, parse, print, Source, type FieldDefinitionNode } from 'graphql';
import { readCreditCode } from '../../adapters/codecs/credit-code.ts';
import { readResidentId } from '../../adapters/codecs/resident-id.ts';
import { isHeld, type PublishedSubgraph } from '../../adapters/ports/published-types.ts';
import { createResolverSubgraph } from '../../adapters/resolver-subgraph.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

const file = new URL('./subgraph.graphql', import.meta.url);
const displayName = 'subgraphs/identity/subgraph.graphql';

export type IdentityOptions = {
  /** The departments of the graph: what none of them knows anything of has no root. */
  readonly departments: readonly PublishedSubgraph[];
  readonly onFailure: (error: unknown) => void;
};

/** Types with a root, and how their ids are read; a representation's key may be any JSON value. */
const canonicalIds: Readonly<Record<string, (id: string) => string>> = {
  Citizen: readResidentId,
  Business: readCreditCode,
  PublicService: (id) => id.trim(),
  LifeEvent: (id) => id.trim(),
  BusinessEvent: (id) => id.trim(),
  Case: (id) => id.trim(),
};

/**
 * Key stubs: roots that belong to nobody who can be down. An id that nobody holds answers a stub as
 * well, so that the root tells nobody who exists.
 */
export function createIdentity({ departments, onFailure }: IdentityOptions): Subgraph {
  const roots = new Map<string, string>();
  const document = parse(new Source(readFileSync(file, 'utf8'), displayName));
  const definitions = document.definitions.map((each) => {
    if (each.kind !== Kind.OBJECT_TYPE_DEFINITION || each.name.value !== 'Query') return each;
    const fields = (each.fields ?? []).filter((field) => isOffered(field, departments));
    for (const field of fields) roots.set(field.name.value, targetOf(field));
    return { ...each, fields };
  });
  const stub = (type: string) => (id: unknown) => ({ __typename: type, id: canonicalIds[type]?.(String(id)) ?? id });
  const queries = [...roots].map(
    ([name, type]) => [name, (_root: unknown, { id }: { readonly id: string }) => stub(type)(id)] as const,
  );
  const entities = [...roots.values()].map(
    (type) => [type, { __resolveReference: ({ id }: { readonly id: unknown }) => stub(type)(id) }] as const,
  );
  return createResolverSubgraph({
    name: 'identity',
    sdl: print({ ...document, definitions }),
    file: displayName,
    resolvers: { Query: Object.fromEntries(queries), ...Object.fromEntries(entities) },
    onFailure,
  });
}

const targetOf = ({ type }: FieldDefinitionNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : '');

/** A person's root is always there: own systems may add to it. */
const isOffered = (field: FieldDefinitionNode, departments: readonly PublishedSubgraph[]): boolean =>
  targetOf(field) === 'Citizen' || isHeld(departments, targetOf(field));
