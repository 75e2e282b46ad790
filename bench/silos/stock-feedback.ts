import DataLoader from 'dataloader';
import { Pool } from 'pg';
import { rowsByKey, stockLink, stockPoolSize, type StockSubgraph } from './stock-subgraph.ts';

type Loaders = { readonly feedback: DataLoader<string, readonly Feedback[]> };
type Reference = { readonly id: string };
type Feedback = {
  readonly id: number;
  readonly caseId: number;
  readonly rating: number;
  readonly text: string;
  readonly story: string | null;
};
type Page = { readonly first?: number };

const ofACase = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  feedback: async ({ id }: Reference, { first = 20 }: Page, { feedback }: Loaders) => ({
    nodes: (await feedback.load(id)).slice(0, first),
  }),
};

export function openStockFeedback(url: string): StockSubgraph<Loaders> {
  const pool = new Pool({ connectionString: url, max: stockPoolSize });
  const findFeedback = async (ids: readonly string[]): Promise<(readonly Feedback[])[]> => {
    const text = `SELECT id, case_id AS "caseId", rating, text, story FROM feedback
      WHERE case_id = ANY($1::int[]) ORDER BY case_id, id`;
    const { rows } = await pool.query<Feedback>({ name: 'feedback', text, values: [ids] });
    return rowsByKey(ids, rows, ({ caseId }) => String(caseId));
  };
  return {
    typeDefs: `${stockLink}
      type ResidentCase @key(fields: "id") { id: ID! feedback(first: Int): FeedbackConnection }
      type DecidedMatter @key(fields: "id") { id: ID! feedback(first: Int): FeedbackConnection }
      type ClosedMatter @key(fields: "id") { id: ID! feedback(first: Int): FeedbackConnection }
      type FeedbackConnection { nodes: [CaseFeedback!]! }
      type CaseFeedback { id: ID! rating: Int text: String story: String }`,
    resolvers: { ResidentCase: ofACase, DecidedMatter: ofACase, ClosedMatter: ofACase },
    loaders: () => ({ feedback: new DataLoader(findFeedback) }),
    close: () => pool.end(),
  };
}
