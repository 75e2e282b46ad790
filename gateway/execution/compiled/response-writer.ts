import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ResponsePath } from '../../../schema/response-error.ts';
import type { Variables } from '../../../schema/subgraph.ts';
import { conditionVariables } from '../../planning/conditions.ts';
import { fragmentsOf, operationOf } from '../../security/document-parts.ts';
import type { Entity } from './entity.ts';
import { JsonBytes } from './json-bytes.ts';
import { compileObject } from './write-object.ts';
import { pathsOf, type Writing } from './write-value.ts';

export type WrittenResponse = {
  /** The response's `data` as JSON: the client's selection, in its order. */
  readonly json: Buffer;
  /** Is all of it null, and not because something was taken out? */
  readonly isUnexplained: boolean;
  /** Where a value didn't fit the client's schema. */
  readonly misfits: readonly ResponsePath[];
};

/** @param data what the fetches gave, by the response keys of the document */
export type WriteResponse = (data: Entity, variables: Variables) => WrittenResponse;

/** Answers are written one after another, each at once. */
const bytes = new JsonBytes();

/** Ways through one operation by `@skip` and `@include` that are kept. */
const keptWays = 16;

export type WriterScope = {
  readonly schema: GraphQLSchema;
  /** What the client asked. */
  readonly asked: DocumentNode;
  /** What is run in its name: the same, but for what was taken out, and response keys of ours. */
  readonly document: DocumentNode;
  /** The client's response keys, where the document has others. */
  readonly names: ReadonlyMap<string, string> | null;
};

export function createResponseWriter({ schema, asked, document, names }: WriterScope): WriteResponse {
  const operation = operationOf(asked);
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) throw new TypeError('a valid operation has a root type');
  const fragments = { asked: fragmentsOf(asked), given: fragmentsOf(document) };
  const selected = { asked: [operation.selectionSet], given: [operationOf(document).selectionSet] };
  const clientKey = (key: string): string => names?.get(key) ?? key;
  const compile = (variables: Variables) =>
    compileObject(selected, root, { schema, operation, fragments, variables, clientKey });
  const conditions = conditionVariables(asked);
  const ways = new LRUCache<string, ReturnType<typeof compile>>({ max: keptWays });
  return (data, variables) => {
    const way = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    let write = ways.get(way);
    if (write === undefined)
      ways.set(way, (write = compile(Object.fromEntries(conditions.map((name) => [name, variables[name]])))));
    bytes.clear(); // a writer that threw may have left something
    const writing: Writing = { bytes, misfits: [], variables, lacksTakenOut: false };
    const isGone = write(data, writing) === 'gone';
    if (isGone) bytes.clear();
    if (isGone) bytes.null();
    return { json: bytes.take(), isUnexplained: isGone && !writing.lacksTakenOut, misfits: pathsOf(writing) };
  };
}
