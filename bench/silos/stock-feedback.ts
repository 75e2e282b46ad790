import DataLoader from 'dataloader';
import { Pool } from 'pg';
import { rowsByKey, stockLink, stockPoolSize, type StockSubgraph } from './stock-subgraph.ts';

type Loaders = { readonly feedback: DataLoader<string, readonly Feedback[]> };
type Reference = { readonly id: string };
type Feedback = { readonly id: number; readonly caseId: number; readonly rating: number; readonly text: string };

export function openStockFeedback(url: string): StockSubgraph<Loaders> {
  const pool = new Pool({ connectionString: url, max: stockPoolSize });
  const findFeedback = async (ids: readonly string[]): Promise<(readonly Feedback[])[]> => {
    const text = `SELECT id, case_id AS "caseId", rating, text FROM feedback
      WHERE case_id = ANY($1::int[]) ORDER BY case_id, id`;
    const { rows } = await pool.query<Feedback>({ name: 'feedback', text, values: [ids] });
    return rowsByKey(ids, rows, ({ caseId }) => String(caseId));
  };
  return {
    typeDefs: `${stockLink}
      type ResidentCase @key(fields: "id") { id: ID! feedback: FeedbackConnection }
      type FeedbackConnection { nodes: [CaseFeedback!]! }
      type CaseFeedback { id: ID! rating: Int text: String }`,
    resolvers: {
      ResidentCase: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        feedback: async ({ id }: Reference, _none: unknown, { feedback }: Loaders) => ({
          nodes: await feedback.load(id),
        }),
      },
    },
    loaders: () => ({ feedback: new DataLoader(findFeedback) }),
    close: () => pool.end(),
  };
}
