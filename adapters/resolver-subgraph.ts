import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  GraphQLError,
  isObjectType,
  parse,
  print,
  Source,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { OnestopError } from '../schema/errors.ts';
import { accessOf, readPolicy } from '../schema/policy.ts';
import { scalars } from '../schema/scalars.ts';
import type { FetchAnswer, FetchError, FetchInput, Subgraph } from '../schema/subgraph.ts';
import { expandSdl } from './sdl/expand.ts';
import { publishSdl } from './sdl/publish.ts';

export type Resolver = GraphQLFieldResolver<unknown, FetchInput>;

export type ResolverSubgraphOptions = {
  readonly name: string;
  /** SDL of the system; types of the vocabulary need not be written out. */
  readonly sdl: string;
  /** Name of the SDL's file, for errors. */
  readonly file: string;
  /** Type → field → resolver, and `__resolveReference` for entities; the context is the fetch's input. */
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Hears of defects; never sent to a client. */
  readonly onFailure: (error: unknown) => void;
};

/** One of the graph's own systems: resolvers behind the same port as a department's database. */
export function createResolverSubgraph(options: ResolverSubgraphOptions): Subgraph {
  const { name, onFailure } = options;
  const sdl = publishSdl(expandSdl(parse(new Source(options.sdl, options.file))));
  const schema = buildSubgraphSchema([
    { typeDefs: sdl, resolvers: { ...scalarsOf(sdl), ...options.resolvers } as never },
  ]); // the library's resolver map is looser than ours
  withholdPersonal(schema);
  return {
    name,
    sdl,
    prepare: ({ document }) => ({
      run: async (input) => {
        const variableValues =
          input.representations.length === 0
            ? input.variables
            : { ...input.variables, representations: input.representations };
        return toAnswer(await execute({ schema, document, variableValues, contextValue: input }), { name, onFailure });
      },
      explain: async () => [
        { department: name, dialect: 'resolver', reads: 'resolvers of the graph’s own', text: print(document) },
      ],
    }),
    scan: ({ type }) => {
      throw new OnestopError('NOT_SUPPORTED', { department: name, feature: `a scan of ${type}` });
    },
    changes: () => 'unsupported',
    health: async () => ({ state: 'up', roundTripMs: 0 }),
    close: async () => {},
  };
}

const scalarsOf = (sdl: DocumentNode) =>
  Object.fromEntries(
    sdl.definitions.flatMap((each) =>
      each.kind === 'ScalarTypeDefinition' && scalars[each.name.value] !== undefined
        ? [[each.name.value, scalars[each.name.value]]]
        : [],
    ),
  );

/** The second guard behind the gateway's: without somebody who asks for a purpose, personal fields are null. */
function withholdPersonal(schema: GraphQLSchema): void {
  const policy = readPolicy(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!policy.isPersonal(type.name, field.name)) continue;
      const resolve = field.resolve ?? ((source: unknown) => (source as Readonly<Record<string, unknown>>)[field.name]);
      field.resolve = (source, values, context, info) => {
        if (accessOf((context as FetchInput).request) === 'none') throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
        return resolve(source, values, context, info);
      };
    }
  }
}

type AnswerScope = { readonly name: string; readonly onFailure: (error: unknown) => void };

function toAnswer(result: ExecutionResult, scope: AnswerScope): FetchAnswer {
  const errors = (result.errors ?? []).map((error) => toFetchError(error, scope));
  return { data: result.data ?? null, errors, subjects: [], findings: [], servedFrom: 'source', age: 0 };
}

function toFetchError(error: GraphQLError, { name, onFailure }: AnswerScope): FetchError {
  const path = error.path ?? [];
  const cause = error.originalError;
  if (cause instanceof OnestopError) return { path, code: cause.code, details: cause.details };
  onFailure(error);
  return { path, code: 'DEPARTMENT_ERROR', details: { department: name } };
}
