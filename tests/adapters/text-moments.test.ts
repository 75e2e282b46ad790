import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, valueAt } from './fixtures/ask.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

test('one moment that SQLite keeps in several texts is one', async () => {
  const sdl = `${smallSource()}
    type Query { rows: RowConnection @list(orderBy: ["id"]) }
    type Row @key(fields: "id") @table(name: "t_sj") { id: ID! @column(name: "n") at: DateTime @column(name: "v") }`;
  const stored = ['2024-01-01 10:00:00', '2024-01-01T10:00:00', '2024-01-01', '2024-01-01 00:00:00', '2024-01-01T00:00:00.25', '2024-01-02', '2024-01', 'x', '']; // prettier-ignore
  const rows = stored.map((each, index) => `INSERT INTO t_sj VALUES (${index}, '${each}')`);
  const subgraph = await small.open('sqlite', sdl, 'CREATE TABLE t_sj (n integer PRIMARY KEY, v datetime)', ...rows);
  const query = `{
    rows { nodes { at } }
    rowsAggregate { distinct { at } }
    one: rows(where: { at: { in: ["2024-01-01T10:00:00+08:00", "2024-01-02T00:00:00+08:00"] } }) { nodes { id } }
  }`;
  const answer = await ask(subgraph, { query });
  expect(answer.errors).toEqual([]);
  const read = (valueAt(answer, 'rows', 'nodes') as readonly { readonly at: string | null }[]).map(({ at }) => at);
  expect(valueAt(answer, 'rowsAggregate', 0, 'distinct', 'at')).toBe(
    new Set(read.filter((each) => each !== null)).size,
  );
  expect(valueAt(answer, 'one', 'nodes')).toEqual(['0', '1', '5'].map((id) => ({ id })));
});
