import { createPool, type RowDataPacket } from 'mysql2/promise';
import { Pool, type QueryArrayConfig } from 'pg';
import type { SiloUrls } from './prepare-silos.ts';
import type { SiloQueryName } from './silo-queries.ts';

/**
 * The silos by hand: three prepared statements at most for an answer, rows as arrays, no value read that JSON
 * would only write again. Shares nothing with the adapters.
 */
export type HandSql = {
  readonly answers: Readonly<Record<SiloQueryName, (id: string) => Promise<Answer>>>;
  readonly close: () => Promise<void>;
};

type Answer = Readonly<Record<string, unknown>>;
type Node = Readonly<Record<string, unknown>>;
/** PostgreSQL's are text, MariaDB's integers are numbers. */
type Cells = readonly (string | number)[];

const poolSize = 6;

const statements = {
  citizen: 'SELECT id, name, birth_date, gender, address, city FROM citizens WHERE id = $1',
  briefPage: 'SELECT id, name, city FROM citizens WHERE id > $1 ORDER BY id LIMIT 50',
  widePage: `SELECT id, name, birth_date, gender, address, city, postal_code, phone, email, nationality
    FROM citizens WHERE id > $1 ORDER BY id LIMIT 1000`,
  feedback: 'SELECT case_id, id, rating, text FROM feedback WHERE case_id = ANY($1::int[]) ORDER BY case_id, id',
} as const;

const casesSql = (people: number): string => `
  SELECT c.citizen_id, c.id, c.status, c.opened_at, s.code, s.name
  FROM cases c JOIN services s ON s.code = c.service_code
  WHERE c.citizen_id IN (${Array.from({ length: people }, () => '?').join(', ')}) ORDER BY c.citizen_id, c.id`;
const casesOfOne = casesSql(1);
const casesOfPage = casesSql(50);

/** Every value as the text that came over the wire. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as NonNullable<QueryArrayConfig['types']>;

export function openHandSql(urls: SiloUrls): HandSql {
  const registry = openPostgres(urls.registry);
  const feedback = openPostgres(urls.feedback);
  const cases = openMariadb(urls.cases);
  const feedbackOf = async (rows: readonly Cells[]): Promise<ReadonlyMap<string, readonly Node[]>> =>
    nodesBy(await feedback.rows('feedback', [`{${rows.map((row) => row[1]).join(',')}}`]), feedbackNode);
  const withFeedback = async (rows: readonly Cells[]): Promise<ReadonlyMap<string, readonly Node[]>> => {
    const known = await feedbackOf(rows);
    return nodesBy(rows, (row) => caseNode(row, known.get(String(row[1])) ?? none));
  };
  const answers: HandSql['answers'] = {
    Q1: async (id) => {
      const [[row], rows] = await Promise.all([registry.rows('citizen', [id]), cases.rows(casesOfOne, [id])]);
      if (row === undefined) return { resident: null };
      const known = await withFeedback(rows);
      return { resident: { ...citizenNode(row), cases: { nodes: known.get(id) ?? none } } };
    },
    Q2: async (after) => {
      const people = await registry.rows('briefPage', [after]);
      const ids: (string | number | null)[] = people.map(([id = null]) => id);
      while (ids.length < 50) ids.push(null); // one statement for every page
      const known = await withFeedback(await cases.rows(casesOfPage, ids));
      const nodeOf = ([id, name, city]: Cells): Node => {
        return { id, name, city, cases: { nodes: known.get(String(id)) ?? none } };
      };
      return { residents: { nodes: people.map(nodeOf) } };
    },
    Q3: async (id) => {
      const [row] = await registry.rows('citizen', [id]);
      return { resident: row === undefined ? null : citizenNode(row) };
    },
    Q4: async (after) => ({ residents: { nodes: (await registry.rows('widePage', [after])).map(wideNode) } }),
  };
  const close = async (): Promise<void> => {
    await Promise.all([registry.close(), feedback.close(), cases.close()]);
  };
  return { answers, close };
}

function openPostgres(url: string) {
  const pool = new Pool({ connectionString: url, max: poolSize });
  pool.on('error', () => {});
  return {
    rows: async (name: keyof typeof statements, values: string[]): Promise<readonly Cells[]> => {
      const statement = { name, text: statements[name], values, rowMode: 'array', types: asText } as const;
      return (await pool.query<string[]>(statement)).rows;
    },
    close: () => pool.end(),
  };
}

function openMariadb(url: string) {
  const pool = createPool({ uri: url, connectionLimit: poolSize, dateStrings: true, charset: 'utf8mb4' });
  return {
    rows: async (sql: string, values: readonly (string | number | null)[]): Promise<readonly Cells[]> => {
      const [rows] = await pool.execute<RowDataPacket[]>({ sql, values: [...values], rowsAsArray: true });
      return rows as unknown as readonly Cells[]; // as arrays
    },
    close: () => pool.end(),
  };
}

const none: readonly Node[] = [];

/** Nodes of rows by their first cell, in the rows' order. */
function nodesBy(rows: readonly Cells[], nodeOf: (row: Cells) => Node): ReadonlyMap<string, readonly Node[]> {
  const known = new Map<string, Node[]>();
  for (const row of rows) {
    const key = String(row[0]);
    const nodes = known.get(key);
    if (nodes === undefined) known.set(key, [nodeOf(row)]);
    else nodes.push(nodeOf(row));
  }
  return known;
}

const citizenNode = ([id, name, birthDate, gender, address, city]: Cells): Node => {
  return { id, name, birthDate, gender, address, city };
};

const wideNode = ([id, name, birthDate, gender, address, city, postalCode, phone, email, nationality]: Cells): Node => {
  return { id, name, birthDate, gender, address, city, postalCode, phone, email, nationality };
};

const caseNode = ([, id, status, openedAt, code, name]: Cells, feedback: readonly Node[]): Node => {
  return { id: String(id), status, openedAt, service: { code, name }, feedback: { nodes: feedback } };
};

const feedbackNode = ([, id, rating, text]: Cells): Node => ({ id, rating: Number(rating), text });
