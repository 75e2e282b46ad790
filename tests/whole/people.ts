import Database from 'libsql';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';
import { nameForms, phoneForms } from '../../bench/hand-sql/callers.ts';
import { canonicalId } from '../../bench/hand-sql/stored-values.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';

type Text = string | null;
export type DepartmentName = keyof PreparedDepartments['departments'];

/** Finds people of the demo by what the departments' tables hold of them. */
export type People = {
  /** First column of the first rows, distinct, in its own order. @param from `sfzh FROM t_ry_jbxx WHERE …` */
  ids(department: DepartmentName, from: string, count?: number): Promise<readonly string[]>;
  /** Canonical ids of whom all of these know; each query as above. */
  known(...everywhere: readonly (readonly [DepartmentName, string])[]): Promise<readonly string[]>;
  /** Ids of the registered by orders without an id. */
  callers(fit: CallerFit): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** What of an order without an id is a person's own. */
export type CallerFit = 'number and name' | 'number alone' | 'name alone';

/** @param departments of which the two of MariaDB are in MariaDB */
export function openPeople({ departments }: PreparedDepartments): People {
  const url = (name: DepartmentName): string => departments[name].url;
  const postgres = { 'civil-registry': openPg(url('civil-registry')), hotline: openPg(url('hotline')) };
  const mariadb = {
    approvals: createPool(url('approvals')),
    'market-regulation': createPool(url('market-regulation')),
  };
  const sqlite = new Database(`file:${encodeURI(url('social-insurance').slice('sqlite:'.length))}?mode=ro`);
  const rows = async (department: DepartmentName, text: string): Promise<readonly (readonly Text[])[]> => {
    if (department === 'social-insurance') return sqlite.prepare(text).raw().all() as Text[][];
    if (department === 'civil-registry' || department === 'hotline')
      return (await postgres[department].query<Text[]>({ text, rowMode: 'array' })).rows;
    const asked = await mariadb[department].execute<RowDataPacket[][]>({ sql: text, rowsAsArray: true });
    return asked[0] as unknown as Text[][];
  };
  const ids: People['ids'] = async (department, from, count = 2) =>
    (await rows(department, `SELECT DISTINCT ${from} ORDER BY 1 LIMIT ${count}`)).map(([id]) => String(id).trim());
  return {
    ids,
    known: async (...everywhere) => {
      const known = await Promise.all(
        everywhere.map(async ([name, from]) => (await ids(name, from, 100_000)).map(canonicalId)),
      );
      return known.reduce((some, others) => some.filter((id) => others.includes(id)));
    },
    callers: async (fit) => {
      const [people, orders] = await Promise.all([
        rows(
          'civil-registry',
          `SELECT sfzh, xm, lxdh FROM t_ry_jbxx WHERE scbz = '0' AND lxdh NOT IN ('', '无', '999') ORDER BY 1`,
        ),
        rows(
          'hotline',
          `SELECT xm, ldhm FROM t_gd_gdxx WHERE coalesce(sfzh, '') = '' AND ldhm ~ '\\d|[０-９]' AND yxx = '1'`,
        ),
      ]);
      return people
        .filter((person) => orders.some((order) => fits(fit, person, order)))
        .map(([id]) => String(id).trim());
    },
    close: async () => {
      sqlite.close();
      await Promise.all([...Object.values(postgres), ...Object.values(mariadb)].map((pool) => pool.end()));
    },
  };
}

function openPg(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on('error', () => {});
  return pool;
}

function fits(fit: CallerFit, [, name, phone]: readonly Text[], [givenName, givenPhone]: readonly Text[]): boolean {
  const sameName = nameForms(name ?? null).includes(givenName ?? '');
  const samePhone = phoneForms(phone ?? null).includes(givenPhone ?? '');
  if (fit === 'number and name') return sameName && samePhone;
  return fit === 'number alone' ? samePhone && !sameName : sameName && !samePhone;
}
