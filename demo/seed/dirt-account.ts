/** What a legacy table shows that a clean one would not: each idiom has a name, a count, and SQL that counts it. */
export type Idiom = {
  readonly id: string;
  readonly table: string;
  /** For people, one line. */
  readonly idiom: string;
  /** Whether a row shows it; absent for what only several rows show, which the writer counts. */
  readonly shownBy?: (row: Row) => boolean;
  /** Counts it in the database: one row, one column. */
  readonly check: string;
};

/** Column → value as stored. */
export type Row = Readonly<Record<string, string | number | null>>;

export type TableRow = { readonly table: string; readonly row: Row };

/** What was written where, and how dirty it is. */
export type DirtAccount = {
  readonly department: string;
  readonly seed: number;
  readonly citizens: number;
  /** Of the seeder: other versions write other data. */
  readonly version: number;
  readonly rows: Readonly<Record<string, number>>;
  /** Names of the views over them. */
  readonly views?: readonly string[];
  readonly idioms: readonly {
    readonly id: string;
    readonly table: string;
    readonly idiom: string;
    readonly count: number;
  }[];
};

export type Tally = {
  /** Counts the row, and the idioms it shows by itself. */
  row(written: TableRow): void;
  /** Counts an idiom of several rows. */
  add(id: string): void;
  close(about: Pick<DirtAccount, 'department' | 'seed' | 'citizens' | 'version'>): DirtAccount;
};

export function openTally(idioms: readonly Idiom[]): Tally {
  const counts = new Map(idioms.map(({ id }) => [id, 0]));
  const rows = new Map<string, number>();
  const byTable = (table: string): readonly Idiom[] =>
    (grouped[table] ??= idioms.filter((idiom) => idiom.table === table));
  const grouped: Record<string, readonly Idiom[]> = {};
  const add = (id: string): void => {
    const count = counts.get(id);
    if (count === undefined) throw new RangeError(`No idiom ${id}`);
    counts.set(id, count + 1);
  };
  return {
    add,
    row: ({ table, row }) => {
      rows.set(table, (rows.get(table) ?? 0) + 1);
      for (const { id, shownBy } of byTable(table)) if (shownBy?.(row)) add(id);
    },
    close: (about) => ({
      ...about,
      rows: Object.fromEntries(rows),
      idioms: idioms.map(({ id, table, idiom }) => ({ id, table, idiom, count: counts.get(id) ?? 0 })),
    }),
  };
}

/** One line for each idiom that occurs, for people. */
export function writeAccount(account: DirtAccount): readonly string[] {
  const rows = Object.values(account.rows).reduce((sum, count) => sum + count, 0);
  const shown = account.idioms.filter(({ count }) => count > 0);
  const width = Math.max(0, ...shown.map(({ table, count }) => table.length + String(count).length));
  const lines = shown.map(
    ({ table, idiom, count }) =>
      `  ${table}${' '.repeat(width - table.length - String(count).length + 2)}${count}  ${idiom}`,
  );
  return [
    `${account.department}: ${rows} rows for ${account.citizens} citizens, seed ${account.seed}; what is odd about them:`,
    ...lines,
  ];
}

/** A stored account back from JSON; null when it is none. */
export function readAccount(text: string): DirtAccount | null {
  try {
    const value: unknown = JSON.parse(text);
    const isAccount =
      typeof value === 'object' && value !== null && 'department' in value && 'idioms' in value && 'rows' in value;
    return isAccount ? (value as DirtAccount) : null; // written by `close` above, under our own marker
  } catch {
    return null;
  }
}
