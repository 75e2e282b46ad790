import { readFileSync } from 'node:fs';
import { readResidentId } from '../../adapters/codecs/resident-id.ts';
import { createResolverSubgraph } from '../../adapters/resolver-subgraph.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

const file = new URL('./subgraph.graphql', import.meta.url);

/**
 * Key stubs: roots that belong to nobody who can be down. An id that nobody holds answers a stub as
 * well, so that the root tells nobody who exists.
 */
export function createIdentity(options: { readonly onFailure: (error: unknown) => void }): Subgraph {
  return createResolverSubgraph({
    name: 'identity',
    sdl: readFileSync(file, 'utf8'),
    file: 'subgraphs/identity/subgraph.graphql',
    resolvers: {
      Query: { citizen: (_root: unknown, { id }: { readonly id: string }) => citizenStub(id) },
      Citizen: { __resolveReference: ({ id }: { readonly id: unknown }) => citizenStub(id) },
    },
    onFailure: options.onFailure,
  });
}

// A representation's key may be any JSON value.
const citizenStub = (id: unknown) => ({ __typename: 'Citizen', id: readResidentId(String(id)) });
