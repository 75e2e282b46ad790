import type { Household } from '../population/household.ts';
import type { Idiom, TableRow, Tally } from './dirt-account.ts';

/** One department's database as data: its tables, its mess, and how it writes down the population. */
export type DepartmentSeed = {
  /** `civil-registry` */
  readonly department: string;
  /** What the department runs on; MariaDB's is written to a SQLite file where no such server can be had. */
  readonly engine: 'postgres' | 'mariadb' | 'sqlite';
  /** Name of the database on the server, or of the file: lower-case letters, digits and `_` or `-`. */
  readonly database: string;
  /** Parents first. */
  readonly tables: Readonly<Record<string, TableDesign>>;
  /** Name → SELECT, valid on the department's engine, and for MariaDB's on SQLite too. */
  readonly views?: Readonly<Record<string, string>>;
  /** `CREATE INDEX …`, made after loading; for MariaDB's valid on SQLite too. */
  readonly indexes: readonly string[];
  /** Each `check` is SQL of the department's own engine. */
  readonly idioms: readonly Idiom[];
  /** A writer counts every row it gives, and what only several rows show. */
  readonly open: (seed: number, tally: Tally, city: CityFacts) => DepartmentWriter;
};

export type TableDesign = {
  /**
   * Column → type as the owner's engine writes it: `varchar(60) CHARACTER SET gbk`. Whole numbers stay
   * below 2^63, unsigned ones too: SQLite knows no bigger ones.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** The primary key's columns; legacy tables may have none. */
  readonly key?: readonly string[];
  /** What follows the columns on the department's own engine: `DEFAULT CHARSET = gbk`, `WITHOUT ROWID`. */
  readonly options?: string;
};

/** How a department writes down the population: its rows, in the order in which they are drawn. */
export type DepartmentWriter = {
  /** Rows that don't depend on the population. */
  dictionary(): readonly TableRow[];
  /** Called once for each household, in the population's order. */
  household(household: Household): readonly TableRow[];
};

export type CityFacts = { readonly citizens: number };
