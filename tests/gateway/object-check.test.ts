import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkByCode, checkByLoop, type KeyCheck } from '../../gateway/resilience/object-check.ts';

const names = ['id', '__typename', 'name', '__proto__', 'constructor', 'toString', 'a"b\\'] as const;
const checks = fc.constantFrom<KeyCheck['check']>('leaf', 'leaf', (value) => typeof value === 'string');
const keys = fc.uniqueArray(fc.record({ key: fc.constantFrom(...names), check: checks }), {
  selector: ({ key }) => key,
});

const leaves = fc.oneof(
  { weight: 6, arbitrary: fc.string() },
  fc.constantFrom<unknown>(1, true, null, undefined, [], {}),
);
/** Objects of some of the keys, most of them of those alone, in any order. */
const objects = (known: readonly KeyCheck[]) => {
  const own = fc.shuffledSubarray(known.map(({ key }) => key));
  const others = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([...names, 'other']));
  return fc.tuple(own, others, fc.array(leaves, { minLength: 16, maxLength: 16 })).map(([some, more, values]) =>
    Object.fromEntries([...some, ...more].map((key, at) => [key, values[at]])),
  ); // prettier-ignore
};
const asked = keys.chain((known) => fc.record({ known: fc.constant(known), values: fc.array(fc.oneof({ weight: 9, arbitrary: objects(known) }, leaves), { minLength: 1, maxLength: 8 }) })); // prettier-ignore

test('generated code finds the same objects right as a loop over their keys', () => {
  const found = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(asked, ({ known, values }) => {
      const [byCode, byLoop] = [checkByCode(known), checkByLoop(known)];
      for (const value of values) {
        found[byLoop(value) ? 'right' : 'wrong'] += 1;
        expect(byCode(value)).toBe(byLoop(value));
      }
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(found.right, found.wrong)).toBeGreaterThan(1_000);
});

test.each([
  ['null', null, true],
  ['all keys', { id: 1, name: 'A' }, true],
  ['in another order', { name: 'A', id: 1 }, true],
  ['not all of them', { name: 'A' }, true],
  ['one that nobody asked for', { id: 1, other: 1 }, false],
  ['an object where a leaf belongs', { id: {} }, false],
  ['a list', [], false],
  ['what every object has', {}, true],
  ['a key called as what every object has', JSON.parse('{"__proto__":1}'), false],
])('%s', (_, value, isRight) => {
  const known: readonly KeyCheck[] = [{ key: 'id', check: 'leaf' }, { key: 'name', check: 'leaf' }];
  expect([checkByLoop(known)(value), checkByCode(known)(value)]).toEqual([isRight, isRight]);
}); // prettier-ignore
