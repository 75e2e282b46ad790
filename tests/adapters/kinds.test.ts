import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countType } from '../../adapters/quality/count-type.ts';
import { scannedTypes } from '../../adapters/quality/scanned-types.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import {
  asAnybody,
  ask,
  asCitizen,
  asNobody,
  entitiesQuery,
  requestOf,
  valueAt,
  type Question,
} from './fixtures/ask.ts';
import { openCounted } from './fixtures/counted-fetch.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Changes in a register of residents: one table, whose column `lx` tells what each row is. */
const members = `
  type MoveIn implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '1'") @subject(field: "person") {
    from: String @column(name: "qcd")
    clerk: Clerk @relation(columns: ["jbr"], references: ["bh"])
  }
  type MoveOut implements Change @key(fields: "id") @table(name: "t_bd", where: "lx = '2'") @subject(field: "person") {
    to: String @column(name: "qrd")
    "Not what the interface says: the day it was entered."
    changedOn: Date @column(name: "djrq", format: "yyyyMMdd")
  }
  type Correction implements Change @key(fields: "id") @table(name: "t_bd", where: "lx in ('3', '4')") @subject(field: "person") {
    id: ID!
    what: String @column(name: "qcd")
    clerkName: String @column(name: "xm", through: "clerk")
    clerk: Clerk @relation(columns: ["jbr"], references: ["bh"])
  }`;
const sdl = `${smallSource()}
  type Query {
    changes: ChangeConnection @list(orderBy: ["number"], max: 100, default: 100)
    anyChanges: AnyChangeConnection @list(orderBy: ["number DESC"], max: 100, default: 100)
    change(id: ID!): Change @lookup
    people: PersonConnection @list(orderBy: ["id"], max: 100, default: 100)
    clerks: ClerkConnection @list(orderBy: ["id"])
  }
  interface Change @table(name: "t_bd", where: "scbz = 0") {
    id: ID! @column(name: "bh")
    number: Int @column(name: "xh")
    person: ID @column(name: "sfzh", as: RESIDENT_ID)
    changedOn: Date @column(name: "bdrq", format: "yyyyMMdd")
    fee: Decimal @column(name: "je", scale: 2)
    of: Citizen @relation(columns: ["sfzh"])
    steps: StepConnection @relation(columns: ["bh"], references: ["bdbh"]) @list(orderBy: ["number"], max: 10)
    firstStep: Step @relation(columns: ["bh"], references: ["bdbh"], where: "xh = 1")
  }
  ${members}
  union AnyChange @table(name: "t_bd", where: "scbz = 0") = MoveIn | MoveOut | Correction
  type Clerk @key(fields: "id") @table(name: "t_jbr") {
    id: ID! @column(name: "bh")
    name: String @column(name: "xm")
    changes: ChangeConnection @relation(columns: ["bh"], references: ["jbr"]) @list(orderBy: ["number"], max: 100, default: 100)
  }
  type Step @shareable @table(name: "t_bz") {
    number: Int @column(name: "xh")
    name: String @column(name: "mc")
  }
  type Person @key(fields: "id") @table(name: "t_r") @subject(field: "id") {
    id: ID! @column(name: "sfzh", as: RESIDENT_ID)
    changes: ChangeConnection @relation(columns: ["sfzh"], references: ["sfzh"], as: RESIDENT_ID) @list(orderBy: ["number"], max: 100, default: 100)
    latest: Change @relation(columns: ["zhbd"], references: ["bh"])
  }
  type Citizen @key(fields: "id") {
    id: ID! @column(as: RESIDENT_ID)
    changes: ChangeConnection @relation(fields: ["id"], references: ["sfzh"]) @list(orderBy: ["number"], max: 100, default: 100)
  }`;

const people = ['11010519491231002X', '440524188001010014', '34052419800101001X'];
const kinds = ['MoveIn', 'MoveOut', 'Correction', 'Correction', null] as const;
/** 60 changes; the kind of every fifth is in no dictionary, and one is deleted. */
const rows = Array.from({ length: 60 }, (_, index) => {
  const day = String((index % 28) + 1).padStart(2, '0');
  return {
    number: index,
    id: `b${String(index).padStart(3, '0')}`,
    kind: kinds[index % kinds.length] ?? null,
    code: index % kinds.length === 4 ? (index % 2 === 0 ? '9' : null) : String((index % kinds.length) + 1),
    person: people[index % 3] ?? '',
    changedOn: index % 7 === 0 ? null : `2024-0${(index % 3) + 1}-${day}`,
    enteredOn: `2024-06-${day}`,
    fee: index * 50,
    clerk: index % 4 === 3 ? null : `j${index % 4}`,
    isDeleted: index === 20,
  };
});
type ChangeRow = (typeof rows)[number];
function rowAt(index: number): ChangeRow {
  const row = rows[index];
  if (row === undefined) throw new Error('there is no such row');
  return row;
}
const kept = rows.filter((row) => !row.isDeleted);
const known = kept.filter(({ kind }) => kind !== null);

const text = (value: string | null) => (value === null ? 'NULL' : `'${value}'`);
const statements = [
  `CREATE TABLE t_bd (bh varchar(10) NOT NULL PRIMARY KEY, xh integer NOT NULL, lx char(1), sfzh char(18) NOT NULL, bdrq char(8), djrq char(8), qcd varchar(20), qrd varchar(20), je integer, jbr varchar(4), scbz integer NOT NULL)`,
  `CREATE TABLE t_jbr (bh varchar(4) NOT NULL PRIMARY KEY, xm varchar(20))`,
  `CREATE TABLE t_bz (bdbh varchar(10) NOT NULL, xh integer NOT NULL, mc varchar(20), PRIMARY KEY (bdbh, xh))`,
  `CREATE TABLE t_r (sfzh char(18) NOT NULL PRIMARY KEY, zhbd varchar(10))`,
  `INSERT INTO t_jbr VALUES ('j0', 'Clerk 0'), ('j1', 'Clerk 1'), ('j2', 'Clerk 2')`,
  `INSERT INTO t_r VALUES ('${people[0]}', 'b000'), ('${people[1]}', 'b001'), ('${people[2]}', 'b004')`,
  ...rows.map(
    (row) =>
      `INSERT INTO t_bd VALUES ('${row.id}', ${row.number}, ${text(row.code)}, '${row.person}', ${text(row.changedOn?.replaceAll('-', '') ?? null)}, '${row.enteredOn.replaceAll('-', '')}', 'from ${row.number}', 'to ${row.number}', ${row.fee}, ${text(row.clerk)}, ${row.isDeleted ? 1 : 0})`,
  ),
  `INSERT INTO t_bz SELECT bh, 1, 'first' FROM t_bd`,
  `INSERT INTO t_bz SELECT bh, 2, 'second' FROM t_bd WHERE lx = '1'`,
];

let small: SmallDepartments;
const urls: Record<DialectName, string> = { postgres: '', sqlite: '', mysql: '' };
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) {
    if (dialect === 'sqlite') fillFile(`${small.folder}/kinds.db`, ...statements);
    else await small.on(dialect).run(...statements);
    urls[dialect] = dialect === 'sqlite' ? `sqlite:${small.folder}/kinds.db` : small.on(dialect).ownerUrl;
    subgraphs.set(dialect, small.openAt(urls[dialect], sdl));
  }
});
afterAll(() => small.close());

/** What a row is, as `whole` asks for it. */
function written({ kind, ...row }: ChangeRow): Record<string, unknown> | null {
  if (kind === null) return null;
  const common = { __typename: kind, id: row.id, number: row.number };
  const clerk = row.clerk === null ? null : { name: `Clerk ${row.clerk.slice(1)}` };
  switch (kind) {
    case 'MoveIn':
      return { ...common, changedOn: row.changedOn, from: `from ${row.number}`, clerk };
    case 'MoveOut':
      return { ...common, changedOn: row.enteredOn, to: `to ${row.number}` };
    case 'Correction':
      return { ...common, changedOn: row.changedOn, what: `from ${row.number}`, clerkName: clerk?.name ?? null };
  }
}
const whole = `__typename ... on Change { id number changedOn } ... on MoveIn { from clerk { name } } ... on MoveOut { to } ... on Correction { what clerkName }`;

describe.each(dialects)('rows of several types on %s', (dialect) => {
  const subgraph = () => {
    const found = subgraphs.get(dialect);
    if (found === undefined) throw new Error(`there is no ${dialect}`);
    return found;
  };
  const answered = async (question: Question) => {
    const answer = await ask(subgraph(), question);
    expect(answer.errors).toEqual([]);
    return answer;
  };

  test.each(['changes', 'anyChanges'])(
    '%s: each row is what its column says; of no known code a null and a finding',
    async (list) => {
      const answer = await answered({
        query: `{ ${list} { nodes { ${whole} } edges { node { ${whole} } } totalCount } }`,
      });
      const expected = (list === 'changes' ? kept : [...kept].reverse()).map(written);
      expect(valueAt(answer, list)).toEqual({
        nodes: expected,
        edges: expected.map((node) => ({ node })),
        totalCount: kept.length,
      });
      const found = answer.findings.filter(({ reason }) => reason === 'UNKNOWN_CODE');
      expect(found).toHaveLength(2 * (kept.length - known.length));
      expect(found[0]).toMatchObject({ type: list === 'changes' ? 'Change' : 'AnyChange', field: null });
    },
  );

  test('filters and orders by what all read alike, in pages both ways', async () => {
    const where = '{ fee: { gte: "5.00" }, number: { lt: 50 } }';
    const ordered = kept
      .filter(({ fee, number }) => fee >= 500 && number < 50)
      .sort((a, b) => b.fee - a.fee || a.number - b.number);
    const pages = async (size: string, cursor: string, next: string) => {
      const read: unknown[] = [];
      for (let at = ''; ;) {
        const query = `{ changes(${size}: 7, where: ${where}, orderBy: [{fee: DESC}] ${at}) { edges { node { ... on Change { id } } cursor } pageInfo { more: ${next} } } }`;
        const answer = await answered({ query });
        const edges = valueAt(answer, 'changes', 'edges') as { node: { id: string } | null; cursor: string }[];
        const nodes = edges.map(({ node }) => node?.id ?? null);
        read.push(...(size === 'first' ? nodes : nodes.reverse()));
        if (valueAt(answer, 'changes', 'pageInfo', 'more') !== true) return read;
        at = `, ${cursor}: "${edges.at(size === 'first' ? -1 : 0)?.cursor}"`;
      }
    };
    const ids = ordered.map(({ id, kind }) => (kind === null ? null : id));
    expect(await pages('first', 'after', 'hasNextPage')).toEqual(ids);
    expect(await pages('last', 'before', 'hasPreviousPage')).toEqual([...ids].reverse());
  });

  test('a field that one type reads from elsewhere is in no filter of the whole', () => {
    const input = subgraph().sdl.definitions.find(
      (node) => node.kind === 'InputObjectTypeDefinition' && node.name.value === 'SmallChangeWhere',
    );
    const names = input?.kind === 'InputObjectTypeDefinition' ? input.fields?.map(({ name }) => name.value) : [];
    expect(names).toEqual(expect.arrayContaining(['id', 'number', 'fee', 'and', 'or', 'not']));
    expect(names).not.toContain('changedOn');
    expect(names).not.toContain('from');
  });

  test('counts and sums over all of them', async () => {
    const answer = await answered({ query: '{ changesAggregate { count sum { fee } } }', request: asAnybody() });
    const sum = kept.reduce((total, { fee }) => total + fee, 0);
    expect(valueAt(answer, 'changesAggregate')).toEqual([{ count: kept.length, sum: { fee: (sum / 100).toFixed(2) } }]);
  });

  test('a row is found as what it is', async () => {
    const representations = ['b000', 'b001', 'b004', 'b020'].flatMap((id) => [
      { __typename: 'MoveIn', id },
      { __typename: 'MoveOut', id },
    ]);
    const query = entitiesQuery('__typename ... on MoveIn { id from } ... on MoveOut { id to }');
    const answer = await answered({ query, representations });
    expect(valueAt(answer, '_entities')).toEqual([
      { __typename: 'MoveIn', id: 'b000', from: 'from 0' },
      null,
      null,
      { __typename: 'MoveOut', id: 'b001', to: 'to 1' },
      null,
      null,
      // Rows that the interface does not count are none of its types'.
      null,
      null,
    ]);
    const one = await answered({ query: `{ one: change(id: "b002") { ${whole} } gone: change(id: "b020") { id } }` });
    expect(one.data).toEqual({ one: written(rowAt(2)), gone: null });
  });

  test('below a row, as a list, as one row, and in its filters', async () => {
    const query = `{
      people { nodes { id latest { ${whole} } changes(first: 4) { nodes { ${whole} } totalCount } } }
      clerks(where: { changes: { some: { number: { gt: 57 } } } }) { nodes { id } }
    }`;
    const answer = await answered({ query });
    const expected = [...people].sort().map((id) => {
      const own = kept.filter(({ person }) => person === id);
      const latest = { [people[0] ?? '']: 0, [people[1] ?? '']: 1, [people[2] ?? '']: 4 }[id] ?? 0;
      return {
        id,
        latest: written(rowAt(latest)),
        changes: { nodes: own.slice(0, 4).map(written), totalCount: own.length },
      };
    });
    expect(valueAt(answer, 'people', 'nodes')).toEqual(expected);
    const clerks = new Set(kept.filter(({ number }) => number > 57).flatMap(({ clerk }) => clerk ?? []));
    expect(valueAt(answer, 'clerks', 'nodes')).toEqual([...clerks].sort().map((id) => ({ id })));
  });

  test('what several types lead to is read once, and for their rows alone', async () => {
    const counted = await openCounted(urls[dialect], readRightMapping(sdl));
    const all = '{ changes { nodes { firstStep { name } of { changes(first: 1) { totalCount } } } } }';
    const each = '{ changes { nodes { ... on MoveIn { first: firstStep { name } } ... on MoveOut { firstStep { name } } ... on Correction { steps { totalCount } } } } }'; // prettier-ignore
    try {
      const { answer, sent } = await counted.ask({ query: all });
      expect(answer.errors).toEqual([]);
      expect(sent).toHaveLength(3);
      expect(valueAt(answer, 'changes', 'nodes')).toHaveLength(kept.length);
      const some = await counted.ask({ query: each });
      expect(some.sent).toHaveLength(3);
      const idsOf = (index: number) =>
        kept.filter(({ id }) => JSON.stringify(some.sent[index]?.values).includes(id)).map(({ kind }) => kind);
      expect(new Set([...idsOf(1), 'and', ...idsOf(2)])).toEqual(new Set(['MoveIn', 'MoveOut', 'and', 'Correction']));
      const steps = known.map(({ kind }) =>
        kind === 'Correction'
          ? { steps: { totalCount: 1 } }
          : { [kind === 'MoveIn' ? 'first' : 'firstStep']: { name: 'first' } },
      );
      const nodes = valueAt(some.answer, 'changes', 'nodes') as unknown[];
      expect(nodes.filter((node) => node !== null)).toEqual(steps);
    } finally {
      await counted.close();
    }
  });

  test('whose the rows are holds for all of them', async () => {
    const [person = ''] = people;
    const own = kept.filter((row) => row.person === person);
    const mine = await answered({ query: `{ changes { nodes { ${whole} } totalCount } }`, request: asCitizen(person) });
    expect(valueAt(mine, 'changes')).toEqual({ nodes: own.map(written), totalCount: own.length });
    expect(new Set(mine.subjects)).toEqual(new Set([person]));
    const nobody = await ask(subgraph(), { query: '{ changes { totalCount } }', request: asNobody() });
    expect(nobody.errors).toMatchObject([{ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
    const other = await answered({ query: '{ change(id: "b001") { id } }', request: asCitizen(person) });
    expect(other.data).toEqual({ change: null });
  });
});

test('the quality of the whole is that of its types, and rows of none', async () => {
  const mapping = readRightMapping(sdl).mapping;
  const port = subgraphs.get('postgres');
  const type = scannedTypes(mapping).find(({ name }) => name === 'Change');
  if (port === undefined || type === undefined) throw new Error('there is no such type');
  const quality = await countType(port, type, { request: requestOf(), account: async () => {}, keys: 10 });
  expect(quality).toMatchObject({
    type: 'Change',
    rows: kept.length,
    counts: [{ field: null, reason: 'UNKNOWN_CODE', rows: kept.length - known.length }],
  });
});
