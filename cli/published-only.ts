import type { PublishedSubgraph } from '../adapters/ports/published-types.ts';
import type { Subgraph } from '../schema/subgraph.ts';

/** A port of which nothing is known but its SDL; to ask it is a defect. */
export function publishedOnly({ name, sdl }: PublishedSubgraph): Subgraph {
  const refuse = (): never => {
    throw new TypeError(`${name} is here as an SDL alone`);
  };
  return {
    name,
    sdl,
    prepare: refuse,
    scan: refuse,
    changes: refuse,
    health: async () => ({ state: 'down', roundTripMs: null }),
    close: async () => {},
  };
}
