import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildASTSchema,
  execute,
  GraphQLError,
  isObjectType,
  parse,
  print,
  Source,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { OnestopError } from '../schema/errors.ts';
import { readPolicy } from '../schema/policy.ts';
import { ownSubjects } from '../schema/request.ts';
import { accessOf } from '../schema/view.ts';
import { scalars } from '../schema/scalars.ts';
import type {
  ExplainedStatement,
  FetchAnswer,
  FetchError,
  FetchInput,
  Finding,
  Subgraph,
  SubgraphHealth,
} from '../schema/subgraph.ts';
import { expandSdl, repeatedDefinitions } from './sdl/expand.ts';
import { publishSdl } from './sdl/publish.ts';

/** What resolvers work in: the fetch's input, and where they tell what stands beside their data. Made for each fetch. */
export type ResolverContext = FetchInput & {
  /** Notes a failure that leaves the field's value partial, at the field that `info` is of. */
  readonly note: (info: Pick<GraphQLResolveInfo, 'path'>, error: Omit<FetchError, 'path'>) => void;
  /** Hands on whose data was read, and what was found of it. */
  readonly tell: (read: { readonly subjects?: readonly string[]; readonly findings?: readonly Finding[] }) => void;
};

export type Resolver<TSource = unknown, TArgs = Record<string, unknown>> = GraphQLFieldResolver<
  TSource,
  ResolverContext,
  TArgs
>;

export type ResolverSubgraphOptions = {
  readonly name: string;
  /** SDL of the system; types of the vocabulary need not be written out. */
  readonly sdl: string;
  /** Name of the SDL's file, for errors. */
  readonly file: string;
  /** Type → field → resolver, and `__resolveReference` for entities. */
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Hears of defects; never sent to a client. */
  readonly onFailure: (error: unknown) => void;
  /** One cheap question to what the system keeps its data in; always up where absent. */
  readonly health?: () => Promise<SubgraphHealth>;
  /** What its resolvers ask of other subgraphs for a fetch, beside themselves; nothing where absent. */
  readonly explain?: (document: DocumentNode) => Promise<readonly ExplainedStatement[]>;
  readonly close?: () => Promise<void>;
};

/** What others see of a system of the graph's own. No check reads its SDL, so that a definition too many is told here. */
export function publishSystemSdl({ sdl, file }: Pick<ResolverSubgraphOptions, 'sdl' | 'file'>): DocumentNode {
  const document = parse(new Source(sdl, file));
  const [repeated] = repeatedDefinitions(document.definitions);
  if (repeated !== undefined) throw new TypeError(`${file} defines ${repeated.name.value} more than once`);
  return publishSdl(expandSdl(document));
}

/** One of the graph's own systems: resolvers behind the same port as a department's database. */
export function createResolverSubgraph(options: ResolverSubgraphOptions): Subgraph {
  const { name, onFailure } = options;
  const sdl = publishSystemSdl(options);
  const schema = buildSubgraphSchema([
    { typeDefs: sdl, resolvers: { ...scalarsOf(sdl), ...ownRecordsOnly(sdl, options.resolvers) } as never },
  ]); // the library's resolver map is looser than ours
  withholdPersonal(schema);
  return {
    name,
    sdl,
    prepare: ({ document }) => ({
      run: async (input) => {
        const gathered = gather();
        const variableValues =
          input.representations.length === 0
            ? input.variables
            : { ...input.variables, representations: input.representations };
        const contextValue: ResolverContext = Object.assign({}, input, gathered.tools);
        const result = await execute({ schema, document, variableValues, contextValue });
        return gathered.answer(result, { name, onFailure });
      },
      explain: async () => [
        { department: name, dialect: 'resolver', reads: 'resolvers of the graph’s own', text: print(document) },
        ...((await options.explain?.(document)) ?? []),
      ],
    }),
    scan: ({ type }) => {
      throw new OnestopError('NOT_SUPPORTED', { department: name, feature: `a scan of ${type}` });
    },
    changes: () => 'unsupported',
    health: options.health ?? (async () => ({ state: 'up', roundTripMs: 0 })),
    close: options.close ?? (async () => {}),
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

/**
 * The second guard behind the gateway's: what is closed to whoever asks so is null, and personal fields are without
 * somebody who asks for a purpose; for a business's agent, whom no rule here gives rows.
 */
function withholdPersonal(schema: GraphQLSchema): void {
  const policy = readPolicy(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    // The types that describe a schema are those of every schema in the process.
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isPersonal = policy.isPersonal(type.name, field.name);
      if (!isPersonal && !policy.hasGates) continue;
      const resolve = field.resolve ?? ((source: unknown) => (source as Readonly<Record<string, unknown>>)[field.name]);
      field.resolve = (source, values, context, info) => {
        const view = policy.viewOf((context as FetchInput).request);
        const { access } = view;
        if (view.isClosed(type.name, field.name) || (isPersonal && (access === 'none' || access === 'agent')))
          throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
        return resolve(source, values, context, info);
      };
    }
  }
}

type Resolvers = ResolverSubgraphOptions['resolvers'];

type ReferenceResolver = (
  reference: Readonly<Record<string, unknown>>,
  context: FetchInput,
  ...rest: readonly unknown[]
) => unknown;

/** A citizen may ask for their own record only, where the key itself tells whose it is. */
function ownRecordsOnly(sdl: DocumentNode, resolvers: Resolvers): Resolvers {
  const policy = readPolicy(buildASTSchema(sdl, { assumeValidSDL: true }));
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]) => {
      const subject = policy.subjectField(type);
      const resolve = fields['__resolveReference'] as ReferenceResolver | undefined; // the resolver map is loose
      if (subject === null || resolve === undefined) return [type, fields];
      // Thrown at once it would cost every entity of the fetch.
      const guarded: ReferenceResolver = async (reference, context, ...rest) => {
        const { caller } = context.request;
        const isOwn = caller !== null && ownSubjects(caller).some((each) => each === reference[subject]);
        if (reference[subject] !== undefined && !isOwn && accessOf(context.request) === 'own')
          throw new OnestopError('FORBIDDEN_RECORD');
        return resolve(reference, context, ...rest);
      };
      return [type, { ...fields, __resolveReference: guarded }];
    }),
  );
}

type AnswerScope = { readonly name: string; readonly onFailure: (error: unknown) => void };

/** What one fetch gathers beside its data. */
function gather() {
  const errors: FetchError[] = [];
  const subjects = new Set<string>();
  const findings: Finding[] = [];
  const tools: Pick<ResolverContext, 'note' | 'tell'> = {
    note: ({ path }, error) => void errors.push({ ...error, path: stepsOf(path) }),
    tell: (read) => {
      for (const subject of read.subjects ?? []) subjects.add(subject);
      findings.push(...(read.findings ?? []));
    },
  };
  const answer = (result: ExecutionResult, scope: AnswerScope): FetchAnswer => ({
    data: result.data ?? null,
    errors: [...(result.errors ?? []).map((error) => toFetchError(error, scope)), ...errors],
    subjects: [...subjects],
    findings,
    servedFrom: 'source',
    age: 0,
  });
  return { tools, answer };
}

function stepsOf(path: GraphQLResolveInfo['path']): readonly (string | number)[] {
  return path.prev === undefined ? [path.key] : [...stepsOf(path.prev), path.key];
}

function toFetchError(error: GraphQLError, { name, onFailure }: AnswerScope): FetchError {
  const path = error.path ?? [];
  const cause = error.originalError;
  if (cause instanceof OnestopError) return { path, code: cause.code, details: cause.details };
  onFailure(error);
  return { path, code: 'DEPARTMENT_ERROR', details: { department: name } };
}
