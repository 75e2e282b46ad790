import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';

/** One silo as a team would write it today: a schema, its resolvers, and loaders that batch within a request. */
export type StockSubgraph<Loaders extends object> = {
  readonly typeDefs: string;
  readonly resolvers: GraphQLResolverMap<Loaders>;
  /** Of one request. */
  readonly loaders: () => Loaders;
  readonly close: () => Promise<void>;
};

export const stockLink = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])';

export const stockPoolSize = 6;

/** Rows of each key, in the keys' order, as DataLoader has it. */
export function rowsByKey<Row>(
  keys: readonly string[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): (readonly Row[])[] {
  const known = new Map<string, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) known.get(keyOf(row))?.push(row);
  return keys.map((key) => known.get(key) ?? []);
}
