import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Bag } from '../../schema/bag.ts';

test('a bag has what a set would have, whatever goes when', () => {
  const steps = fc.array(fc.option(fc.nat({ max: 30 })), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (asked) => {
      const [bag, set] = [new Bag<{ number: number }>(), new Set<{ number: number }>()];
      const added: { item: { number: number }; leave: () => void }[] = [];
      for (const step of asked) {
        const taken = step === null ? undefined : added[step];
        if (taken === undefined) {
          const item = { number: added.length };
          added.push({ item, leave: bag.add(item) });
          set.add(item);
        } else {
          taken.leave(); // perhaps once more
          set.delete(taken.item);
        }
        expect(bag.size).toBe(set.size);
        expect(new Set(bag)).toEqual(set);
        for (const { item } of added) expect(bag.find((each) => each === item) === item).toBe(set.has(item));
      }
    }),
    { numRuns: 300 },
  );
});
