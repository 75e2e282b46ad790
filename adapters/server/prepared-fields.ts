import { print, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PreparedFetch, Subgraph } from '../../schema/subgraph.ts';
import { fieldFetch } from './field-fetch.ts';

/**
 * Gives the prepared fetch of a root field. Kept by the text of the fetch, and in front of that by its node: the
 * documents of frequent operations are kept by the server, so that their nodes come back and need no printing.
 */
export function createPreparedFields(subgraph: Subgraph, max = 500): (info: GraphQLResolveInfo) => PreparedFetch {
  const byText = new LRUCache<string, PreparedFetch>({ max });
  const byNode = new WeakMap<FieldNode, PreparedFetch>();

  const prepare = (info: GraphQLResolveInfo): PreparedFetch => {
    const document = fieldFetch(info);
    const text = print(document);
    const prepared = byText.get(text) ?? subgraph.prepare({ document });
    byText.set(text, prepared);
    return prepared;
  };

  return (info) => {
    const [node, ...more] = info.fieldNodes;
    // Fields merged from several places depend on the conditions of this very request.
    if (node === undefined || more.length > 0) return prepare(info);
    const prepared = byNode.get(node) ?? prepare(info);
    byNode.set(node, prepared);
    return prepared;
  };
}
