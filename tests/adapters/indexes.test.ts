import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, entitiesQuery, valueAt, type Question } from './fixtures/ask.ts';
import { openCounted, type SentStatement } from './fixtures/counted-fetch.ts';
import {
  createMariadbTestDatabase,
  describeMariadb,
  isMariadb,
  testMariadb,
  withClient,
  withMariadb,
  type TestDatabase,
} from './fixtures/engine.ts';
import {
  dialects,
  miniSecret,
  openMiniDepartment,
  readRightMapping,
  type MiniDepartment,
} from './fixtures/mini-department.ts';
import { explainMysql, explainPostgres, explainSqlite } from './fixtures/explain-statement.ts';
import { personId } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(8000);
});
afterAll(() => mini.close());

/** Look-ups by key, and the big tables that they must not read from end to end. */
const lookups: Readonly<Record<string, Question>> = {
  'one id, in all its stored forms': { query: `{ citizen(id: "${personId(5)}") { fullName } }` },
  'several ids': {
    query: entitiesQuery('... on Citizen { fullName notes(first: 3) { totalCount nodes { id } } }'),
    representations: Array.from({ length: 5 }, (_, index) => ({ __typename: 'Citizen', id: personId(index * 7) })),
  },
  'a bigint': { query: '{ household(id: "9007199254740995") { members { nodes { id } } } }' },
  'a composite key': {
    query: entitiesQuery('... on Payment { amount }'),
    representations: [{ __typename: 'Payment', id: `${personId(4)}:202401` }],
  },
};

async function sentFor(url: string, question: Question): Promise<readonly SentStatement[]> {
  const department = await openCounted(url);
  const { sent } = await department.ask(question);
  await department.close();
  return sent;
}

describe('key look-ups use the index of the bare column', () => {
  test.each(Object.entries(lookups))('on postgres: %s', async (_, question) => {
    const sent = await sentFor(mini.urls.postgres, question);
    const plans = await withClient(mini.urls.postgres, async (client) => {
      const found: string[] = [];
      for (const statement of sent) found.push(await explainPostgres(client, statement));
      return found;
    });
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"t_(ry|bj|jf|zj)"/);
      if (/"t_(ry|bj|jf|zj)"/.test(plan)) expect(plan).toMatch(/Index (Only )?Scan/);
    }
  });

  test.each(Object.entries(lookups))('on sqlite: %s', async (_, question) => {
    const sent = await sentFor(mini.urls.sqlite, question);
    for (const statement of sent) {
      const details = explainSqlite(mini.urls.sqlite, statement).join('\n');
      expect(details).toMatch(/SEARCH t0 USING (COVERING |INTEGER )?(INDEX|PRIMARY KEY)/);
      expect(details).not.toMatch(/SCAN t0/);
    }
  });

  testMariadb.each(Object.entries(lookups))('on mysql: %s', async (_, question) => {
    const sent = await sentFor(mini.urls.mysql, question);
    expect(sent.length).toBeGreaterThan(0);
    for (const statement of sent) {
      const steps = await withMariadb(mini.urls.mysql, (connection) => explainMysql(connection, statement));
      // The keys first, where there are several, then the table by its index, whatever else is joined to it.
      const inOrder = steps.filter(({ table }) => table === 'k' || table === 't0').map(({ table }) => table);
      expect(inOrder).toEqual(statement.text.includes(' AS k ') ? ['k', 't0'] : ['t0']);
      const table = steps.find((step) => step.table === 't0');
      expect([statement.text, table?.type]).toEqual([statement.text, expect.stringMatching(/^((eq_)?ref|const)$/)]);
    }
  });

  test('pages of a list in key order read no further than their end', async () => {
    const [sent] = await sentFor(mini.urls.postgres, { query: '{ units(first: 3) { nodes { id } } }' });
    expect(sent?.values).toEqual([4]);
  });
});

test.each(dialects)('on %s a thousand keys travel as one value a column', async (name) => {
  const [sent] = await sentFor(mini.urls[name], {
    query: entitiesQuery('... on Citizen { fullName }'),
    representations: Array.from({ length: 1000 }, (_, index) => ({ __typename: 'Citizen', id: personId(index) })),
  });
  expect(sent?.values).toHaveLength(2); // and the limit
});

describeMariadb('on MariaDB, whatever the column', () => {
  const columns = {
    gbk: 'char(18) CHARACTER SET gbk',
    latin1: 'varchar(20) CHARACTER SET latin1',
    general: 'varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci',
    binary: 'char(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    utf8mb3: 'varchar(20) CHARACTER SET utf8mb3',
    small: 'int',
    big: 'bigint',
    unsigned: 'bigint unsigned',
    exact: 'decimal(20,4)',
    day: 'date',
    moment: 'datetime',
    stamp: 'timestamp NULL',
  } as const;
  const names = Object.keys(columns) as readonly (keyof typeof columns)[];
  const values: Readonly<Record<keyof typeof columns, string>> = {
    gbk: `concat('号', seq)`,
    latin1: `concat('é', seq)`,
    general: `concat('x', seq)`,
    binary: `concat('x', seq)`,
    utf8mb3: `concat('长', seq)`,
    small: 'seq',
    big: '9007199254740993 + seq',
    unsigned: '18446744073709540000 + seq',
    exact: 'seq + 0.5',
    day: `'1990-01-01' + INTERVAL seq DAY`,
    moment: `'1990-01-01' + INTERVAL seq DAY`,
    stamp: `'1990-01-01 01:00:00' + INTERVAL seq HOUR`,
  };
  const keys: Readonly<Record<keyof typeof columns, string>> = {
    gbk: '号5',
    latin1: 'é5',
    general: 'x5',
    binary: 'x5',
    utf8mb3: '长5',
    small: '5',
    big: '9007199254740998',
    unsigned: '18446744073709540005',
    exact: '5.5',
    day: '1990-01-06',
    moment: '1990-01-06 00:00:00',
    stamp: '1990-01-01 06:00:00+00:00',
  };
  const sdl = `extend schema @source(name: "small", url: "env:SMALL_URL")
    type Query { ${names.map((name) => `by_${name}: Row_${name}Connection @list(orderBy: ["id"], max: 10)`).join(' ')} }
    ${names
      .map(
        (name) => `type Row_${name} @key(fields: "id") @table(name: "big") {
          id: ID! @column(name: "${name}") nr: Int @column(name: "id")
          unit: Unit @relation(columns: ["${name}"], references: ["${name}"]) }`,
      )
      .join('\n')}
    type Unit @key(fields: "id") @table(name: "big") { id: ID! @column(name: "id") nr: Int @column(name: "id") }`;
  const numbers = Array.from({ length: 5000 }, (_, index) => index + 1);
  let database: TestDatabase;
  let readerUrl: string;
  let subgraph: Subgraph;
  beforeAll(async () => {
    database = await createMariadbTestDatabase();
    await database.run(
      `CREATE TABLE big (id int PRIMARY KEY, ${names.map((name) => `"${name}" ${columns[name]} ${name === 'stamp' ? '' : 'NOT NULL'}, INDEX ("${name}")`).join()})`,
      `SET SESSION time_zone = '+00:00'`,
      `INSERT INTO big SELECT seq, ${names.map((name) => values[name]).join()} FROM JSON_TABLE('${JSON.stringify(numbers)}', '$[*]' COLUMNS (seq INT PATH '$')) AS s`,
      'ANALYZE TABLE big',
      ...(isMariadb ? ['SET GLOBAL userstat = 1'] : []),
    );
    readerUrl = await database.readerUrl();
    const onFailure = (error: unknown) => console.error(error);
    subgraph = createMappedSubgraph({ ...readRightMapping(sdl), databaseUrl: readerUrl, secret: miniSecret, onFailure }); // prettier-ignore
  });
  afterAll(async () => {
    await subgraph.close();
    await database.remove();
  });

  const explainOwned = (statement: SentStatement) =>
    withMariadb(database.ownerUrl, (connection) => explainMysql(connection, statement));

  test.each(names)('a key of the column %s is found by its index', async (name) => {
    const query = entitiesQuery(`... on Row_${name} { nr unit { nr } }`);
    const representations = [{ __typename: `Row_${name}`, id: keys[name] }];
    const answer = await ask(subgraph, { query, representations });
    expect([answer.errors, answer.data]).toEqual([[], { _entities: [{ nr: 5, unit: { nr: 5 } }] }]);
    for (const { text } of await subgraph.prepare({ document: parse(query) }).explain()) {
      const steps = await explainOwned({ text, values: [JSON.stringify([[keys[name], 0]]), '2'] });
      expect(steps.find(({ table }) => table === 't0')).toMatchObject({ type: 'ref', key: name });
    }
  });

  test.each(['binary', 'small', 'big', 'unsigned', 'exact', 'day', 'moment'] as const)(
    'a page in the order of the column %s reads its index and no further',
    async (name) => {
      const list = `query ($after: String) { by_${name}(first: 3, after: $after) { nodes { nr } pageInfo { endCursor } } }`;
      const [statement] = await subgraph.prepare({ document: parse(list) }).explain();
      const [step] = await explainOwned({ text: statement?.text ?? '', values: ['4'] });
      expect(step).toMatchObject({ type: 'index', key: name, rows: isMariadb ? '4' : 4 });
      expect(step?.Extra ?? '').not.toContain('filesort');
      if (!isMariadb) return; // MySQL does not count the rows that an account reads
      const first = await ask(subgraph, { query: list });
      const after = valueAt(first, `by_${name}`, 'pageInfo', 'endCursor');
      const before = await rowsRead();
      const next = await ask(subgraph, { query: list, variables: { after } });
      expect(valueAt(next, `by_${name}`, 'nodes')).toHaveLength(3);
      expect((await rowsRead()) - before).toBeLessThan(20);
    },
  );

  /** Rows of tables that the account has read since it was made. */
  const rowsRead = (): Promise<number> =>
    withMariadb(database.ownerUrl, async (connection) => {
      const [rows] = await connection.execute({
        sql: 'SELECT rows_read FROM information_schema.user_statistics WHERE user = ?',
        values: [new URL(readerUrl).username],
        rowsAsArray: true,
      });
      return Number((rows as unknown as readonly (readonly unknown[])[])[0]?.[0]);
    });
});
