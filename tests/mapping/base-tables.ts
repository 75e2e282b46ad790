import Database from 'libsql';

/** The tables that `base.graphql` describes, empty, in a SQLite file. */
export function createBaseTables(file: string): void {
  const database = new Database(file);
  database.exec('PRAGMA synchronous = OFF');
  database.exec(`
    CREATE TABLE t_person (
      sfzh TEXT NOT NULL, xm TEXT, xb TEXT, csrq TEXT, sr REAL, ye_fen INTEGER, cbbz TEXT, hh INTEGER, scbz TEXT, gxsj TEXT
    );
    CREATE TABLE t_house (hh INTEGER PRIMARY KEY, dz TEXT, lb TEXT, tp BLOB);
    CREATE TABLE t_visit (xh INTEGER PRIMARY KEY, sfzh TEXT, sj TEXT);
    CREATE TABLE t_contract (htbh INTEGER PRIMARY KEY, lx TEXT, qdrq TEXT, zj INTEGER, jg INTEGER, sfzh TEXT, yxx INTEGER);
    CREATE TABLE t_zd (lbdm TEXT, mxdm TEXT, mc TEXT, tp BLOB);
    INSERT INTO t_zd (lbdm, mxdm, mc) VALUES ('LB', '1', '公寓'), ('LB', '2', '平房'), ('LB', '3', '别墅'), ('ZZ', '1', '公寓'), ('ZZ', '1', '平房');
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001)
      INSERT INTO t_zd (lbdm, mxdm, mc) SELECT 'DD', i, '楼' || i FROM n;
  `);
  database.close();
}
