import Database from 'libsql';

/** The tables that `base.graphql` describes, empty, in a SQLite file. */
export function createBaseTables(file: string): void {
  const database = new Database(file);
  database.exec(`
    CREATE TABLE t_person (
      sfzh TEXT NOT NULL, xm TEXT, xb TEXT, csrq TEXT, sr REAL, ye_fen INTEGER, cbbz TEXT, hh INTEGER, scbz TEXT, gxsj TEXT
    );
    CREATE TABLE t_house (hh INTEGER PRIMARY KEY, dz TEXT, lb TEXT, tp BLOB);
    CREATE TABLE t_visit (xh INTEGER PRIMARY KEY, sfzh TEXT, sj TEXT);
  `);
  database.close();
}
