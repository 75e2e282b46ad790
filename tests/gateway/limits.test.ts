import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { checkLimits, defaultLimits, measureDocument } from '../../gateway/planning/operation-limits.ts';

const bomb = (count: number) =>
  `{ ...F0 } ${Array.from(
    { length: count },
    (_, index) =>
      `fragment F${String(index)} on Q { ${index + 1 < count ? `...F${String(index + 1)} `.repeat(2) : 'a'} }`,
  ).join(' ')}`;

test.each([
  ['{ a }', { depth: 1, fields: 1 }],
  ['{ a { b { c } d } e }', { depth: 3, fields: 5 }],
  ['{ a { ...F } } fragment F on Q { b { c } }', { depth: 3, fields: 3 }],
  ['{ a { ... { b } } }', { depth: 2, fields: 2 }],
  ['{ x: a y: a { z: b } }', { aliases: 3 }],
  ['{ ...F ...F } fragment F on Q { x: a @skip(if: true) }', { aliases: 2, directives: 2, fields: 2 }],
  ['query @a { a @b ...F @c } fragment F on Q @d { b }', { directives: 4 }],
  ['{ __schema { types { name } } a { b } }', { depth: 2, introspectionDepth: 3, fields: 5 }],
  ['{ ...F } fragment F on Q { a ...F }', { fields: 1 }],
  ['{ ...Unknown }', { fields: 0 }],
  ['query A { a } query B { a { b } }', { depth: 2, fields: 2 }],
  ['{ a(x: 1, y: [1, 2]) @skip(if: true) ...F } fragment F on Q { b(z: {c: [1]}) }', { literals: 1 + 5 + 1 + 7 }],
  [bomb(30), { fields: 2 ** 29, depth: 1 }],
])('%s', (document, expected) => {
  expect(measureDocument(parse(document))).toMatchObject(expected);
});

test('lists in objects count for what the planner makes of them', () => {
  const nested = (depth: number) => `{ a(where: ${'{and: ['.repeat(depth)}{}${']}'.repeat(depth)}) }`;
  const literals = (document: string) => checkLimits(parse(document), defaultLimits)?.extensions.code;
  expect(literals(nested(6))).toBeUndefined();
  expect(literals(nested(8))).toBe('LITERALS_TOO_LARGE');
  expect(literals(`{ a(where: {id: {in: [${'"x",'.repeat(900)}]}}) }`)).toBeUndefined();
});

test('a fragment bomb is measured without opening it', () => {
  // Opened, its 2^499 fields would keep this test busy for good.
  expect(measureDocument(parse(bomb(500))).fields).toBeGreaterThan(2 ** 490);
});
