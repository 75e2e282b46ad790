import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, Source, type DocumentNode, type GraphQLSchema } from 'graphql';
import { policyDirectives, policyUrl } from '../../schema/directives.ts';
import { isErrorCode, OnestopError } from '../../schema/errors.ts';
import type { FetchAnswer, FetchInput, Subgraph } from '../../schema/subgraph.ts';

export type ExecutableOptions = {
  readonly name: string;
  /** Without the federation header. */
  readonly typeDefs: string;
  readonly resolvers: Record<string, unknown>;
  readonly url?: string;
  /** Told of every fetch. */
  readonly onRun?: (input: FetchInput) => void | Promise<void>;
  readonly onPrepare?: (document: DocumentNode) => void;
};

const composed = ['@subject', '@personal', '@public', '@purpose', '@agreement'];

const header = [
  'extend schema',
  '@link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@context", "@fromContext", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible", "@composeDirective", "@authenticated", "@requiresScopes", "@policy"])',
  `@link(url: "${policyUrl}", import: ${JSON.stringify([...composed, '@mask', '@restrict', '@stale'])})`,
  ...composed.map((name) => `@composeDirective(name: "${name}")`),
].join(' ');

/** The SDL as a department publishes it, with `loc` leading to `<name>.graphql`, where line 1 is the first of `typeDefs`. */
export function federatedSdl(name: string, typeDefs: string): DocumentNode {
  const own = parse(new Source(typeDefs, `${name}.graphql`));
  const shipped = parse(`${header}\n${policyDirectives}`, { noLocation: true });
  return { kind: own.kind, definitions: [...shipped.definitions, ...own.definitions] };
}

/** A real federation subgraph in this process: @apollo/subgraph's schema, run by graphql-js. */
export function executableSubgraph(options: ExecutableOptions): Subgraph & { readonly schema: GraphQLSchema } {
  const { name } = options;
  const sdl = federatedSdl(name, options.typeDefs);
  const schema = buildSubgraphSchema([{ typeDefs: sdl, resolvers: options.resolvers as never }]);
  return {
    name,
    sdl,
    schema,
    ...(options.url === undefined ? {} : { url: options.url }),
    prepare: ({ document }) => {
      options.onPrepare?.(document);
      return {
        run: async (input) => {
          await options.onRun?.(input);
          return runFetch(schema, document, input);
        },
        explain: async () => [],
      };
    },
    scan: () => {
      throw new OnestopError('NOT_SUPPORTED', { department: name, feature: 'scans' });
    },
    changes: () => 'unsupported',
    health: async () => ({ state: 'up', roundTripMs: 0 }),
    close: async () => undefined,
  };
}

export async function runFetch(schema: GraphQLSchema, document: DocumentNode, input: FetchInput): Promise<FetchAnswer> {
  const { variables, representations, request } = input;
  const variableValues = representations.length === 0 ? variables : { ...variables, representations };
  const subjects = new Set<string>();
  const result = await execute({ schema, document, variableValues, contextValue: { request, subjects } });
  return {
    data: result.data ?? null,
    errors: (result.errors ?? []).map((error) => {
      const cause = error.originalError;
      const code = cause instanceof OnestopError ? cause.code : error.extensions['code'];
      const details = cause instanceof OnestopError ? cause.details : {};
      return { path: error.path ?? [], code: isErrorCode(code) ? code : 'DEPARTMENT_ERROR', details };
    }),
    subjects: [...subjects],
    findings: [],
    servedFrom: 'source',
    age: 0,
  };
}
