import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asAnybody, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const rows = 1_000_000;
const people = 300_000;

const sdl = `${smallSource('statementTimeout: "60s"')}
  type Query { payments: PaymentConnection @list(orderBy: ["id"], max: 10, unindexed: true) }
  type Payment @key(fields: "id") @table(name: "payments") @subject(field: "who") {
    id: ID! @column(name: "id")
    who: ID @column(name: "who", as: RESIDENT_ID)
    office: Int @column(name: "office")
    amount: Decimal @column(name: "amount")
  }`;
const table = 'CREATE TABLE payments (id int NOT NULL PRIMARY KEY, who char(18), office int, amount decimal(12,2))';

/** Ids without a check character: what is counted is people, whether or not they are anybody. */
const person = `at % ${people}`;
const row = (padded: (number: string, width: number) => string, whole: string): string =>
  `at, '110101' || ${padded(`${whole}(1950 + (${person}) / 1000 % 50)`, 4)} || ${padded(`${whole}(1 + (${person}) / 28000 % 12)`, 2)} || ${padded(`${whole}(1 + (${person}) / 1000 % 28)`, 2)} || ${padded(`(${person}) % 1000`, 3)} || 'X', (at % 977) % 40, at % 977 / 4.0`;

const fill: Readonly<Record<DialectName, string>> = {
  postgres: `INSERT INTO payments SELECT ${row((number, width) => `lpad((${number})::text, ${width}, '0')`, '')} FROM generate_series(0, ${rows - 1}) AS at`,
  mysql: `INSERT INTO payments SELECT ${row((number, width) => `lpad(${number}, ${width}, '0')`, 'floor').replace(/'110101'.*'X'/s, (id) => `concat(${id.replaceAll(' || ', ', ')})`)} FROM (SELECT seq AS at FROM seq_0_to_${rows - 1}) AS numbers`,
  sqlite: `INSERT INTO payments WITH RECURSIVE numbers(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM numbers WHERE at < ${rows - 1}) SELECT ${row((number, width) => `printf('%0${width}d', ${number})`, '')} FROM numbers`,
};

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
}, 120_000);
afterAll(() => small.close());

const said: string[] = [];
afterAll(() => console.info(said.join('\n')));

type Timed = { readonly value: unknown; readonly ms: number };

async function timed(payments: Subgraph, fields: string, request: RequestContext): Promise<Timed> {
  const from = performance.now();
  const answer = await ask(payments, { query: `{ paymentsAggregate(groupBy: [{ office: VALUE }]) { key { office } ${fields} } }`, request }); // prettier-ignore
  expect(answer.errors).toEqual([]);
  return { value: valueAt(answer, 'paymentsAggregate'), ms: performance.now() - from };
}

describe.each(dialects)('numbers over a million rows of people on %s', (dialect) => {
  let payments: Subgraph;
  beforeAll(async () => {
    payments = await small.open(dialect, sdl, table, fill[dialect], ...(dialect === 'sqlite' ? [] : ['ANALYZE payments'.replace('ANALYZE', dialect === 'mysql' ? 'ANALYZE TABLE' : 'ANALYZE')])); // prettier-ignore
  }, 240_000);

  test.each([['count'], ['count sum { amount } avg { amount } max { amount }'], ['count distinct { who }']])(
    '%s: those who may have all of them and those who may not are told the same',
    async (fields) => {
      await timed(payments, fields, asAnybody());
      const exact = await timed(payments, fields, asAnybody());
      const guarded = await timed(payments, fields, requestOf('integrator'));
      expect(guarded.value).toEqual(exact.value);
      expect(exact.value).toHaveLength(40);
      said.push(`${dialect}, ${fields}: exact ${exact.ms.toFixed(0)} ms, guarded ${guarded.ms.toFixed(0)} ms`);
    },
    120_000,
  );
});
