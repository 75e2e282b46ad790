import DataLoader from 'dataloader';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { rowsByKey, stockLink, stockPoolSize, type StockSubgraph } from './stock-subgraph.ts';

type Loaders = {
  readonly cases: DataLoader<string, readonly Case[]>;
  readonly service: DataLoader<string, Service | null>;
};
type Reference = { readonly id: string };
type Case = RowDataPacket & { readonly citizenId: string; readonly serviceCode: string; readonly status: string };
type Page = { readonly first?: number };
type Service = RowDataPacket & { readonly code: string };

/** What a case is, by its status. */
const matters: Readonly<Record<string, string>> = {
  ...{ OPEN: 'OpenMatter', ACCEPTED: 'AcceptedMatter', DECIDED: 'DecidedMatter', CLOSED: 'ClosedMatter' },
};

const serviceOf = ({ serviceCode }: Case, _none: unknown, { service }: Loaders) => service.load(serviceCode);

export function openStockCases(url: string): StockSubgraph<Loaders> {
  const pool = createPool({ uri: url, connectionLimit: stockPoolSize, dateStrings: true, charset: 'utf8mb4' });
  const findCases = async (ids: readonly string[]): Promise<(readonly Case[])[]> => {
    const sql = `SELECT id, citizen_id AS citizenId, service_code AS serviceCode, status, opened_at AS openedAt
      FROM cases WHERE citizen_id IN (?) ORDER BY citizen_id, id`;
    const [rows] = await pool.query<Case[]>(sql, [ids]);
    return rowsByKey(ids, rows, ({ citizenId }) => citizenId);
  };
  const findServices = async (codes: readonly string[]): Promise<(Service | null)[]> => {
    const [rows] = await pool.query<Service[]>('SELECT code, name, department FROM services WHERE code IN (?)', [
      codes,
    ]);
    const known = new Map(rows.map((row) => [row.code, row]));
    return codes.map((code) => known.get(code) ?? null);
  };
  return {
    typeDefs: `${stockLink}
      type Resident @key(fields: "id") { id: ID! cases(first: Int): CaseConnection matters: MatterConnection }
      type CaseConnection { nodes: [ResidentCase!]! }
      type MatterConnection { nodes: [Matter!]! }
      interface Matter { id: ID! openedAt: String service: Service }
      ${Object.values(matters)
        .map(
          (type) => `type ${type} implements Matter @key(fields: "id") { id: ID! openedAt: String service: Service }`,
        )
        .join('\n')}
      type ResidentCase @key(fields: "id") { id: ID! status: String openedAt: String service: Service }
      type Service { code: ID! name: String department: String }`,
    resolvers: {
      Resident: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        cases: async ({ id }: Reference, { first = 20 }: Page, { cases }: Loaders) => ({
          nodes: (await cases.load(id)).slice(0, first),
        }),
        matters: async ({ id }: Reference, _none: unknown, { cases }: Loaders) => ({ nodes: await cases.load(id) }),
      },
      Matter: { __resolveType: ({ status }: Case) => matters[status] },
      ...Object.fromEntries(Object.values(matters).map((type) => [type, { service: serviceOf }])),
      ResidentCase: { service: serviceOf },
    },
    loaders: () => ({ cases: new DataLoader(findCases), service: new DataLoader(findServices) }),
    close: () => pool.end(),
  };
}
