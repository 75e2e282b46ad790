import type { TableDesign } from './department-seed.ts';

/**
 * The tables of market regulation, as three vendors left them: upper-case initials, codes beside names, the
 * capital both as text with commas and in 10,000s of yuan, shares in fen. `CZY` and `CZSJ` say who touched a row
 * last and when.
 */
const housekeeping = { CZY: 'varchar(20)', CZSJ: 'datetime', PX: 'int(11)' } as const;

export const marketTables = {
  DM_ZDX: {
    columns: {
      LBDM: 'varchar(10) NOT NULL',
      MXDM: 'varchar(10) NOT NULL',
      MXMC: 'varchar(60)',
      MXMC_EN: 'varchar(80)',
      PX: 'int(11)',
    },
    key: ['LBDM', 'MXDM'],
    options: 'DEFAULT CHARSET = utf8mb4',
  },
  QY_JBXX: {
    columns: {
      NBXH: 'bigint(20) unsigned NOT NULL',
      TYSHXYDM: 'varchar(20)',
      QYMC: 'varchar(120)',
      QYJC: 'varchar(60)',
      QYLX: 'char(4)',
      QYLXMC: 'varchar(40)',
      FDDBR: 'varchar(60)',
      FDDBRZJHM: 'varchar(20)',
      ZCZB: 'varchar(30)',
      ZCZB_WY: 'decimal(18,6)',
      SJZB: 'varchar(30)',
      CLRQ: 'varchar(10)',
      HZRQ: 'date',
      JYZT: 'varchar(10)',
      SMZQ: 'char(1)',
      ZXRQ: 'varchar(10)',
      HYDM: 'varchar(10)',
      JYFW: 'varchar(1000)',
      ZS: 'varchar(200)',
      XZQH: 'char(6)',
      DJJG: 'varchar(60)',
      LXDH: 'varchar(30)',
      YXBZ: 'char(1)',
      GXSJ: 'char(14)',
      ...housekeeping,
    },
    key: ['NBXH'],
    options: 'DEFAULT CHARSET = utf8mb4',
  },
  /** No primary key: people from abroad and companies among the owners have no resident id. */
  QY_RYXX: {
    columns: {
      TYSHXYDM: 'varchar(20) NOT NULL',
      ZJHM: 'varchar(20)',
      XM: 'varchar(120)',
      ZW: 'varchar(20) NOT NULL',
      RZRQ: 'varchar(10)',
      CZE_FEN: 'bigint(20)',
      ...housekeeping,
    },
    options: 'DEFAULT CHARSET = utf8mb4',
  },
  QY_BGXX: {
    columns: {
      BGXH: 'char(32) NOT NULL',
      TYSHXYDM: 'varchar(20) NOT NULL',
      BGLX: 'varchar(4)',
      BGSX: 'varchar(20)',
      BGQNR: 'varchar(1000)',
      BGHNR: 'varchar(1000)',
      BGRQ: 'char(8)',
      DJJG: 'varchar(60)',
      ...housekeeping,
    },
    key: ['BGXH'],
    options: 'DEFAULT CHARSET = gbk',
  },
  QY_NBXX: {
    columns: {
      TYSHXYDM: 'varchar(20) NOT NULL',
      NBND: 'smallint(6) NOT NULL',
      SBSJ: 'datetime',
      CYRS: 'int(11)',
      YYSR: 'varchar(30)',
      GKBZ: 'varchar(2)',
      ...housekeeping,
    },
    key: ['TYSHXYDM', 'NBND'],
    options: 'DEFAULT CHARSET = utf8mb4',
  },
} as const satisfies Readonly<Record<string, TableDesign>>;

export type MarketTable = keyof typeof marketTables;

/** What the department gives to others: money in yuan, the industry's name, revenue only where it is made public. */
export const marketViews = {
  V_QY_JBXX: `SELECT Q.NBXH, Q.TYSHXYDM, Q.QYMC, Q.QYJC, Q.QYLX, Q.FDDBR, Q.FDDBRZJHM,
      CAST(ROUND(Q.ZCZB_WY * 10000) AS INTEGER) AS ZCZB_YUAN, REPLACE(Q.SJZB, ',', '') AS SJZB_YUAN,
      Q.CLRQ, Q.HZRQ, Q.JYZT, Q.SMZQ, Q.ZXRQ, Q.HYDM, H.MXMC AS HYMC, H.MXMC_EN AS HYMC_EN,
      Q.JYFW, Q.ZS, Q.XZQH, Q.DJJG, Q.LXDH, Q.YXBZ, Q.GXSJ
    FROM QY_JBXX Q LEFT JOIN DM_ZDX H ON H.LBDM = 'HYDM' AND H.MXDM = Q.HYDM`,
  V_QY_NBXX: `SELECT TYSHXYDM, NBND, SBSJ, CYRS, GKBZ,
      CASE WHEN GKBZ IN ('1', 'Y', '是') THEN REPLACE(YYSR, ',', '') END AS YYSR_GK
    FROM QY_NBXX`,
} as const;

/** Made after loading. Credit codes of businesses are not unique: that is part of the mess. */
export const marketIndexes = [
  'CREATE INDEX IDX_JBXX_DM ON QY_JBXX (TYSHXYDM)',
  'CREATE INDEX IDX_JBXX_FR ON QY_JBXX (FDDBRZJHM)',
  'CREATE UNIQUE INDEX UK_RYXX ON QY_RYXX (TYSHXYDM, ZJHM, ZW)',
  'CREATE INDEX IDX_RYXX_ZJ ON QY_RYXX (ZJHM)',
  'CREATE INDEX IDX_BGXX_DM ON QY_BGXX (TYSHXYDM, BGRQ)',
] as const;
