import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { openCounted, type SentStatement } from './fixtures/counted-fetch.ts';
import { withClient, withMariadb } from './fixtures/engine.ts';
import { explainMysql, explainPostgres, explainSqlite } from './fixtures/explain-statement.ts';
import { walk } from './fixtures/hierarchy-rows.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** What the columns of trees may be: of two types, lengths, charsets or collations, filled with blanks, of views. */
let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterEach(() => small.closeOpened());
afterAll(() => small.close());

const sdlOf = (table: string) => `${smallSource()}
  type Query { units: UnitConnection @list(orderBy: ["id"], max: 100, default: 100) }
  type Unit @key(fields: "id") @table(name: "${table}") {
    id: ID! @column(name: "nr")
    above: UnitConnection @relation(columns: ["sj"], references: ["dm"], upTo: 4) @list(orderBy: ["id"], max: 100, default: 100)
    below: UnitConnection @relation(columns: ["dm"], references: ["sj"], upTo: 4) @list(orderBy: ["id"], max: 100, default: 100)
  }`;

type Unit = readonly [dm: string | number, sj: string | number | null];
/** A chain of what collations hold equal, a unit that stands above itself, three in a circle, one below what is blank. */
const texts: readonly Unit[] = [['a', null], ['A', 'a'], ['b', 'A'], ['B', 'b'], ['aa', 'B'], ['c', 'c'], ['C', 'c'], ['d', 'C'], ['x', ''], ['e', 'f'], ['f', 'g'], ['g', 'e'], ['号', 'b'], ['h', '号']]; // prettier-ignore
const numbers: readonly Unit[] = [[1, null], [2, 1], [3, 2], [4, 3], [5, 4], [6, 6], [7, 6], [9, 10], [10, 11], [11, 9], [11, 1]]; // prettier-ignore

const valueOf = (value: string | number | null) => (typeof value === 'string' ? `'${value}'` : String(value));
const isText = (units: readonly Unit[]) => typeof units[0]?.[0] === 'string';
/** Many more that are alone, so that indexes are worth their while. */
const strange = (units: readonly Unit[]): readonly Unit[] =>
  Array.from({ length: 3000 }, (_, index) => (isText(units) ? [`z${index}`, `y${index}`] : [1000 + index, 5000 + index])); // prettier-ignore

function insertsOf(table: string, units: readonly Unit[]): readonly string[] {
  const rows = [...units.map((unit, nr) => [nr, ...unit]), ...strange(units).map((unit, nr) => [nr + 100, ...unit])];
  return Array.from({ length: Math.ceil(rows.length / 1000) }, (_, index) => `INSERT INTO ${table} VALUES ${rows.slice(index * 1000, (index + 1) * 1000).map((row) => `(${row.map(valueOf).join()})`).join()}`); // prettier-ignore
}

const tableOf = (table: string, dm: string, sj: string, prefix: string): readonly string[] => [
  `CREATE TABLE ${table} (nr integer NOT NULL PRIMARY KEY, dm ${dm}, sj ${sj})`,
  `CREATE INDEX i_${table}_dm ON ${table} (dm${prefix})`,
  `CREATE INDEX i_${table}_sj ON ${table} (sj${prefix})`,
];

/** On each engine: the types of a row's code and of the code it names. */
const kinds: Readonly<Record<DialectName, readonly (readonly [dm: string, sj: string, units: readonly Unit[]])[]>> = {
  postgres: [
    ['varchar(8)', 'varchar(20)', texts],
    ['char(8)', 'varchar(8)', texts],
    ['text', 'char(12)', texts],
    ['varchar(8) COLLATE "C"', 'varchar(8)', texts],
    ['varchar(8) COLLATE "C"', 'text COLLATE "en-x-icu"', texts],
    ['code', 'varchar(8)', texts],
    ['integer', 'bigint', numbers],
    ['numeric(12, 2)', 'numeric(8)', numbers],
  ],
  sqlite: [
    ['varchar(8)', 'text', texts],
    ['integer', 'bigint', numbers],
    ['real', 'real', numbers],
    ['decimal(8)', 'numeric', numbers],
    ['', '', texts],
  ],
  mysql: [
    ['varchar(8)', 'varchar(20)', texts],
    ['char(8)', 'varchar(8)', texts],
    ['varchar(8) COLLATE utf8mb4_bin', 'varchar(8) COLLATE utf8mb4_unicode_ci', texts],
    ['varchar(20) CHARACTER SET gbk', 'varchar(8) CHARACTER SET utf8mb3', texts],
    ['varchar(5000)', 'varchar(8)', texts],
    ['text', 'varchar(8)', texts],
    ['int', 'bigint unsigned', numbers],
    ['decimal(12, 2)', 'decimal(8)', numbers],
  ],
};
const cases = dialects.flatMap((dialect) => kinds[dialect].map(([dm, sj, units], index) => [dialect, dm, sj, units, `u${index}`] as const)); // prettier-ignore

const query =
  'query ($first: Int) { units(first: $first) { nodes { id above { nodes { id } totalCount } below { nodes { id } totalCount } } } }';

async function expectWalks(subgraph: Subgraph, units: readonly Unit[]): Promise<void> {
  const answer = await ask(subgraph, { query, variables: { first: units.length } });
  expect([answer.errors, small.failures.splice(0).map(String)]).toEqual([[], []]);
  const rows = units.map(([dm, sj], nr) => ({ nr, dm, sj }));
  const list = (by: string, to: string) => (row: (typeof rows)[number]) => {
    const found = walk(row, rows, { by: [by], to: [to], upTo: 4 });
    return { nodes: found.map(({ nr }) => ({ id: String(nr) })), totalCount: found.length };
  };
  const expected = rows.map((row) => ({ id: String(row.nr), above: list('sj', 'dm')(row), below: list('dm', 'sj')(row) })); // prettier-ignore
  expect(valueAt(answer, 'units', 'nodes')).toEqual(expected);
}

/** How the engine reads the table in the recursion and after it, without the lists' own statement. */
async function readsOf(dialect: DialectName, url: string, statement: SentStatement): Promise<readonly string[]> {
  if (dialect === 'postgres')
    return withClient(url, async (client) => {
      // Of so few rows it would rather read all: only whether the index can be used is asked.
      await client.query('SET enable_seqscan = off');
      const plan = await explainPostgres(client, statement);
      return plan.match(/"Node Type":"(Seq Scan|Index Scan|Index Only Scan|Bitmap Index Scan)"/g) ?? [];
    });
  if (dialect === 'sqlite')
    return explainSqlite(url, statement).filter((detail) => /^(SCAN|SEARCH) t[01]\b/.test(detail));
  const steps = await withMariadb(url, (connection) => explainMysql(connection, statement));
  return steps.filter(({ table }) => /^t[01]$/.test(table ?? '')).map(({ type, key }) => `${type} ${key}`);
}

test.each(cases)('on %s a unit of %s below one of %s', async (dialect, dm, sj, units, table) => {
  const prefix = dialect === 'mysql' && /^text|5000/.test(dm) ? '(8)' : '';
  const domain = dm === 'code' ? ['CREATE DOMAIN code AS varchar(8)'] : [];
  const statements = [...domain, ...tableOf(table, dm, sj, prefix), ...insertsOf(table, units)];
  const file = `${small.folder}/${table}.db`;
  if (dialect === 'sqlite') fillFile(file, ...statements, 'ANALYZE');
  else await small.on(dialect).run(...statements, dialect === 'postgres' ? 'ANALYZE' : `ANALYZE TABLE ${table}`);
  const url = dialect === 'sqlite' ? `sqlite:${file}` : small.on(dialect).ownerUrl;
  await expectWalks(small.openAt(url, sdlOf(table)), units);
  const counted = await openCounted(url, readRightMapping(sdlOf(table)));
  const { sent } = await counted.ask({ query, variables: { first: units.length } });
  await counted.close();
  expect(sent).toHaveLength(5);
  for (const statement of sent.slice(1)) {
    const reads = await readsOf(dialect, url, statement);
    expect([statement.text, reads.filter((read) => /Seq Scan|SCAN|ALL|null|pkey|PRIMARY/.test(read))]).toEqual([
      statement.text,
      [],
    ]);
    expect(reads).toHaveLength(3);
  }
});
