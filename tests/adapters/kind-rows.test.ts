import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, asCitizen, asNobody, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { openCounted } from './fixtures/counted-fetch.ts';
import { readRightMapping } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());
const me = '11010519491231002X';

describe('what several types read alike is read from the row’s own place', () => {
  const sdl = `${smallSource()}
  type Query { changes: ChangeConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t_bd") { id: ID! @column(name: "bh") }
  type MoveIn implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '1'") {
    clerk: Clerk @relation(columns: ["jbr"], references: ["bh"])
    checker: Clerk @relation(columns: ["shr"], references: ["bh"])
    about: ID @column(name: "a1")
    note: Note @relation(fields: ["about"], references: ["n"])
  }
  type MoveOut implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '2'") {
    clerk: Clerk @relation(columns: ["shr"], references: ["bh"])
    about: ID @column(name: "a2")
    note: Note @relation(fields: ["about"], references: ["n"])
  }
  type Clerk @key(fields: "id") @table(name: "t_jbr") {
    id: ID! @column(name: "bh")
    person: Citizen @relation(columns: ["sfzh"]) @personal
    papers: PaperConnection @relation(columns: ["bh"], references: ["jbr"]) @list(orderBy: ["id"])
  }
  type Paper @key(fields: "id") @table(name: "t_p") { id: ID! @column(name: "id") }
  type Note @key(fields: "id") @table(name: "t_n") { id: ID! @column(name: "n") text: String @column(name: "t") }
  type Citizen @key(fields: "id") { id: ID! @column(as: RESIDENT_ID) }`;
  const statements = [
    `CREATE TABLE t_bd (bh varchar(10) PRIMARY KEY, lx char(1), jbr varchar(4), shr varchar(4), a1 varchar(4), a2 varchar(4))`,
    `CREATE TABLE t_jbr (bh varchar(4) PRIMARY KEY, sfzh char(18))`,
    `CREATE TABLE t_p (id varchar(10) PRIMARY KEY, jbr varchar(4))`,
    `CREATE TABLE t_n (n varchar(4), t varchar(20))`,
    `INSERT INTO t_bd VALUES ('b1', '1', 'j1', 'j2', 'n1', 'n2'), ('b2', '2', 'j1', 'j2', 'n1', 'n2')`,
    `INSERT INTO t_jbr VALUES ('j1', '${me}'), ('j2', '440524188001010014')`,
    `INSERT INTO t_p VALUES ('p1', 'j1'), ('p2', 'j2')`,
    `INSERT INTO t_n VALUES ('n1', 'note 1'), ('n2', 'note 2')`,
  ];
  const one = (id: string, person: string, paper: string) => ({ id, person: { id: person }, papers: { nodes: [{ id: paper }] } }); // prettier-ignore
  const j1 = one('j1', me, 'p1');
  const j2 = one('j2', '440524188001010014', 'p2');
  test('below joined rows: another clerk’s person and papers', async () => {
    const sub = await small.open('sqlite', sdl, ...statements);
    const whole = '{ id person { id } papers { nodes { id } } }';
    const answer = await ask(sub, { query: `{ changes { nodes { ... on MoveIn { clerk ${whole} checker ${whole} } ... on MoveOut { clerk ${whole} } } } }` }); // prettier-ignore
    expect(valueAt(answer, 'changes', 'nodes')).toEqual([{ clerk: j1, checker: j2 }, { clerk: j2 }]);
  });
  test('by fields of one name and other columns', async () => {
    const sub = await small.open('sqlite', sdl, ...statements);
    const answer = await ask(sub, { query: `{ changes { nodes { ... on MoveIn { about note { text } } ... on MoveOut { about note { text } } } } }` }); // prettier-ignore
    expect(valueAt(answer, 'changes', 'nodes')).toEqual([
      { about: 'n1', note: { text: 'note 1' } },
      { about: 'n2', note: { text: 'note 2' } },
    ]);
  });
});

test('what an interface says is personal is so where a type names its own column', async () => {
  const sdl = `${smallSource()}
  type Query { changes: ChangeConnection @list(orderBy: ["id"]) outs: MoveOutConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t_bd") { id: ID! @column(name: "bh") fee: Int @column(name: "je") @personal }
  type MoveIn implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '1'") { a: String @column(name: "lx") }
  type MoveOut implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '2'") { fee: Int @column(name: "je2") }`;
  const sub = await small.open('sqlite', sdl, `CREATE TABLE t_bd (bh varchar(10) PRIMARY KEY, lx char(1), je integer, je2 integer)`, `INSERT INTO t_bd VALUES ('b1','1',11,12),('b2','2',21,22)`); // prettier-ignore
  const answer = await ask(sub, { query: `{ changes { nodes { fee } } outs { nodes { fee } } }`, request: asNobody() });
  expect(answer.data).toEqual({ changes: { nodes: [{ fee: null }, { fee: null }] }, outs: { nodes: [{ fee: null }] } });
});

test('rows of a type of two interfaces count for both', async () => {
  const sdl = `${smallSource()} type Query { changes: ChangeConnection @list(orderBy: ["id"]) as: AConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t", where: "x = 1") { id: ID! @column(name: "a") v: Int @column(name: "v1") }
  interface Other @table(name: "t", where: "y = 1") { w: Int @column(name: "v2") }
  type A implements Change & Other @key(fields: "id") @table(name: "t", where: "lx = '1'") { q: Int @column(name: "q") }`;
  const sub = await small.open('sqlite', sdl, `CREATE TABLE t (a varchar(4) PRIMARY KEY, x integer, y integer, lx char(1), v1 integer, v2 integer, q integer)`, `INSERT INTO t VALUES ('r1', 1, 0, '1', 1, 2, 3), ('r2', 1, 1, '1', 1, 2, 3)`); // prettier-ignore
  const answer = await ask(sub, { query: `{ changes { nodes { id } } as { nodes { id } } }` });
  const entity = await ask(sub, { query: entitiesQuery('... on A { id }'), representations: [{ __typename: 'A', id: 'r1' }] }); // prettier-ignore
  // r1 is no A, says the list of A and the look-up; the interface gives it as one.
  expect([valueAt(entity, '_entities', 0), valueAt(answer, 'as', 'nodes'), valueAt(answer, 'changes', 'nodes')]).toEqual([null, [{ id: 'r2' }], [null, { id: 'r2' }]]); // prettier-ignore
});

test('which type somebody’s row has is told to nobody who may not read it', async () => {
  const sdl = `${smallSource()} type Query { clerks: ClerkConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t") { id: ID! @column(name: "a") person: ID @column(name: "s", as: RESIDENT_ID) }
  type Divorce implements Change @key(fields: "id") @subject(field: "person") @table(name: "t", where: "lx = '1'") { q: Int @column(name: "q") }
  type Marriage implements Change @key(fields: "id") @subject(field: "person") @table(name: "t", where: "lx = '2'") { q: Int @column(name: "q") }
  type Clerk @key(fields: "id") @table(name: "k") { id: ID! @column(name: "a") latest: Change @relation(columns: ["c"], references: ["a"]) }`;
  const sub = await small.open('sqlite', sdl, `CREATE TABLE t (a varchar(4) PRIMARY KEY, s char(18), lx char(1), q integer)`, `CREATE TABLE k (a varchar(4) PRIMARY KEY, c varchar(4))`, `INSERT INTO t VALUES ('r1', '${me}', '1', 3)`, `INSERT INTO k VALUES ('k1','r1')`); // prettier-ignore
  const answer = await ask(sub, { query: `{ clerks { nodes { latest { __typename } } } }`, request: asNobody() });
  expect(JSON.stringify(answer.data)).not.toContain('Divorce');
});

describe('interfaces inside interfaces', () => {
  const types = (count: number) => `${smallSource()} type Query { changes: ChangeConnection @list(orderBy: ["id"]) }
    interface Change @table(name: "t_bd") { id: ID! @column(name: "bh") before: Change @relation(columns: ["qz"], references: ["bh"]) next: ChangeConnection @relation(columns: ["bh"], references: ["qz"]) @list(orderBy: ["id"]) }
    ${Array.from({ length: count }, (_, i) => `type K${i} implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '${i}'") { k${i}: String @column(name: "lx") }`).join('\n')}`;
  const open = (count: number) => {
    const file = `${small.folder}/nested${count}.db`;
    fillFile(file, `CREATE TABLE t_bd (bh varchar(10) PRIMARY KEY, lx char(1), qz varchar(10))`, `INSERT INTO t_bd VALUES ('b1','1','b1'),('b2','2','b1')`); // prettier-ignore
    return openCounted(`sqlite:${file}`, readRightMapping(types(count)));
  };
  test.each([
    [3, 'before', 14],
    [10, 'next', 6],
  ] as const)(
    '%i kinds, %s %i deep',
    async (count, name, depth) => {
      const inner = (d: number): string => (d === 0 ? 'id' : name === 'next' ? `next(first: 1) { nodes { ${inner(d - 1)} } }` : `before { ${inner(d - 1)} }`); // prettier-ignore
      const counted = await open(count);
      const { answer, sent } = await counted.ask({ query: `{ changes(first: 1) { nodes { ${inner(depth)} } } }` });
      await counted.close();
      expect(answer.errors).toEqual([]);
      // Were each type compiled for each of the types above, this would not come to an end.
      expect(sent).toHaveLength(name === 'next' ? depth + 1 : 1);
    },
    60_000,
  );
  test('the same page is read once for every kind of the row outside', async () => {
    const counted = await open(6);
    const { sent } = await counted.ask({ query: '{ changes { nodes { before { next { totalCount } } } } }' });
    await counted.close();
    expect(sent).toHaveLength(7 - 5);
  });
});

test('a cursor of a list that the interface has goes on in rows of every type', async () => {
  const sdl = `${smallSource()} type Query { changes: ChangeConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t") { id: ID! @column(name: "a") steps: StepConnection @relation(columns: ["a"], references: ["a"]) @list(orderBy: ["n"]) }
  type A implements Change @key(fields: "id") @table(name: "t", where: "lx = '1'") { q: Int @column(name: "q") }
  type B implements Change @key(fields: "id") @table(name: "t", where: "lx = '2'") { r: Int @column(name: "q") }
  type Step @shareable @table(name: "s") { n: Int @column(name: "n") }`;
  const sub = await small.open('sqlite', sdl, `CREATE TABLE t (a varchar(4) PRIMARY KEY, lx char(1), q integer)`, `CREATE TABLE s (a varchar(4), n integer, PRIMARY KEY (a, n))`, `INSERT INTO t VALUES ('r1', '1', 3), ('r2', '2', 3)`, `INSERT INTO s VALUES ('r1', 1), ('r1', 2), ('r2', 1), ('r2', 2)`); // prettier-ignore
  const first = await ask(sub, { query: `{ changes { nodes { ... on Change { steps(first: 1) { pageInfo { endCursor } } } } } }` }); // prettier-ignore
  const cursor = String(valueAt(first, 'changes', 'nodes', 0, 'steps', 'pageInfo', 'endCursor'));
  const next = await ask(sub, { query: `{ changes { nodes { ... on Change { steps(after: "${cursor}") { nodes { n } } } } } }` }); // prettier-ignore
  expect(next.errors).toEqual([]);
});

test('a citizen reads what their own row’s column leads to', async () => {
  const sdl = `${smallSource()} type Query { changes: ChangeConnection @list(orderBy: ["id"]) }
  interface Change @table(name: "t") { id: ID! @column(name: "a") person: ID @column(name: "s", as: RESIDENT_ID) }
  type A implements Change @key(fields: "id") @subject(field: "person") @table(name: "t", where: "lx = '1'") { ref: ID @column(name: "own") note: Note @relation(fields: ["ref"], references: ["k"]) }
  type B implements Change @key(fields: "id") @subject(field: "person") @table(name: "t", where: "lx = '2'") { ref: ID @column(name: "pub") note: Note @relation(fields: ["ref"], references: ["k"]) }
  type Note @shareable @table(name: "n") { text: String @column(name: "t") }`;
  const sub = await small.open('sqlite', sdl, `CREATE TABLE t (a varchar(4) PRIMARY KEY, s char(18), lx char(1), own varchar(9), pub varchar(9))`, `CREATE TABLE n (k varchar(9), t varchar(40))`, `INSERT INTO t VALUES ('r1', '${me}', '1', 'x1', 'y1'), ('r2', '${me}', '2', 'secret', 'y2')`, `INSERT INTO n VALUES ('x1', 'of r1'), ('secret', 'what B never maps'), ('y2', 'of r2')`); // prettier-ignore
  const answer = await ask(sub, { query: `{ changes { nodes { ... on A { note { text } } ... on B { note { text } } } } }`, request: asCitizen(me) }); // prettier-ignore
  expect(valueAt(answer, 'changes', 'nodes', 1)).toEqual({ note: { text: 'of r2' } });
});
