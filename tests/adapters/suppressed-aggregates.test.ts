import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { personId } from './fixtures/mini-rows.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';
import { Town, type TownQuestion, type TownRow } from './fixtures/suppressed-town.ts';

const sdl = `${smallSource()}
  type Query { payments: PaymentConnection @list(orderBy: ["id"], max: 10) }
  type Payment @key(fields: "id") @table(name: "payments") @subject(field: "who") {
    id: ID! @column(name: "id")
    who: ID @column(name: "who", as: RESIDENT_ID)
    kind: String @column(name: "kind")
    office: Int @column(name: "office")
    year: Int @column(name: "year")
  }`;
const fields = ['kind', 'office', 'year'] as const;

/** Some people have many payments, some values few people; every third id stands in its short form now and then. */
const rows: readonly TownRow[] = Array.from({ length: 420 }, (_, at) => {
  const person = (at * 37) % 150;
  const drawn = (at * 7919) % 101;
  return {
    person,
    values: [Math.floor(Math.sqrt(drawn / 7)), drawn % 4 === 0 ? at % 2 : 2, drawn < 3 ? 0 : person % 3],
  };
});

const shortOf = (id: string): string => id.slice(0, 6) + id.slice(8, 17);
const stored = (person: number, at: number): string => {
  const id = personId(person);
  return at % 3 === 0 && id.slice(6, 8) === '19' ? shortOf(id) : id;
};
const statements = [
  'CREATE TABLE payments (id int NOT NULL PRIMARY KEY, who char(18), kind varchar(9), office int, year int)',
  `INSERT INTO payments VALUES ${rows.map(({ person, values }, at) => `(${at}, '${stored(person, at)}', 'k${values[0]}', ${values[1]}, ${values[2]})`).join(', ')}`,
];

/** By the last two digits of the short form, as statements have it. */
const partOf = (person: number): number => {
  const [before = 0, last = 0] = Array.from(shortOf(personId(person)).slice(-2)).map(
    (digit) => digit.codePointAt(0) ?? 0,
  );
  return (last + 10 * before) % 21;
};

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const question: fc.Arbitrary<TownQuestion> = fc.record({
  any: fc.array(
    fc.array(
      fc.nat({ max: 2 }).chain((at) => fc.tuple(fc.constant(at), fc.subarray([0, 1, 2, 3], { minLength: 1 }))),
      { maxLength: 2 },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  isNot: fc.boolean(),
  by: fc.subarray([0, 1, 2]),
});

const written = (at: number, value: number): string | number => (at === 0 ? `k${value}` : value);

function queryOf({ any, isNot, by }: TownQuestion): {
  readonly query: string;
  readonly variables: { readonly where: object };
} {
  const parts = any.map((all) => ({ and: all.map(([at, values]) => ({ [fields[at] ?? '']: { in: values.map((value) => written(at, value)) } })) })); // prettier-ignore
  const where = isNot === true ? { not: { or: parts } } : { or: parts };
  const groups = by.map((at) => `{ ${fields[at]}: VALUE }`).join(' ');
  const key = by.length === 0 ? '' : `key { ${by.map((at) => fields[at]).join(' ')} }`;
  return { query: `query ($where: SmallPaymentWhere) { paymentsAggregate(where: $where, groupBy: [${groups}]) { count suppressed ${key} } }`, variables: { where } }; // prettier-ignore
}

type Entry = { readonly count: number | null; readonly suppressed: boolean; readonly key?: Readonly<Record<string, unknown>> | null }; // prettier-ignore

describe.each(dialects)('counts over others’ rows on %s', (dialect) => {
  let payments: Subgraph;
  beforeAll(async () => {
    payments = await small.open(dialect, sdl, ...statements);
  });

  test('are given and kept back as the rule has it of the same rows in memory, question by question', async () => {
    let [clients, given, keptBack] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 2, maxLength: 8 }), async (questions) => {
        const town = new Town(rows, undefined, partOf);
        const request = requestOf('integrator');
        const client = `program ${(clients += 1)}`;
        for (const each of questions) {
          const { query, variables } = queryOf(each);
          const caller = request.caller === null ? null : { ...request.caller, client };
          const answer = await ask(payments, { query, variables, request: { ...request, caller } });
          expect(answer.errors).toEqual([]);
          const entries = valueAt(answer, 'paymentsAggregate') as readonly Entry[];
          const before = town.enough.keptBack;
          const expected = [...(town.ask(each) ?? [])].map(([key, count]): [string, number] => [JSON.stringify((JSON.parse(key) as string[]).map((value, at) => written(each.by[at] ?? 0, Number(value)))), count]); // prettier-ignore
          const keyOf = ({ key }: Entry) => JSON.stringify(each.by.map((at) => key?.[fields[at] ?? '']));
          const told = entries.filter(({ suppressed }) => !suppressed);
          const named = entries.filter(({ key, suppressed }) => suppressed && key !== null && key !== undefined);
          expect(Object.fromEntries(told.map((entry) => [keyOf(entry), entry.count]))).toEqual(Object.fromEntries(expected)); // prettier-ignore
          if (each.by.length > 0) expect(named).toHaveLength(town.enough.keptBack - before);
          for (const { count, suppressed } of entries) expect(count === null).toBe(suppressed);
          given += told.length;
          keptBack += named.length;
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 12), seed: 7, endOnFailure: true },
    );
    expect([given > 100, keptBack > 10]).toEqual([true, true]);
    expect(small.failures).toEqual([]);
  });
});
