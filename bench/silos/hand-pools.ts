import { createPool, type RowDataPacket } from 'mysql2/promise';
import { Pool, type QueryArrayConfig } from 'pg';

/** PostgreSQL's are text, MariaDB's integers are numbers. */
export type Cells = readonly (string | number)[];

const poolSize = 6;

/** Every value as the text that came over the wire. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as NonNullable<QueryArrayConfig['types']>;

/** Prepared statements, by name; rows as arrays. */
export function openPostgres<Name extends string>(url: string, statements: Readonly<Record<Name, string>>) {
  const pool = new Pool({ connectionString: url, max: poolSize });
  pool.on('error', () => {});
  return {
    rows: async (name: Name, values: (string | number)[]): Promise<readonly Cells[]> => {
      const statement = { name, text: statements[name], values, rowMode: 'array', types: asText } as const;
      return (await pool.query<string[]>(statement)).rows;
    },
    close: () => pool.end(),
  };
}

/** Prepared statements; rows as arrays. */
export function openMariadb(url: string) {
  const pool = createPool({ uri: url, connectionLimit: poolSize, dateStrings: true, charset: 'utf8mb4' });
  return {
    rows: async (sql: string, values: readonly (string | number | null)[]): Promise<readonly Cells[]> => {
      const [rows] = await pool.execute<RowDataPacket[]>({ sql, values: [...values], rowsAsArray: true });
      return rows as unknown as readonly Cells[]; // as arrays
    },
    close: () => pool.end(),
  };
}
