import type { TableDesign } from './department-seed.ts';

/**
 * The tables of the 12345 hotline: pinyin initials, English where the vendor knew the word, codes with their names
 * beside them, moments as `timestamp` without a zone here and as text there, attachments as JSON in a text.
 */
export const hotlineTables = {
  t_dm_sqfl: {
    columns: {
      fldm: 'varchar(4) NOT NULL',
      flmc: 'varchar(60)',
      flmc_en: 'varchar(80)',
      sqlx: 'varchar(10)',
      px: 'integer',
      yxx: 'char(1)',
    },
    key: ['fldm'],
  },
  t_gd_gdxx: {
    columns: {
      gdbh: 'varchar(20) NOT NULL',
      ldhm: 'varchar(40)',
      xm: 'varchar(60)',
      sfzh: 'varchar(18)',
      slqd: 'varchar(10)',
      sqlx: 'varchar(10)',
      fldm: 'varchar(4)',
      flmc: 'varchar(60)',
      flmc_en: 'varchar(80)',
      bt: 'varchar(120)',
      nr: 'text',
      blyj: 'text',
      item_code: 'varchar(20)',
      case_no: 'varchar(30)',
      cbdw: 'varchar(10)',
      cbdwmc: 'varchar(60)',
      qxdm: 'char(6)',
      sfdz: 'varchar(200)',
      zt: 'varchar(10)',
      slsj: 'timestamp',
      gxsj: 'varchar(19)',
      cnsj: 'char(14)',
      attachments: 'text',
      media_url: 'varchar(120)',
      yxx: 'char(1)',
      px: 'integer',
    },
    key: ['gdbh'],
  },
  t_gd_lzxx: {
    columns: {
      lzbh: 'bigint NOT NULL',
      gdbh: 'varchar(20)',
      hj: 'varchar(10)',
      czsj: 'timestamp',
      czdw: 'varchar(60)',
      czr: 'varchar(20)',
      czyj: 'text',
    },
    key: ['lzbh'],
  },
  t_hf_mydpj: {
    columns: {
      pjbh: 'char(32) NOT NULL',
      gdbh: 'varchar(20)',
      myd: 'varchar(20)',
      fs: 'smallint',
      pjzb: 'varchar(200)',
      pjyj: 'varchar(400)',
      pjsj: 'char(14)',
      smbz: 'varchar(2)',
      bjyy: 'varchar(60)',
      zxbz: 'char(1)',
      lxqx: 'timestamp',
      zgqx: 'timestamp',
    },
    key: ['pjbh'],
  },
  t_lx_lxjl: {
    columns: {
      lxbh: 'bigint NOT NULL',
      ldhm: 'varchar(40)',
      xm: 'varchar(60)',
      sfzh: 'varchar(18)',
      lxfs: 'varchar(10)',
      lxsj: 'char(14)',
      hj: 'varchar(20)',
      lxsm: 'varchar(60)',
      lxsm_en: 'varchar(80)',
      jbr: 'varchar(40)',
      jg: 'varchar(100)',
      call_sec: 'integer',
      wait_sec: 'integer',
      gdbh: 'varchar(20)',
      case_no: 'varchar(30)',
    },
    key: ['lxbh'],
  },
} as const satisfies Readonly<Record<string, TableDesign>>;

export type HotlineTable = keyof typeof hotlineTables;

/** Made after loading. */
export const hotlineIndexes = [
  'CREATE INDEX idx_gdxx_ldhm ON t_gd_gdxx (ldhm)',
  'CREATE INDEX idx_gdxx_sfzh ON t_gd_gdxx (sfzh)',
  'CREATE INDEX idx_gdxx_item ON t_gd_gdxx (item_code, slsj)',
  'CREATE INDEX idx_gdxx_case ON t_gd_gdxx (case_no)',
  'CREATE INDEX idx_gdxx_slsj ON t_gd_gdxx (slsj)',
  'CREATE INDEX idx_lzxx_gdbh ON t_gd_lzxx (gdbh)',
  'CREATE INDEX idx_pj_gdbh ON t_hf_mydpj (gdbh)',
  'CREATE INDEX idx_lxjl_ldhm ON t_lx_lxjl (ldhm)',
  'CREATE INDEX idx_lxjl_sfzh ON t_lx_lxjl (sfzh)',
  'CREATE INDEX idx_lxjl_gdbh ON t_lx_lxjl (gdbh)',
] as const;
