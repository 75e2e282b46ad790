import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, execute, parse, print, validate, type DocumentNode } from 'graphql';
import { defaultLimits } from '../../gateway/planning/operation-limits.ts';
import { createOperationStore } from '../../gateway/planning/operation-store.ts';
import { coerceVariables, type ClientOperation } from '../../gateway/planning/select-operation.ts';

/** Answers with the arguments that a resolver got. */
const schema = buildSchema(`
  scalar Any
  enum Order { UP DOWN }
  input Where { id: ID = "x" in: [ID!] n: Int f: Float order: Order flag: Boolean any: Any and: [Where!] }
  type Query { echo(id: ID, ids: [ID!], n: Int = 3, f: Float, text: String, order: Order, flag: Boolean, any: Any, where: Where, matrix: [[Int]]): String deeper: Query }
`);
const rootValue: unknown = { echo: (given: unknown) => JSON.stringify(given), deeper: () => rootValue };

const store = () => createOperationStore({ schema, limits: defaultLimits, introspection: true });
const prepare = (text: string): ClientOperation => store().prepare(text, null);

async function answerOf(document: DocumentNode, variableValues: Readonly<Record<string, unknown>>): Promise<string> {
  return JSON.stringify(await execute({ schema, document, rootValue, variableValues }));
}

const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('"', '\\', '\u2028', '😀', '__proto__')).map((each) => JSON.stringify(each)); // prettier-ignore
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String);
const float = fc.oneof(int, fc.constantFrom('1.5', '-2e3', '0.0001'));
const order = fc.constantFrom('UP', 'DOWN');
const flag = fc.constantFrom('true', 'false');
const id = fc.oneof(text, int, fc.constant('110105194912310018'));
const listOf = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(item, fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`)); // prettier-ignore
const orNull = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: value }, fc.constant('null'));
const objectOf = (fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Object.entries(fields).map(([name, value]) =>
        fc.option(value).map((each) => (each === null ? [] : [`${name}: ${each}`])),
      ),
    ) // prettier-ignore
    .map((parts) => parts.flat().join(', '));
const any: fc.Arbitrary<string> = fc.oneof(text, int, flag, fc.constant('{ a: [1, "b", null, UP] }'), fc.constant('[1, { a: 2 }]')); // prettier-ignore
const { where } = fc.letrec<{ where: string }>((tie) => ({
  where: objectOf({
    id: orNull(id),
    in: orNull(listOf(id)),
    n: orNull(int),
    f: float,
    order: orNull(order),
    flag,
    any,
    and: fc.oneof(
      { depthSize: 'small' },
      fc.constant('[]'),
      tie('where').map((each) => `[${each}, {}]`),
    ),
  }).map((fields) => `{${fields}}`),
}));
const matrix = listOf(listOf(orNull(int)));
const echo = objectOf({ id: orNull(id), ids: listOf(id), n: orNull(int), f: float, text, order, flag, any, where, matrix }).map((given) => (given === '' ? 'echo' : `echo(${given})`)); // prettier-ignore
const selection = fc.array(echo, { minLength: 1, maxLength: 3 }).map((all) => all.map((each, at) => `a${at}: ${each}`).join(' ')); // prettier-ignore

describe('numbers and texts of a document', () => {
  test('are variables of the operation that is run, which resolvers can’t tell', async () => {
    let [asked, lifted] = [0, 0];
    await fc.assert(
      fc.asyncProperty(selection, selection, async (one, other) => {
        const document = `query Q($n: Int = 5, $literal1: String) { ${one} mine: echo(n: $n, text: $literal1) deeper { ...F } } fragment F on Query { ${other} }`; // prettier-ignore
        const { literals, document: run, given } = prepare(document);
        const variables = coerceVariables(schema, prepare(document), { literal1: 'given' });
        expect(validate(schema, run)).toEqual([]);
        expect(given.map(({ variable }) => variable.name.value)).toEqual(['n', 'literal1']);
        expect(await answerOf(run, variables)).toBe(await answerOf(parse(document), { literal1: 'given' }));
        expect(print(run)).not.toMatch(/\b(id|n|f|text): -?[\d"]/);
        asked += 1;
        lifted += Object.keys(literals).length;
      }),
      { numRuns: 100, seed: 4 },
    );
    expect(lifted / asked).toBeGreaterThan(5);
  });

  test('make one operation of documents that differ in nothing else', () => {
    const of = (a: string, b: string) =>
      prepare(`{ a: echo(id: ${a}, where: { in: ["x", ${b}], n: 7 }) b: echo(n: 7) }`);
    expect(of('"1"', '"y"').key).toBe(of('25', '"z"').key);
    expect(of('"1"', '"y"').literals).toEqual({ literal1: '1', literal2: ['x', 'y'], literal3: 7 });
    expect(prepare('{ echo(ids: ["a"]) }').key).toBe(prepare('{ echo(ids: ["b", "c"]) }').key);
  });

  test.each([
    ['an enum value', '{ echo(order: UP) }', '{ echo(order: DOWN) }'],
    ['a boolean', '{ echo(flag: true) }', '{ echo(flag: false) }'],
    ['null', '{ echo(n: null) }', '{ echo(n: 1) }'],
    ['a field of an input object', '{ echo(where: { n: 1 }) }', '{ echo(where: { f: 1 }) }'],
    ['an operation’s name', 'query A { echo(n: 1) }', 'query B { echo(n: 1) }'],
    ['equality of two', '{ a: echo(n: 1) b: echo(n: 1) }', '{ a: echo(n: 1) b: echo(n: 2) }'],
    ['a directive’s argument', '{ echo(n: 1) @skip(if: true) }', '{ echo(n: 1) @skip(if: false) }'],
  ])('are not the same operation by %s', (_what, one, other) => {
    expect(prepare(one).key).not.toBe(prepare(other).key);
  });

  test.each(['12345678901234567890.12', '9007199254740993', '[1, 9007199254740993]'])(
    'of a scalar of the graph’s own keep every digit: %s stays',
    (number) => {
      const { document, literals } = prepare(`{ echo(any: ${number}, id: 9007199254740993) }`);
      expect(print(document)).toContain(`any: ${number}`);
      expect(literals).toEqual({ literal1: '9007199254740993' });
    },
  );

  test('can’t be given by a client', () => {
    const operation = prepare('query ($literal1: Int) { echo(n: 4) b: echo(n: $literal1) }');
    expect(coerceVariables(schema, operation, { literal1: 1, literal2: 99 })).toEqual({ literal1: 1, literal2: 4 });
  });
});
