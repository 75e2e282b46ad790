import type { TableDesign } from './department-seed.ts';

/** `px` sorts, `bz` is a remark, `cjr` and `cjsj` say who created the row and when. */
const housekeeping = { cjr: 'varchar(20)', cjsj: 'char(14)', px: 'integer', bz: 'varchar(200)' } as const;

/** The tables of the civil registry. */
export const registryTables = {
  t_dm_xzqh: {
    columns: { dm: 'varchar(12)', mc: 'varchar(60)', sjdm: 'varchar(12)', px: 'integer', yxx: 'char(1)' },
    key: ['dm'],
  },
  t_dz_dzxx: {
    columns: {
      dzbm: 'varchar(20)',
      xxdz: 'varchar(200)',
      sjmc: 'varchar(60)',
      qxmc: 'varchar(60)',
      xzjd: 'varchar(60)',
      jlx: 'varchar(60)',
      mph: 'varchar(60)',
      yzbm: 'char(6)',
      ...housekeeping,
    },
    key: ['dzbm'],
  },
  t_hk_hjxx: {
    columns: {
      hh: 'varchar(12)',
      hklb: 'char(1)',
      hzsfzh: 'varchar(18)',
      hzxm: 'varchar(60)',
      dzbm: 'varchar(20)',
      scbz: 'char(1)',
      gxsj: 'char(14)',
      ...housekeeping,
    },
    key: ['hh'],
  },
  t_ry_jbxx: {
    columns: {
      rybh: 'varchar(32)',
      sfzh: 'char(18) NOT NULL',
      xm: 'varchar(60)',
      cym: 'varchar(60)',
      xb: 'char(1)',
      csrq: 'varchar(8)',
      mz: 'char(2)',
      hh: 'varchar(12)',
      yhzgx: 'char(2)',
      dzbm: 'varchar(20)',
      hkszd: 'char(6)',
      lxdh: 'varchar(30)',
      gxsj: 'char(14)',
      scbz: 'char(1)',
      ...housekeeping,
    },
    key: ['rybh'],
  },
  t_ry_bgxx: {
    columns: {
      bgxh: 'bigint',
      sfzh: 'char(18) NOT NULL',
      bglx: 'varchar(4)',
      bgqnr: 'varchar(200)',
      bghnr: 'varchar(200)',
      bgsj: 'char(14)',
      ...housekeeping,
    },
    key: ['bgxh'],
  },
  t_ry_swdj: {
    columns: {
      swdjh: 'varchar(20)',
      sfzh: 'varchar(18)',
      xm: 'varchar(60)',
      swrq: 'char(10)',
      swyy: 'varchar(60)',
      djsj: 'char(14)',
      ...housekeeping,
    },
    key: ['swdjh'],
  },
} as const satisfies Record<string, TableDesign>;

export type RegistryTable = keyof typeof registryTables;

/** Made after loading. Ids are not unique: that is part of the mess. */
export const registryIndexes = [
  'CREATE INDEX idx_jbxx_sfzh ON t_ry_jbxx (sfzh)',
  'CREATE INDEX idx_jbxx_hh ON t_ry_jbxx (hh)',
  'CREATE INDEX idx_jbxx_hkszd ON t_ry_jbxx (hkszd)',
  'CREATE INDEX idx_hjxx_hz ON t_hk_hjxx (hzsfzh)',
  'CREATE INDEX idx_bgxx_sfzh ON t_ry_bgxx (sfzh)',
  'CREATE INDEX idx_swdj_sfzh ON t_ry_swdj (sfzh)',
  'CREATE INDEX idx_xzqh_sjdm ON t_dm_xzqh (sjdm)',
] as const;
