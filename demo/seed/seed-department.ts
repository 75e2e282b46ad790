import type { DepartmentSeed } from './department-seed.ts';
import { openTally, readAccount, type DirtAccount, type Row, type TableRow } from './dirt-account.ts';
import { judge, markerDesign, markerTable, seederVersion, type DatabaseState, type Marker } from './marker.ts';
import type { SeedOutcome, SeedTask } from './seed-request.ts';
import { createTable, type TableDialect } from './table-definition.ts';

/** A table or view that is not the engine's own. */
export type Relation = { readonly name: string; readonly kind: 'table' | 'view' };

export type Value = string | number | null;

/** A database, while its seeder holds it alone. */
export type SeedTarget = {
  readonly dialect: TableDialect;
  /** How many rows are drawn before they are loaded. */
  readonly chunkRows: number;
  relations(): Promise<readonly Relation[]>;
  /** Called only where the marker table is; undefined where it has no row. */
  readMarker(): Promise<Marker | undefined>;
  /** Runs one statement that has no values. */
  run(statement: string): Promise<void>;
  /** Adds rows, each in the order of the columns. */
  load(table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void>;
  writeMarker(seed: number, citizens: number, version: number, account: string): Promise<void>;
};

type Finding = {
  readonly state: DatabaseState;
  readonly relations: readonly Relation[];
  readonly account: DirtAccount | null;
};

/** Fills the database unless it holds the same already or is somebody else's. */
export async function seedDepartment(target: SeedTarget, seed: DepartmentSeed, task: SeedTask): Promise<SeedOutcome> {
  const found = await inspect(target, seed, task);
  const settled = settledOutcome(found);
  if (settled !== null) return settled;
  await clear(target, seed, found);
  return { state: 'seeded', account: await fill(target, seed, task) };
}

/** What comes of it where nothing is to be written; null where something is. */
export function settledOutcome({ state, account }: Finding): SeedOutcome | null {
  if (state === 'foreign') return { state: 'foreign', account: null };
  return state === 'current' && account !== null ? { state: 'kept', account } : null;
}

/** What is there; a database of another department is as foreign as a stranger's. */
export async function inspect(target: SeedTarget, seed: DepartmentSeed, task: SeedTask): Promise<Finding> {
  const relations = await target.relations();
  const names = relations.map(({ name }) => name);
  const marker = names.includes(markerTable) ? await target.readMarker() : undefined;
  const account = marker === undefined ? null : readAccount(String(marker.account));
  const isOthers = account !== null && account.department !== seed.department;
  return { state: isOthers ? 'foreign' : judge(names, marker, task), relations, account };
}

/**
 * Drops what an earlier seeding left, whatever its version called it. The marker is there before any
 * table and without its row until the end, so that on an engine without transactional DDL an
 * interrupted seeding is known as ours and as unfinished.
 */
async function clear(target: SeedTarget, seed: DepartmentSeed, { relations, account }: Finding): Promise<void> {
  const { dialect } = target;
  const { quote } = dialect;
  const isMarked = relations.some(({ name }) => name === markerTable);
  await target.run(isMarked ? `DELETE FROM ${markerTable}` : createTable(markerTable, markerDesign, dialect));
  // Engines and servers differ in the case they give names back in.
  const past = account === null ? [] : [...Object.keys(account.rows), ...(account.views ?? [])];
  const ours = [...past, ...Object.keys(seed.tables), ...Object.keys(seed.views ?? {})];
  const known = new Set(ours.map((name) => name.toLowerCase()));
  const left = relations.filter(({ name }) => known.has(name.toLowerCase()));
  const views = left.filter(({ kind }) => kind === 'view');
  for (const { name } of views) await target.run(`DROP VIEW IF EXISTS ${quote(name)}`);
  for (const { name } of left.filter(({ kind }) => kind === 'table'))
    await target.run(`DROP TABLE IF EXISTS ${quote(name)}`);
}

async function fill(target: SeedTarget, seed: DepartmentSeed, task: SeedTask): Promise<DirtAccount> {
  const { dialect } = target;
  for (const [name, design] of Object.entries(seed.tables)) await target.run(createTable(name, design, dialect));
  for (const [name, select] of Object.entries(seed.views ?? {}))
    await target.run(`CREATE VIEW ${dialect.quote(name)} AS ${select}`);
  const account = await loadPopulation(target, seed, task);
  for (const statement of seed.indexes) await target.run(statement);
  await target.writeMarker(task.seed, task.citizens, seederVersion, JSON.stringify(account));
  return account;
}

async function loadPopulation(target: SeedTarget, seed: DepartmentSeed, task: SeedTask): Promise<DirtAccount> {
  const { department } = seed;
  const { citizens, report } = task;
  const tally = openTally(seed.idioms);
  const writer = seed.open(task.seed, tally, { citizens });
  const chunk = openChunk(seed);
  for (const row of writer.dictionary()) chunk.add(row);
  let done = 0;
  for (const household of (await task.population()).households()) {
    for (const row of writer.household(household)) chunk.add(row);
    done += household.members.length;
    if (chunk.size() < target.chunkRows) continue;
    await chunk.flush(target);
    report.progress({ department, done, total: citizens });
  }
  await chunk.flush(target);
  report.progress({ department, done: citizens, total: citizens });
  const account = tally.close({ department, seed: task.seed, citizens, version: seederVersion });
  return { ...account, views: Object.keys(seed.views ?? {}) };
}

type Chunk = {
  add(written: TableRow): void;
  size(): number;
  /** Loads what was added, parents first. */
  flush(target: SeedTarget): Promise<void>;
};

function openChunk(seed: DepartmentSeed): Chunk {
  const tables = Object.entries(seed.tables).map(([name, { columns }]) => ({
    name,
    columns: Object.keys(columns),
    rows: [] as Value[][],
  }));
  const byName = new Map(tables.map((table) => [table.name, table]));
  let size = 0;
  return {
    add: ({ table: name, row }) => {
      const table = byName.get(name);
      if (table === undefined) throw new RangeError(`${seed.department} has no table ${name}`);
      table.rows.push(inOrder(row, name, table.columns));
      size++;
    },
    size: () => size,
    flush: async (target) => {
      for (const table of tables) if (table.rows.length > 0) await target.load(table.name, table.columns, table.rows);
      for (const table of tables) table.rows = [];
      size = 0;
    },
  };
}

/** A column that a row leaves out is null; one that the table doesn't have is a mistake of the writer. */
function inOrder(row: Row, table: string, columns: readonly string[]): Value[] {
  let known = 0;
  const values = columns.map((column) => {
    const value = row[column];
    if (value === undefined) return null;
    known++;
    return value;
  });
  const strange =
    known === Object.keys(row).length ? undefined : Object.keys(row).find((key) => !columns.includes(key));
  if (strange !== undefined) throw new RangeError(`${table} has no column ${strange}`);
  return values;
}
