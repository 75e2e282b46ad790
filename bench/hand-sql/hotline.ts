import { Pool } from 'pg';
import { nameForms, phoneForms } from './callers.ts';
import type { MergedShare } from './merge-shares.ts';
import { codeOf, idForms, momentOf, textOf } from './stored-values.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Answer = Readonly<Record<string, unknown>>;

/** What the hotline knows, by hand-written and prepared SQL. */
export type Hotline = {
  /**
   * Its share of the merged lists
   * `feedback(first: 4) { nodes { id kind title status requestedDatetime agencyResponsible rating { score } } totalCount }`
   * `contacts(first: 4) { nodes { id at channel topic } totalCount }`
   * @param person the id, and number and name as the registry has them: without an id both have to fit
   */
  hero(person: HotlinePerson): Promise<{ readonly feedback: MergedShare; readonly contacts: MergedShare }>;
  close(): Promise<void>;
};

export type HotlinePerson = {
  readonly id: string;
  readonly telephone: string | null;
  readonly fullName: string | null;
};

/** Theirs by id; without one by number and name together. */
const theirs = (table: string): string => `(${table}.sfzh = ANY($1::varchar[])
  OR (${table}.ldhm = ANY($2::varchar[]) AND ${table}.xm = ANY($3::varchar[]) AND coalesce(${table}.sfzh, '') = ''))`;

const ordersSql = `
  SELECT g.gdbh, g.sqlx, g.bt, g.zt, to_char(g.slsj, 'YYYYMMDDHH24MISS') AS slsj, g.cbdwmc, p.gdbh AS rated, p.fs,
    count(*) OVER () AS total
  FROM t_gd_gdxx g LEFT JOIN t_hf_mydpj p ON p.gdbh = g.gdbh AND p.zxbz = '1'
  WHERE g.yxx = '1' AND ${theirs('g')}
  ORDER BY g.slsj DESC NULLS LAST, coalesce(g.sfzh, '') = '', g.gdbh DESC LIMIT 4`;

const contactsSql = `
  SELECT l.lxbh, l.lxsj, l.lxfs, l.lxsm, count(*) OVER () AS total FROM t_lx_lxjl l
  WHERE ${theirs('l')} ORDER BY l.lxsj DESC NULLS LAST, coalesce(l.sfzh, '') = '', l.lxbh DESC LIMIT 4`;

const kinds = {
  '01': 'CONSULT',
  咨询: 'CONSULT',
  '02': 'HELP',
  求助: 'HELP',
  '03': 'COMPLAINT',
  投诉: 'COMPLAINT',
  '04': 'REPORT',
  举报: 'REPORT',
  '05': 'SUGGEST',
  建议: 'SUGGEST',
  '06': 'PRAISE',
  表扬: 'PRAISE',
};
const closed: readonly string[] = ['90', '办结', '95', '回访'];
const channels = {
  1: 'PHONE',
  电话: 'PHONE',
  2: 'WEB',
  网站: 'WEB',
  3: 'APP',
  手机应用: 'APP',
  4: 'FAX',
  传真: 'FAX',
  5: 'COUNTER',
  窗口: 'COUNTER',
};

export function openHotline(url: string): Hotline {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on('error', () => {});
  const list = async (name: string, text: string, values: readonly unknown[], read: (row: Row) => Answer) => {
    const { rows } = await pool.query<Row>({ name, text, values: [...values] });
    return { nodes: rows.map(read), totalCount: Number(rows[0]?.['total'] ?? 0) };
  };
  return {
    hero: async ({ id, telephone, fullName }) => {
      const values = [idForms(id), phoneForms(telephone), nameForms(fullName)];
      const [feedback, contacts] = await Promise.all([
        list('orders', ordersSql, values, orderOf),
        list('contacts', contactsSql, values, contactOf),
      ]);
      return { feedback, contacts };
    },
    close: () => pool.end(),
  };
}

const stored = (row: Row, name: string): string | null => {
  const value = row[name] ?? null;
  return value === null ? null : String(value);
};

const orderOf = (row: Row): Answer => ({
  id: `hotline:${stored(row, 'gdbh') ?? ''}`,
  kind: codeOf(stored(row, 'sqlx'), kinds),
  title: textOf(stored(row, 'bt'), '', '无'),
  status: closed.includes(stored(row, 'zt') ?? '') ? 'CLOSED' : 'OPEN',
  requestedDatetime: momentOf(stored(row, 'slsj')),
  agencyResponsible: textOf(stored(row, 'cbdwmc'), '', '无'),
  rating: stored(row, 'rated') === null ? null : { score: row['fs'] },
});

const contactOf = (row: Row): Answer => ({
  id: `hotline:${stored(row, 'lxbh') ?? ''}`,
  at: momentOf(stored(row, 'lxsj')),
  channel: codeOf(stored(row, 'lxfs'), channels),
  topic: textOf(stored(row, 'lxsm'), ''),
});
