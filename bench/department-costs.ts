import { openExplainer } from '../cli/explain-operation.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { median } from './median.ts';
import { openBenchGateway } from './open-gateway.ts';
import type { Query } from './queries.ts';

/** What one question costs one department, asked alone; milliseconds are medians over the people asked for. */
export type DepartmentCost = {
  readonly query: string;
  readonly target: 'compiled';
  readonly department: string;
  /** Those that `explain` prints; null of the graph's own systems, which tell no SQL. */
  readonly statements: number | null;
  /** Fetches of one answer, by the planner and by systems of the graph's own. */
  readonly fetches: number;
  /** From the first fetch's beginning to the last one's end. */
  readonly spanMs: number;
  /** Of all its fetches together, which may run at the same time. */
  readonly workMs: number;
  /** Of the whole answer; the same in every line. */
  readonly answerMs: number;
};

type Interval = { readonly from: number; readonly to: number };
type Asked = { readonly answerMs: number; readonly intervals: ReadonlyMap<string, readonly Interval[]> };

/**
 * Asks one question for one person after another and tells what each department had to do with it.
 * @param about the question, whom to ask for, and how many are asked for before it counts
 */
export async function measureDepartments(
  dataFolder: string,
  about: { readonly query: Query; readonly ids: readonly string[]; readonly warmUp: number },
): Promise<readonly DepartmentCost[]> {
  const { query, ids, warmUp } = about;
  const statements = await countStatements(dataFolder, query.text);
  const intervals = new Map<string, Interval[]>();
  const { app, headers, close } = await openBenchGateway(dataFolder, {
    watch: (subgraph) => timed(subgraph, intervals),
  });
  try {
    const asked: Asked[] = [];
    for (const id of ids) {
      intervals.clear();
      const startedAt = performance.now();
      const payload = { query: query.text, variables: { id } };
      const { statusCode, body } = await app.inject({ method: 'POST', url: '/graphql', headers, payload });
      if (statusCode !== 200 || body.includes('"errors"')) throw new Error(`${query.name}: ${statusCode} ${body}`);
      asked.push({ answerMs: performance.now() - startedAt, intervals: new Map(intervals) });
    }
    return summarise(query, asked.slice(warmUp), statements);
  } finally {
    await close();
  }
}

async function countStatements(dataFolder: string, text: string): Promise<ReadonlyMap<string, number>> {
  const explainer = await openExplainer({ dataFolder, environment: {} });
  const { fetches } = await explainer.explain({ text }).finally(() => explainer.close());
  const counts = new Map<string, number>();
  for (const { department, statements } of fetches) {
    const run = statements.filter(({ dialect }) => dialect !== 'resolver').length;
    if (run > 0) counts.set(department, (counts.get(department) ?? 0) + run);
  }
  return counts;
}

/** Notes when each fetch began and ended. */
const timed = (subgraph: Subgraph, intervals: Map<string, Interval[]>): Subgraph => ({
  ...subgraph,
  prepare: (fetch) => {
    const prepared = subgraph.prepare(fetch);
    return {
      explain: (variables) => prepared.explain(variables),
      run: async (input) => {
        const from = performance.now();
        const answer = await prepared.run(input);
        const known = intervals.get(subgraph.name) ?? [];
        intervals.set(subgraph.name, [...known, { from, to: performance.now() }]);
        return answer;
      },
    };
  },
});

function summarise(
  { name }: Query,
  asked: readonly Asked[],
  statements: ReadonlyMap<string, number>,
): readonly DepartmentCost[] {
  const departments = [...new Set(asked.flatMap(({ intervals }) => [...intervals.keys()]))].sort();
  const answerMs = medianOf(asked.map((each) => each.answerMs));
  return departments.map((department) => {
    const figure = (of: (intervals: readonly Interval[]) => number): number =>
      medianOf(asked.map(({ intervals }) => of(intervals.get(department) ?? [])));
    return {
      query: name,
      target: 'compiled',
      department,
      statements: statements.get(department) ?? null,
      fetches: Math.max(...asked.map(({ intervals }) => intervals.get(department)?.length ?? 0)),
      spanMs: figure(spanOf),
      workMs: figure((intervals) => intervals.reduce((sum, { from, to }) => sum + to - from, 0)),
      answerMs,
    };
  });
}

const spanOf = (intervals: readonly Interval[]): number =>
  intervals.length === 0
    ? 0
    : Math.max(...intervals.map(({ to }) => to)) - Math.min(...intervals.map(({ from }) => from));

const medianOf = (values: readonly number[]): number => Number(median(values).toFixed(2));
