import DataLoader from 'dataloader';
import { Pool } from 'pg';
import { stockLink, stockPoolSize, type StockSubgraph } from './stock-subgraph.ts';

type Loaders = { readonly resident: DataLoader<string, Resident | null> };
type Resident = Readonly<Record<string, string>> & { readonly id: string };
type Page = { readonly first?: number; readonly where?: { readonly number?: { readonly gt?: string } } };

const columns = `id, name, birth_date::text AS "birthDate", gender, address, city, postal_code AS "postalCode", phone,
  email, nationality`;

export function openStockRegistry(url: string): StockSubgraph<Loaders> {
  const pool = new Pool({ connectionString: url, max: stockPoolSize });
  const findResidents = async (ids: readonly string[]): Promise<(Resident | null)[]> => {
    const text = `SELECT ${columns} FROM citizens WHERE id = ANY($1::bpchar[])`;
    const { rows } = await pool.query<Resident>({ name: 'residents', text, values: [ids] });
    const known = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => known.get(id) ?? null);
  };
  const findPage = async ({ first = 20, where }: Page): Promise<readonly Resident[]> => {
    const text = `SELECT ${columns} FROM citizens WHERE id > $1 ORDER BY id LIMIT $2`;
    const values = [where?.number?.gt ?? '', Math.min(first, 1000)];
    return (await pool.query<Resident>({ name: 'page', text, values })).rows;
  };
  return {
    typeDefs: `${stockLink}
      type Query {
        resident(id: ID!): Resident
        residents(first: Int, where: ResidentWhere): ResidentConnection
      }
      input ResidentWhere { number: TextWhere }
      input TextWhere { gt: String }
      type ResidentConnection { nodes: [Resident!]! }
      type Resident @key(fields: "id") {
        id: ID! name: String birthDate: String gender: String address: String city: String postalCode: String
        phone: String email: String nationality: String
      }`,
    resolvers: {
      Query: {
        resident: (_root: unknown, { id }: { readonly id: string }, { resident }: Loaders) => resident.load(id),
        residents: async (_root: unknown, page: Page) => ({ nodes: await findPage(page) }),
      },
      Resident: {
        __resolveReference: ({ id }: { readonly id: string }, { resident }: Loaders) => resident.load(id),
      },
    },
    loaders: () => ({ resident: new DataLoader(findResidents) }),
    close: () => pool.end(),
  };
}
