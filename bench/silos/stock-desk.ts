import { Pool } from 'pg';
import { stockLink, stockPoolSize, type StockSubgraph } from './stock-subgraph.ts';

type Remark = { readonly id: number; readonly rating: number; readonly text: string; readonly citizenId: string };
type Said = { readonly residentId: string; readonly rating: number; readonly text: string };

/** Takes remarks down. Mapped departments are only read, so every gateway of the bench writes by this subgraph. */
export function openStockDesk(url: string): StockSubgraph<object> {
  const pool = new Pool({ connectionString: url, max: stockPoolSize });
  const addRemark = async (_root: unknown, { residentId, rating, text }: Said): Promise<Remark | undefined> => {
    const sql = `INSERT INTO remarks (citizen_id, rating, text) VALUES ($1, $2, $3)
      RETURNING id, rating, text, citizen_id AS "citizenId"`;
    const { rows } = await pool.query<Remark>({ name: 'add', text: sql, values: [residentId, rating, text] });
    return rows[0];
  };
  return {
    typeDefs: `${stockLink}
      type Mutation { addRemark(residentId: ID!, rating: Int!, text: String!): Remark }
      type Remark { id: ID! rating: Int text: String resident: Resident }
      type Resident @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Mutation: { addRemark },
      Remark: { resident: ({ citizenId }: Remark) => ({ id: citizenId }) },
    },
    loaders: () => ({}),
    close: () => pool.end(),
  };
}
