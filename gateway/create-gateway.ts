import type { BaseLogger } from 'pino';
import { composeSubgraphs, type CompositionHint } from './composition/compose-subgraphs.ts';
import { CompositionFailed } from './composition/composition-failed.ts';
import { loadSupergraph, type LoadedSupergraph } from './composition/load-supergraph.ts';
import { linksContext } from './composition/stock-supergraph.ts';
import { OnestopError } from '../schema/errors.ts';
import { defaultEngine, type EngineName } from './engine-names.ts';
import type { PolicyRules } from '../schema/view.ts';
import type { Account } from '../schema/personal-read.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { holdJoins, type JoinOptions } from './hold-joins.ts';
import { createCompiledEngine } from './execution/compiled/compiled-engine.ts';
import { describeFailure } from './execution/describe-failure.ts';
import { isWarmUp, spareInWarmUp } from './execution/warm-up.ts';
import type { Engine, EngineOptions } from './execution/engine.ts';
import { createPipeline, type Identify, type Pipeline } from './execution/pipeline.ts';
import { createAdmission } from './planning/admit-operation.ts';
import { createCostEstimator } from './planning/operation-cost.ts';
import { defaultLimits, type OperationLimits } from './planning/operation-limits.ts';
import { createDocumentFinder } from './planning/find-document.ts';
import { checkTrusted, type TrustedDocument } from './planning/trusted-documents.ts';
import { createOperationStore } from './planning/operation-store.ts';
import { guardSubgraph, type DepartmentStatus, type GuardOptions } from './resilience/guard-subgraph.ts';
import { createAuthorizer } from './security/authorize.ts';

export type GatewayOptions = {
  /** The departments' ports. Composed, unless a supergraph is given. */
  readonly subgraphs: readonly Subgraph[];
  /** SDL of a supergraph whose departments `subgraphs` are, by name. */
  readonly supergraphSdl?: string;
  /** What the names that `@policy` wants stand for; one that is not there never holds. */
  readonly policies?: PolicyRules;
  /** Which departments may be joined for what; where it is absent, none that want an agreement. */
  readonly joins?: JoinOptions;
  /** Is an operation that asks for anything it may not see refused as a whole? Default false: the rest is answered. */
  readonly rejectUnauthorized?: boolean;
  /** Default `compiled`. */
  readonly engine?: EngineName;
  readonly limits?: Partial<OperationLimits>;
  /** May clients ask about the schema? Default true. */
  readonly introspection?: boolean;
  /** Documents that clients may name by id; where `only` is true nothing else is run. */
  readonly trusted?: { readonly documents: readonly TrustedDocument[]; readonly only: boolean };
  readonly guard?: GuardOptions;
  /** What is known of a citizen beside the id, for departments that know no ids. */
  readonly identify?: Identify;
  /** Writes down who read what; where it is absent nothing personal is answered. */
  readonly account?: Account;
  readonly logger: BaseLogger;
};

export interface Gateway {
  readonly pipeline: Pipeline;
  readonly supergraph: LoadedSupergraph;
  /** In the order of `subgraphs`. */
  readonly departments: () => readonly DepartmentStatus[];
  /** Closes the engine and the departments' ports. */
  close(): Promise<void>;
}

const engines: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Engine>>> = {
  // Loaded where it is wanted: its packages take 0.15 s of every start.
  apollo: async (options) => (await import('./execution/apollo-engine.ts')).createApolloEngine(options),
  compiled: createCompiledEngine,
};

/** Wires the stages of the gateway. Throws `CompositionFailed` and `CONFIG_INVALID`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger } = options;
  const { supergraph, hints } = obtainSupergraph(options);
  const { apiSchema: schema, policy, sdl, stockSdl } = supergraph;
  const engineName = options.engine ?? defaultEngine;
  if (engineName === 'apollo' && linksContext(sdl)) {
    throw new OnestopError('CONFIG_INVALID', {
      where: 'supergraph',
      reason: 'it links @context, which the engine apollo does not carry out',
      fix: 'Start with --engine compiled; or compose without it: let the field take an argument, or require a field with @requires.',
    });
  }
  for (const hint of hints) logger.info(hint, 'a hint of the composition');
  const limits = { ...defaultLimits, ...options.limits };
  const introspection = options.introspection ?? true;
  const operations = createOperationStore({ schema, limits, introspection });
  const { trusted } = options;
  const checked = trusted === undefined ? null : checkTrusted(trusted.documents, trusted.only, operations);
  const prepare = createDocumentFinder(operations, checked);
  const joins = holdJoins(supergraph, options);
  const guarded = options.subgraphs.map((subgraph) => guard(subgraph, supergraph, options));
  const engine = await engines[engineName]({
    sdl,
    stockSdl,
    schema,
    policy,
    subgraphs: guarded.map(joins.guard).map(spareInWarmUp),
    logger,
  });
  const estimate = createCostEstimator({ schema, rules: supergraph.costs, pageSize: limits.pageSize });
  const admit = createAdmission({ schema, estimate, maxCost: limits.cost, suggestions: introspection });
  const authorizer = createAuthorizer(schema, policy);
  const limitJoins = joins.limiter(authorizer);
  const identify = policy.hasAlternatives ? withoutWarmUp(options.identify) : null;
  const account = options.account ?? null;
  const rejectUnauthorized = options.rejectUnauthorized ?? false;
  const pipeline = createPipeline({
    ...{ policy, prepare, admit, authorizer, limitJoins, engine, identify, account, rejectUnauthorized },
  });
  return {
    pipeline,
    supergraph,
    departments: () => guarded.map((each) => each.status()),
    close: async () => {
      await engine.close();
      await Promise.all(guarded.map((each) => each.close()));
    },
  };
}

const withoutWarmUp = (identify: Identify | undefined): Identify | null =>
  identify === undefined ? null : async (request) => (isWarmUp(request) ? {} : identify(request));

function obtainSupergraph({ subgraphs, supergraphSdl, policies }: GatewayOptions): {
  readonly supergraph: LoadedSupergraph;
  readonly hints: readonly CompositionHint[];
} {
  if (supergraphSdl !== undefined) return { supergraph: loadSupergraph(supergraphSdl, { policies }), hints: [] };
  const result = composeSubgraphs(subgraphs);
  if (result.kind === 'failed') throw new CompositionFailed(result.problems);
  return { supergraph: loadSupergraph(result.supergraphSdl, { policies }), hints: result.hints };
}

/** Answers are judged by the department's own SDL; of one that brings none, by what the supergraph says of it. */
function guard(subgraph: Subgraph, supergraph: LoadedSupergraph, { guard: settings, logger }: GatewayOptions) {
  const isKnown = subgraph.sdl.definitions.length > 0;
  const sdl = isKnown ? subgraph.sdl : supergraph.departments.find(({ name }) => name === subgraph.name)?.sdl;
  const onFault = (error: unknown): void =>
    logger.error({ department: subgraph.name, ...describeFailure(error) }, 'a department’s port threw');
  const onOthers = (): void =>
    logger.error({ department: subgraph.name }, 'a department answered with records that were not asked for');
  const { policy } = supergraph;
  return guardSubgraph(subgraph, { onFault, onOthers, ...settings, policy, ...(sdl !== undefined && { sdl }) });
}
