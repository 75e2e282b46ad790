import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, valueAt } from './fixtures/ask.ts';
import { testMariadb } from './fixtures/engine.ts';
import { dialects } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const sdl = (table: string) => `${smallSource('pool: 4')}
  type Query { rows: RowConnection @list(orderBy: ["id"]) }
  type Row @key(fields: "id") @table(name: "${table}") { id: ID! @column(name: "id") name: String @column(name: "name") }`;
const query = '{ rows { nodes { name } } }';
const expected = { rows: { nodes: [{ name: 'a' }] } };

const servers = dialects.filter((dialect) => dialect !== 'sqlite');
test.each(servers)(
  'a column whose type changes is read on, whatever the connections had prepared, on %s',
  async (dialect) => {
    const subgraph = await small.open(
      dialect,
      sdl('retyped'),
      'CREATE TABLE retyped (id integer PRIMARY KEY, name varchar(20))',
      `INSERT INTO retyped VALUES (1, 'a')`,
    );
    const askTogether = () => Promise.all(Array.from({ length: 16 }, () => ask(subgraph, { query })));
    const askInTurn = async () => [await ask(subgraph, { query }), await ask(subgraph, { query })];
    for (const [type, again] of [
      ['text', askInTurn],
      ['char(9)', askTogether],
      ['varchar(20)', askInTurn],
    ] as const) {
      for (const answer of await askTogether()) expect(answer.data).toEqual(expected);
      const change = dialect === 'postgres' ? `ALTER COLUMN name TYPE ${type}` : `MODIFY name ${type}`;
      await small.on(dialect).run(`ALTER TABLE retyped ${change}`);
      for (const answer of await again()) expect([answer.errors, answer.data]).toEqual([[], expected]);
    }
  },
);

test.each(dialects)('a column that is added later answers soon, without a restart, on %s', async (dialect) => {
  const create = 'CREATE TABLE growing (id integer NOT NULL PRIMARY KEY)';
  const grow = [`ALTER TABLE growing ADD COLUMN name varchar(9)`, `INSERT INTO growing VALUES (1, 'a')`];
  const file = `${small.folder}/growing.db`;
  if (dialect === 'sqlite') fillFile(file, create);
  const subgraph =
    dialect === 'sqlite'
      ? small.openAt(`sqlite:${file}`, sdl('growing'))
      : await small.open(dialect, sdl('growing'), create);
  for (let times = 0; times < 2; times += 1)
    expect((await ask(subgraph, { query })).errors).toMatchObject([{ path: [], code: 'DEPARTMENT_ERROR' }]);
  if (dialect === 'sqlite') fillFile(file, ...grow);
  else await small.on(dialect).run(...grow);
  await until('the column is found', async () => (await ask(subgraph, { query })).data !== null, 3000);
  expect(valueAt(await ask(subgraph, { query }), 'rows', 'nodes')).toEqual([{ name: 'a' }]);
});

testMariadb('keys are read in the charset that their column has now', async () => {
  const subgraph = await small.open(
    'mysql',
    `${smallSource('pool: 2')} type Query { row(id: ID!): Row @lookup }
      type Row @key(fields: "id") @table(name: "recoded") { id: ID! @column(name: "id") name: String @column(name: "name") }`,
    'CREATE TABLE recoded (id varchar(9) CHARACTER SET gbk PRIMARY KEY, name varchar(9))',
    `INSERT INTO recoded VALUES ('张', 'a')`,
  );
  const name = async () => valueAt(await ask(subgraph, { query: '{ row(id: "张") { name } }' }), 'row', 'name');
  expect(await name()).toBe('a');
  for (const charset of ['utf8mb4 COLLATE utf8mb4_unicode_ci', 'gb2312', 'utf8mb3']) {
    await small.on('mysql').run(`ALTER TABLE recoded MODIFY id varchar(9) CHARACTER SET ${charset}`);
    await until('it is found', async () => (await name()) === 'a', 3000);
  }
});
