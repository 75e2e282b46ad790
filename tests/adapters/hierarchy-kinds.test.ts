import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, valueAt } from './fixtures/ask.ts';
import { walk } from './fixtures/hierarchy-rows.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Places of one table: provinces, towns, and some of no known kind, each below another. */
const up = 'columns: ["sjdm"], references: ["dm"], upTo: 3) @list(orderBy: ["id"], max: 50, default: 50)';
const down = 'columns: ["dm"], references: ["sjdm"], upTo: 3) @list(orderBy: ["id"], max: 50, default: 50)';
const sdl = `${smallSource()}
  type Query {
    places: PlaceConnection @list(orderBy: ["id"], max: 50, default: 50)
    towns: TownConnection @list(orderBy: ["id"], max: 50, default: 50)
  }
  interface Place @table(name: "h_dd", where: "scbz = 0") {
    id: ID! @column(name: "bh")
    above: PlaceConnection @relation(${up}
    below: PlaceConnection @relation(${down}
  }
  type Province implements Place @key(fields: "id") @table(name: "h_dd", where: "lx = 'S'") {
    anything: AnyPlaceConnection @relation(${down}
  }
  type Town implements Place @key(fields: "id") @table(name: "h_dd", where: "lx = 'Z'") {
    anything: AnyPlaceConnection @relation(${down}
    towns: TownConnection @relation(${down}
  }
  union AnyPlace @table(name: "h_dd", where: "scbz = 0") = Province | Town`;

const rows = Array.from({ length: 30 }, (_, index) => ({
  bh: index,
  dm: `p${index}`,
  sjdm: index === 0 ? null : `p${Math.floor((index * 5) / 8)}`,
  lx: ['S', 'Z', 'Z', 'X'][(index * 7) % 4] ?? 'S',
  scbz: index % 11 === 10 ? 1 : 0,
}));
const living = rows.filter(({ scbz }) => scbz === 0);
type Row = (typeof rows)[number];
const kindOf = ({ lx }: Row) => (lx === 'S' ? 'Province' : lx === 'Z' ? 'Town' : null);
const node = (row: Row) => (kindOf(row) === null ? null : { __typename: kindOf(row), id: String(row.bh) });
const found = (row: Row, of: readonly Row[], [by, to]: readonly [string, string]) => {
  const all = walk(row, of, { by: [by], to: [to], upTo: 3 }) as readonly Row[];
  return { nodes: all.map(node), totalCount: all.length };
};

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe.each(dialects)('kinds of one table that stand above one another on %s', (dialect) => {
  test('are walked through whatever they are; one kind alone where the list is of it', async () => {
    const values = rows.map((row) => `(${row.bh}, '${row.dm}', ${row.sjdm === null ? 'NULL' : `'${row.sjdm}'`}, '${row.lx}', ${row.scbz})`); // prettier-ignore
    const subgraph = await small.open(
      dialect,
      sdl,
      'CREATE TABLE h_dd (bh integer NOT NULL PRIMARY KEY, dm varchar(8), sjdm varchar(8), lx char(1), scbz integer)',
      `INSERT INTO h_dd VALUES ${values.join()}`,
    );
    const list = '{ nodes { __typename ... on Province { id } ... on Town { id } } totalCount }';
    const query = `{ places { nodes { id above ${list} below ${list} ... on Province { anything ${list} } ... on Town { anything ${list} towns { nodes { __typename id } totalCount } } } } }`;
    const answer = await ask(subgraph, { query });
    expect([answer.errors, small.failures.map(String)]).toEqual([[], []]);
    const expected = living.map((row) =>
      kindOf(row) === null
        ? null
        : {
            id: String(row.bh),
            above: found(row, living, ['sjdm', 'dm']),
            below: found(row, living, ['dm', 'sjdm']),
            anything: found(row, living, ['dm', 'sjdm']),
            ...(kindOf(row) === 'Town'
              ? { towns: found(row, living.filter((each) => kindOf(each) === 'Town'), ['dm', 'sjdm']) } // prettier-ignore
              : {}),
          },
    );
    expect(valueAt(answer, 'places', 'nodes')).toEqual(expected);
  });
});
