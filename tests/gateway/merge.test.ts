import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copyOf, createMerge, mergeByCode, mergeInto } from '../../gateway/execution/compiled/merge.ts';
import type { Entity } from '../../gateway/execution/compiled/entity.ts';

const names = ['id', 'name', '__proto__', 'constructor', 'toString', 'a"b\\', 'owner'] as const;
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(1, 'text', null, undefined),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 7 })
    .map((entries) => Object.fromEntries(entries) as unknown),
})).object as fc.Arbitrary<Entity>;

/** Own keys, whatever they are called; their order says nothing. */
const told = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : Object.keys(value).sort().map((key) => [key, told((value as Entity)[key])]); // prettier-ignore

test('generated code merges as a loop over the keys does', () => {
  fc.assert(
    fc.property(fc.subarray([...names]), values, values, (keys, target, source) => {
      const [byCode, byLoop] = [copyOf(target) as Entity, copyOf(target) as Entity];
      mergeByCode(keys)(byCode, copyOf(source) as Entity);
      mergeInto(byLoop, copyOf(source) as Entity);
      expect(told(byCode)).toEqual(told(byLoop));
    }),
    { numRuns: 3_000 },
  );
});

test('answers of one fetch are merged alike before and after there is code for their keys', () => {
  const merge = createMerge();
  for (let asked = 0; asked < 200; asked += 1) {
    const target: Entity = { id: asked, owner: { id: 1 } };
    merge(target, asked % 3 === 0 ? { name: 'A', owner: { name: 'B' } } : { other: asked, owner: { other: [asked] } });
    const others = asked % 3 === 0 ? { name: 'A', owner: { id: 1, name: 'B' } } : { other: asked, owner: { id: 1, other: [asked] } }; // prettier-ignore
    expect(target).toEqual({ id: asked, ...others });
  }
});
