import { Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { readPolicy, type Policy } from '../../schema/policy.ts';
import type { PolicyRules } from '../../schema/view.ts';
import { withScalars } from '../../schema/scalars.ts';
import { readCostRules, type CostRules } from './cost-rules.ts';
import { readFieldOwners, type FieldOwners } from './field-owners.ts';
import { supergraphForStockGateway } from './stock-supergraph.ts';

export type LoadedSupergraph = {
  /** As it was composed or given; what `/supergraph.graphql` shows. */
  readonly sdl: string;
  /** What the stock gateway and its planner take. */
  readonly stockSdl: string;
  /** What clients see: no join directives, nothing inaccessible. */
  readonly apiSchema: GraphQLSchema;
  readonly policy: Policy;
  readonly costs: CostRules;
  readonly owners: FieldOwners;
  /** Worked out when it is first asked for: ports that bring their own SDL need it not. */
  readonly departments: readonly SupergraphDepartment[];
};

export type SupergraphDepartment = {
  readonly name: string;
  readonly url: string;
  /** What the supergraph knows of the department's SDL: enough to judge the shape of its answers. */
  readonly sdl: DocumentNode;
};

const departmentsOf = (supergraph: Supergraph): readonly SupergraphDepartment[] =>
  supergraph
    .subgraphs()
    .values()
    .map((each) => ({ name: each.name, url: each.url, sdl: parse(each.toString()) }));

type LoadOptions = {
  /** Where the text comes from, for errors. */
  readonly origin?: string;
  readonly policies?: PolicyRules | undefined;
};

/** Reads a supergraph. Throws `CONFIG_INVALID` where the text is none. */
export function loadSupergraph(
  sdl: string,
  { origin = 'supergraph', policies = {} }: LoadOptions = {},
): LoadedSupergraph {
  try {
    const stockSdl = supergraphForStockGateway(sdl);
    const supergraph = Supergraph.build(stockSdl, { validateSupergraph: true });
    const withDirectives = buildASTSchema(parse(sdl), { assumeValidSDL: true });
    let departments: readonly SupergraphDepartment[] | null = null;
    return {
      sdl,
      stockSdl,
      apiSchema: withScalars(supergraph.apiSchema().toGraphQLJSSchema()),
      policy: readPolicy(withDirectives, policies),
      costs: readCostRules(supergraph, withDirectives),
      owners: readFieldOwners(withDirectives),
      get departments() {
        return (departments ??= departmentsOf(supergraph));
      },
    };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const fix = 'Give a supergraph that Federation 2 composition made.';
    throw new OnestopError('CONFIG_INVALID', { where: origin, reason: error.message, fix }, { cause: error });
  }
}
