import type { TableDesign } from './department-seed.ts';

/**
 * The tables of social insurance. Cases are mixed as the vendor left them; `jbjg` is the agency. Contributions
 * have no number of their own: person and month are the key, and the table is stored in its order.
 */
export const insuranceTables = {
  xzpz: {
    columns: {
      xzdm: 'TEXT',
      xzmc: 'TEXT',
      dwbl: 'DECIMAL(5,2)',
      grbl: 'DECIMAL(5,2)',
      qyrq: 'TEXT',
      px: 'INTEGER',
      bz: 'TEXT',
    },
    key: ['xzdm'],
  },
  CBRYXX: {
    columns: {
      BTJC01001: 'TEXT',
      BTJC02001: 'TEXT',
      BTJC02003: 'TEXT',
      BTJC02004: 'TEXT',
      dwbm: 'TEXT',
      dwmc: 'TEXT',
      cbzt: 'TEXT',
      cbrq: 'TEXT',
      grzhye_fen: 'INTEGER',
      ydjybz: 'TEXT',
      YXX: 'TEXT',
      GXSJ: 'TEXT',
      cjr: 'TEXT',
      cjsj: 'TEXT',
      px: 'INTEGER',
      bz: 'TEXT',
    },
    key: ['BTJC01001'],
  },
  grjfmx: {
    columns: {
      sfzhm: 'TEXT NOT NULL',
      jfny: 'TEXT NOT NULL',
      xzdm: 'TEXT',
      jfjs_fen: 'INTEGER',
      dwjfje_fen: 'INTEGER',
      grjfje_fen: 'INTEGER',
      dzbz: 'TEXT',
      dzrq: 'TEXT',
      jbjg: 'TEXT',
    },
    key: ['sfzhm', 'jfny'],
    options: 'WITHOUT ROWID',
  },
  dyffxx: {
    columns: {
      dybh: 'TEXT',
      sfzhm: 'TEXT',
      xzdm: 'TEXT',
      dyzt: 'TEXT',
      ksny: 'TEXT',
      jsny: 'TEXT',
      yffje_fen: 'INTEGER',
      cjr: 'TEXT',
      cjsj: 'TEXT',
      px: 'INTEGER',
      bz: 'TEXT',
    },
    key: ['dybh'],
  },
} as const satisfies Record<string, TableDesign>;

export type InsuranceTable = keyof typeof insuranceTables;

/** Made after loading. */
export const insuranceIndexes = [
  'CREATE INDEX idx_cbryxx_sfzh ON CBRYXX (BTJC02003)',
  'CREATE INDEX idx_dyffxx_sfzhm ON dyffxx (sfzhm)',
] as const;
