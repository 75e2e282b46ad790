import { Pool } from 'pg';
import { canonicalId, codeOf, dateOf, idForms, momentOf, textOf } from './stored-values.ts';

type Row = Readonly<Record<string, string | null>>;

/** What the civil registry knows, by hand-written and prepared SQL. */
export type Registry = {
  /** The registry's part of the answer, and the number by which others may know the person. */
  hero(id: string): Promise<{ readonly answer: RegistryHero; readonly telephone: string | null }>;
  citizen(id: string): Promise<Readonly<Record<string, unknown>>>;
  /** The first people of the register in the order of their stored ids. */
  page(count: number): Promise<readonly RegistryPerson[]>;
  close(): Promise<void>;
};

export type RegistryHero = { readonly fullName: string | null } & Readonly<Record<string, unknown>>;
export type RegistryPerson = { readonly id: string } & Readonly<Record<string, unknown>>;

const personSql = `
  SELECT p.sfzh, p.xm, p.xb, p.csrq, p.dzbm, p.hh, p.lxdh, a.dzbm AS address, a.xxdz, a.yzbm, h.hh AS household, h.hklb
  FROM t_ry_jbxx p
  LEFT JOIN t_dz_dzxx a ON a.dzbm = p.dzbm
  LEFT JOIN t_hk_hjxx h ON h.hh = p.hh AND h.scbz = '0'
  WHERE p.sfzh = ANY($1::bpchar[]) AND p.scbz = '0'
  ORDER BY p.gxsj DESC NULLS LAST, p.sfzh DESC, p.rybh DESC LIMIT 1`;

const membersSql = `
  SELECT xm, csrq, count(*) OVER () AS total FROM t_ry_jbxx
  WHERE hh = $1 AND scbz = '0' ORDER BY csrq NULLS LAST, sfzh, rybh LIMIT 10`;

const changesSql = `
  SELECT bgqnr, bghnr, bgsj FROM t_ry_bgxx
  WHERE sfzh = ANY($1::bpchar[]) AND bglx = 'XM' ORDER BY bgsj DESC NULLS LAST, bgxh DESC LIMIT 5`;

const pageSql = `
  SELECT p.sfzh, p.xm, h.hh AS household, h.hklb, a.dzbm AS address, a.xxdz
  FROM t_ry_jbxx p
  LEFT JOIN t_hk_hjxx h ON h.hh = p.hh AND h.scbz = '0'
  LEFT JOIN t_dz_dzxx a ON a.dzbm = h.dzbm
  WHERE p.scbz = '0' ORDER BY p.sfzh, p.rybh LIMIT $1`;

const genders = { 0: 'NOT_KNOWN', 1: 'MALE', 男: 'MALE', 2: 'FEMALE', 女: 'FEMALE', 9: 'NOT_APPLICABLE' };
const householdTypes = { 1: 'FAMILY', 2: 'COLLECTIVE' };

export function openRegistry(url: string): Registry {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on('error', () => {});
  const rows = async (name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    (await pool.query<Row>({ name, text, values: [...values] })).rows;
  const person = async (id: string): Promise<Row | undefined> => (await rows('person', personSql, [idForms(id)]))[0];
  return {
    hero: async (id) => {
      const [found, changes] = await Promise.all([person(id), rows('changes', changesSql, [idForms(id)])]);
      if (found === undefined) return { answer: nobody, telephone: null };
      const home = found['household'] ?? null;
      const members = home === null ? [] : await rows('members', membersSql, [home]);
      return {
        answer: heroOf(found, members, changes),
        telephone: textOf(column(found, 'lxdh'), '', '无', '999'),
      };
    },
    citizen: async (id) => basics(await person(id)),
    page: async (count) => (await rows('page', pageSql, [count])).map(pagePerson),
    close: () => pool.end(),
  };
}

const nobody: RegistryHero = {
  fullName: null,
  gender: null,
  dateOfBirth: null,
  domicile: null,
  household: null,
  nameChanges: null,
};

const column = (row: Row, name: string): string | null => row[name] ?? null;
const nameOf = (row: Row): string | null => textOf(column(row, 'xm'), '', '无');

/** Eight digits, or six where only the month is known. */
const birthOf = (row: Row): string | null => dateOf(textOf(column(row, 'csrq'), '19000101', '00000000'));

const basics = (row: Row | undefined): RegistryHero =>
  row === undefined
    ? { fullName: null, gender: null, dateOfBirth: null, domicile: null }
    : {
        fullName: nameOf(row),
        gender: codeOf(column(row, 'xb'), genders, 'NOT_KNOWN'),
        dateOfBirth: birthOf(row),
        domicile:
          column(row, 'address') === null
            ? null
            : {
                fullAddress: textOf(column(row, 'xxdz'), '', '不详'),
                postCode: textOf(column(row, 'yzbm'), '', '000000'),
              },
      };

const heroOf = (row: Row, members: readonly Row[], changes: readonly Row[]): RegistryHero => ({
  ...basics(row),
  household:
    column(row, 'household') === null
      ? null
      : {
          type: codeOf(column(row, 'hklb'), householdTypes, 'OTHER'),
          members: {
            nodes: members.map((member) => ({ fullName: nameOf(member), dateOfBirth: birthOf(member) })),
            totalCount: Number(members[0]?.['total'] ?? 0),
          },
        },
  nameChanges: {
    nodes: changes.map((change) => ({
      formerName: textOf(column(change, 'bgqnr'), '', '无'),
      newName: textOf(column(change, 'bghnr'), '', '无'),
      changedAt: momentOf(column(change, 'bgsj')),
    })),
  },
});

const pagePerson = (row: Row): RegistryPerson => ({
  id: canonicalId(column(row, 'sfzh') ?? ''),
  fullName: nameOf(row),
  household:
    column(row, 'household') === null
      ? null
      : {
          type: codeOf(column(row, 'hklb'), householdTypes, 'OTHER'),
          address: column(row, 'address') === null ? null : { fullAddress: textOf(column(row, 'xxdz'), '', '不详') },
        },
});
