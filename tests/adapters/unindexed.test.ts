import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const sdl = (list = '') => `${smallSource()}
  type Query { calls: CallConnection @list(orderBy: ["id"] ${list}) }
  type Caller @key(fields: "id") @table(name: "t_ldr") {
    id: ID! @column(name: "bh")
    calls: CallConnection @relation(columns: ["bh"], references: ["ldr"]) @list
  }
  type Call @key(fields: "id") @table(name: "t_hw") {
    id: ID! @column(name: "bh")
    caller: ID @column(name: "ldr")
    channel: Channel @column(name: "qd")
    at: DateTime @column(name: "sj", format: "yyyyMMddHHmmss")
    seconds: Int @column(name: "sc")
    topic: String @column(name: "zt")
    endedAt: DateTime @column(name: "ms", format: "epochMillis")
    isUrgent: Boolean @column(name: "jj", trueIf: ["1"])
    callerRow: Caller @relation(columns: ["ldr"], references: ["bh"])
  }
  enum Channel @codes { PHONE @code(value: "1") WEB @code(value: "2") }`;

const digits = '(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)'; // prettier-ignore
/** 120,000 rows: more than may be read one by one. */
const numbers = `SELECT a.d + b.d * 10 + c.d * 100 + e.d * 1000 + f.d * 10000 + g.d * 100000 AS i FROM ${['a', 'b', 'c', 'e', 'f'].map((alias) => `${digits} AS ${alias}`).join(' CROSS JOIN ')} CROSS JOIN (SELECT 0 AS d UNION SELECT 1) AS g`; // prettier-ignore

const statements = (dialect: DialectName): readonly string[] => [
  `CREATE TABLE t_ldr (bh varchar(12) NOT NULL PRIMARY KEY)`,
  `CREATE TABLE t_hw (bh bigint NOT NULL PRIMARY KEY, ldr varchar(12)${dialect === 'mysql' ? ' COLLATE utf8mb4_bin' : ''} NOT NULL, qd char(1), sj char(14)${dialect === 'mysql' ? ' CHARACTER SET ascii COLLATE ascii_bin' : ''}, sc int, zt varchar(20), jj char(1), ms bigint)`,
  `INSERT INTO t_ldr VALUES ('p1')`,
  `INSERT INTO t_hw SELECT i, ${dialect === 'mysql' ? "CONCAT('p', i % 1000)" : "'p' || (i % 1000)"}, CASE WHEN i % 3 = 0 THEN '1' ELSE '2' END, '20240101120000', i % 600, 'topic', '0', i * 1000 FROM (${numbers}) AS n WHERE i < 120000`,
  'CREATE INDEX i_hw_ldr ON t_hw (ldr)',
  'CREATE INDEX i_hw_qd ON t_hw (qd, sj)',
  'CREATE INDEX i_hw_sc ON t_hw (sc)',
  'CREATE INDEX i_hw_ms ON t_hw (ms)',
  dialect === 'mysql' ? 'ANALYZE TABLE t_hw' : 'ANALYZE t_hw',
];

const small: SmallDepartments = await openSmallDepartments();
afterAll(() => small.close());

describe.each(dialects)('a table of many rows on %s', (dialect) => {
  let strict: Subgraph;
  let allowing: Subgraph;
  beforeAll(async () => {
    strict = await small.open(dialect, sdl(), ...statements(dialect));
    const url = dialect === 'sqlite' ? `sqlite:${small.folder}/1.db` : small.on(dialect).ownerUrl;
    allowing = small.openAt(url, sdl('unindexed: true'));
  }, 60_000);

  const codes = async (subgraph: Subgraph, given: string, field = 'calls') => {
    const query = `{ ${field}(${given}) { ${field === 'calls' ? 'nodes { id }' : 'count'} } }`;
    return (await ask(subgraph, { query })).errors.map(({ code }) => code);
  };

  test.each([
    ['a key', 'where: {id: {eq: 7}}'],
    ['keys', 'where: {caller: {in: ["p1", "p2"]}}'],
    ['a code', 'where: {channel: {eq: PHONE}}'],
    ['a code, in the order behind it in the index', 'where: {channel: {eq: PHONE}}, orderBy: [{at: DESC}]'],
    ['a range', 'where: {seconds: {between: {from: 1, to: 5}}}'],
    ['a range and what no index knows', 'where: {seconds: {lt: 5}, topic: {contains: "x"}}'],
    ['one of two things, each of an index', 'where: {or: [{seconds: {lt: 5}}, {caller: {eq: "p1"}}]}'],
    ['one key’s rows in any order', 'where: {caller: {eq: "p1"}}, orderBy: [{topic: ASC}]'],
    ['an order of an index', 'orderBy: [{seconds: DESC}]'],
    ['a stretch of counts', 'where: {endedAt: {eq: "1970-01-01T00:01:00Z"}}'],
    ['a filter of nothing', 'where: {}'],
  ])('%s is answered', async (_, given) => expect(await codes(strict, given)).toEqual([]));

  test.each([
    ['a text without an index', 'where: {topic: {eq: "x"}}'],
    ['a column that stands second', 'where: {at: {gte: "2024-01-01T00:00:00Z"}}'],
    ['a search in a text', 'where: {topic: {contains: "x"}}'],
    ['what is not', 'where: {not: {id: {eq: 7}}}'],
    ['one of two things, one without an index', 'where: {or: [{seconds: {lt: 5}}, {topic: {eq: "x"}}]}'],
    ['several stretches of counts', 'where: {endedAt: {in: ["1970-01-01T00:01:00Z", "1970-01-02T00:00:00Z"]}}'],
    ['yes and no', 'where: {isUrgent: {eq: true}}'],
    ['what a related row has', 'where: {callerRow: {id: {eq: "p1"}}}'],
    ['an order without an index', 'orderBy: [{topic: ASC}]'],
    ['an order that stands second', 'orderBy: [{at: DESC}]'],
    ['many rows in an order without an index', 'where: {channel: {eq: PHONE}}, orderBy: [{topic: DESC}]'],
  ])('%s is refused, unless the mapping allows it', async (_, given) => {
    expect(await codes(strict, given)).toEqual(['UNINDEXED']);
    expect(await codes(allowing, given)).toEqual([]);
  });

  test('aggregates are refused alike, and the error names what can be asked', async () => {
    expect(await codes(strict, 'where: {topic: {eq: "x"}}', 'callsAggregate')).toEqual(['UNINDEXED']);
    expect(await codes(strict, 'where: {seconds: {lt: 3}}', 'callsAggregate')).toEqual([]);
    const { errors } = await ask(strict, { query: '{ calls(where: {topic: {eq: "x"}}) { nodes { id } } }' });
    expect(errors[0]?.details).toEqual({
      department: 'small',
      fields: 'topic',
      indexed: 'id, caller, channel, seconds, endedAt',
    });
  });

  test('the rows of one parent are few', async () => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Caller { calls(where: {topic: {eq: "topic"}}, orderBy: [{topic: ASC}]) { totalCount } } } }`;
    const answer = await ask(strict, { query, representations: [{ __typename: 'Caller', id: 'p1' }] });
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, '_entities', 0, 'calls', 'totalCount')).toBe(120);
  });
});
