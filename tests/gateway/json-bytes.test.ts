import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonBytes } from '../../gateway/execution/compiled/json-bytes.ts';

const near = (power: number) => fc.integer({ min: -2, max: 2 }).map((step) => 10 ** power + step);
const whole = fc.oneof(
  fc.constantFrom(0, -0, -1, 2 ** 31 - 1, -(2 ** 31), Number.MAX_SAFE_INTEGER, 1e20, -1e20),
  fc.integer({ min: 0, max: 20 }).chain(near),
  fc.maxSafeInteger(),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\u2028', '\ud800', '\udc00', '😀', '法', 'é', '\0', '\x1f', '\x7f') }),
);

test('texts and whole numbers are written as JSON.stringify writes them', () => {
  const bytes = new JsonBytes();
  fc.assert(
    fc.property(fc.array(fc.oneof(whole, text), { maxLength: 20 }), (values) => {
      values.forEach((value, index) => {
        if (index > 0) bytes.comma();
        if (typeof value === 'string') bytes.text(value);
        else bytes.integer(value);
      });
      expect(bytes.take().toString()).toBe(values.map((value) => JSON.stringify(value)).join(','));
    }),
    { numRuns: 2_000 },
  );
});
