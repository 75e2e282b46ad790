import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textOf } from '../../gateway/remote/text-of.ts';

const bodies = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary-ascii' }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.constantFrom('窗口', '😀', '\u2028', 'é', 'a', '\0', '\ufeff')).map((parts) => Buffer.from(parts.join(''))),
); // prettier-ignore

test('a body is the text that its bytes are in UTF-8, cut wherever it was', () => {
  fc.assert(
    // Long ones are decoded in another way.
    fc.property(bodies, fc.constantFrom(1, 100), fc.array(fc.nat(40), { maxLength: 3 }), (part, times, cuts) => {
      const body = Buffer.concat(Array<Buffer>(times).fill(part));
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, body.length)).sort((one, other) => one - other),
        body.length,
      ];
      const chunks = places.slice(1).map((end, at) => body.subarray(places[at], end));
      expect(textOf(chunks)).toBe(body.toString('utf8').replace(/^\ufeff/, ''));
    }),
    { numRuns: 2_000 },
  );
  expect(textOf([])).toBe('');
});
