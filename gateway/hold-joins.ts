import type { BaseLogger } from 'pino';
import type { Agreement, FindConsents } from '../schema/agreement.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import type { LoadedSupergraph } from './composition/load-supergraph.ts';
import { describeFailure } from './execution/describe-failure.ts';
import { createFilterFields } from './execution/filter-fields.ts';
import type { Authorizer } from './security/authorize.ts';
import { guardJoins, type GuardJoinsOptions } from './security/guard-joins.ts';
import { createJoinLimiter, isAgreed, type LimitJoins } from './security/limit-joins.ts';
import { stripFields } from './security/strip-fields.ts';

export type JoinOptions = {
  readonly agreements: readonly Agreement[];
  /** Names of those subgraphs that hold what people told the graph itself, and are no departments. */
  readonly systems: readonly string[];
  readonly consents: FindConsents;
};

/** Where departments that join by agreement alone are held to it: before planning, and at each fetch. */
export type JoinHold = {
  readonly guard: (subgraph: Subgraph) => Subgraph;
  /** Null where nothing in the graph is joined by agreement. */
  readonly limiter: (authorizer: Authorizer) => LimitJoins | null;
};

type Options = {
  readonly joins?: JoinOptions;
  readonly subgraphs: readonly Subgraph[];
  readonly logger: BaseLogger;
};

/** @throws {OnestopError} `CONFIG_INVALID` where an agreement names a department that is not there */
export function holdJoins(supergraph: LoadedSupergraph, { joins = noJoins, subgraphs, logger }: Options): JoinHold {
  const { agreements, consents } = joins;
  checkAgreements(agreements, subgraphs);
  const { apiSchema: schema, policy, owners } = supergraph;
  if (!policy.hasAgreements) return { guard: (subgraph) => subgraph, limiter: () => null };
  const systems = new Set(joins.systems);
  const filtersAgreed = agreedFilters(supergraph);
  return {
    guard: (subgraph) =>
      guardJoins(subgraph, {
        filtersAgreed,
        withoutAgreed: (document) => stripFields(document, schema, (type, field) => policy.needsAgreement(type, field)),
        subjectField: (type) => policy.subjectField(type),
        consents,
        onFailure: (error) => logger.warn({ department: subgraph.name, ...describeFailure(error) }, 'consents could not be found'), // prettier-ignore
      }),
    limiter: (authorizer) => createJoinLimiter({ schema, policy, owners, systems, authorizer, agreements }),
  };
}

const noJoins: JoinOptions = { agreements: [], systems: [], consents: async () => new Map() };

/** A misspelt department would silently agree to nothing. */
function checkAgreements(agreements: readonly Agreement[], subgraphs: readonly Subgraph[]): void {
  const names = subgraphs.map(({ name }) => name);
  for (const { name, departments } of agreements) {
    const unknown = departments.find((each) => !names.includes(each));
    if (unknown === undefined) continue;
    const reason = `there is no department “${unknown}”`;
    throw new OnestopError('CONFIG_INVALID', { where: `agreement ${name}`, reason, fix: `Use ${names.join(', ')}.` });
  }
}

/** Does a fetch filter by what is joined by agreement alone? */
function agreedFilters({ apiSchema, policy }: LoadedSupergraph): GuardJoinsOptions['filtersAgreed'] {
  const filterFields = createFilterFields(apiSchema, policy);
  return (document) => {
    const filtered = filterFields(document);
    return (variables) => filtered(variables).some((name) => isAgreed(name, policy));
  };
}
