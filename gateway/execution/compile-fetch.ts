import { parse, type GraphQLSchema } from 'graphql';
import type { BaseLogger } from 'pino';
import { failedAnswer } from '../../schema/failed-answer.ts';
import type { Policy } from '../../schema/policy.ts';
import type { FetchAnswer, FetchInput, PreparedFetch, Subgraph } from '../../schema/subgraph.ts';
import { describeFailure } from './describe-failure.ts';
import { fetchFields } from './fetch-fields.ts';
import { createFilterFields, type FilterFields } from './filter-fields.ts';
import { personalFields } from './personal-fields.ts';

/** One fetch text of a plan, ready to be asked of its department. */
export type CompiledFetch = {
  readonly department: string;
  readonly text: string;
  /** Response keys at the top of the fetch. */
  readonly fields: readonly string[];
  /** Personal fields it asks for. */
  readonly personal: readonly string[];
  /** What it filters by beside them. */
  readonly filters: FilterFields;
  /** Never throws; as many entities as representations, or no data. */
  readonly run: (input: FetchInput) => Promise<FetchAnswer>;
};

/** What fetches are compiled against; the schema and policy are the graph's. */
export type FetchScope = { readonly schema: GraphQLSchema; readonly policy: Policy; readonly logger: BaseLogger };

export type CompileFetch = (subgraph: Subgraph, text: string) => CompiledFetch;

/** Compiles fetches; the port prepares one when it is first run, and then never again. */
export function createFetchCompiler({ schema, policy, logger }: FetchScope): CompileFetch {
  const filterFields = createFilterFields(schema, policy);
  return (subgraph, text) => {
    const document = parse(text, { noLocation: true });
    const department = subgraph.name;
    let prepared: PreparedFetch | null = null;
    return {
      department,
      text,
      fields: fetchFields(document),
      personal: personalFields(document, schema, policy),
      filters: filterFields(document),
      run: async (input) => {
        try {
          prepared ??= subgraph.prepare({ document });
          return checkEntities(await prepared.run(input), input);
        } catch (error) {
          const { requestId } = input.request;
          logger.error({ requestId, department, ...describeFailure(error) }, 'a port threw');
          return failedAnswer({ path: [], code: 'DEPARTMENT_ERROR' });
        }
      },
    };
  };
}

/** Entities are found by their positions alone. */
function checkEntities(answer: FetchAnswer, { representations }: FetchInput): FetchAnswer {
  if (representations.length === 0 || answer.data === null) return answer;
  const entities = answer.data['_entities'];
  if (Array.isArray(entities) && entities.length === representations.length) return answer;
  return answer.errors.length > 0
    ? { ...answer, data: null }
    : failedAnswer({ path: [], code: 'DEPARTMENT_ANSWER_INVALID' });
}
