/** The tables of social insurance: column → type. Cases are mixed as the vendor left them; `jbjg` is the agency. */
export const insuranceTables = {
  xzpz: {
    xzdm: 'TEXT PRIMARY KEY',
    xzmc: 'TEXT',
    dwbl: 'DECIMAL(5,2)',
    grbl: 'DECIMAL(5,2)',
    qyrq: 'TEXT',
    px: 'INTEGER',
    bz: 'TEXT',
  },
  CBRYXX: {
    BTJC01001: 'TEXT PRIMARY KEY',
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
  grjfmx: {
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
  dyffxx: {
    dybh: 'TEXT PRIMARY KEY',
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
} as const;

export type InsuranceTable = keyof typeof insuranceTables;

export const insuranceTableNames = Object.keys(insuranceTables).filter(
  (name): name is InsuranceTable => name in insuranceTables,
);

/** Contributions have no number of their own: person and month are the key, and the table is stored in its order. */
export function createInsuranceTable(table: InsuranceTable): string {
  const columns = Object.entries(insuranceTables[table]).map(([column, type]) => `${column} ${type}`);
  const isDetail = table === 'grjfmx';
  return `CREATE TABLE ${table} (${[...columns, ...(isDetail ? ['PRIMARY KEY (sfzhm, jfny)'] : [])].join(', ')})${isDetail ? ' WITHOUT ROWID' : ''}`;
}

/** Made after loading. */
export const insuranceIndexes = [
  'CREATE INDEX idx_cbryxx_sfzh ON CBRYXX (BTJC02003)',
  'CREATE INDEX idx_dyffxx_sfzhm ON dyffxx (sfzhm)',
] as const;
