import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainNumber, roundDecimal, shiftDecimal } from '../../adapters/filters/decimal-text.ts';

/** Digits with noughts at either end, and a sign or none. */
const decimals = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^[0-9]{1,25}$/), fc.stringMatching(/^(\.[0-9]{1,25})?$/))
  .map((parts) => parts.join(''));

/** The number as a whole number of 10^-60. */
const exact = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return BigInt(whole + fraction.padEnd(60, '0')) * (text.startsWith('-') ? -1n : 1n);
};

describe('a decimal number as text', () => {
  test('is shifted without loss, and written shortly', () =>
    fc.assert(
      fc.property(decimals, fc.integer({ min: -20, max: 20 }), (text, places) => {
        const shifted = shiftDecimal(text, places) ?? '';
        const [one, other] = [exact(text), exact(shifted)];
        expect(places < 0 ? other * 10n ** BigInt(-places) : other).toBe(
          places < 0 ? one : one * 10n ** BigInt(places),
        );
        expect(shifted).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { seed: 3 },
    ));

  test('is rounded to the whole number at or below, or at or above', () =>
    fc.assert(
      fc.property(decimals, (text) => {
        const [value, one] = [exact(shiftDecimal(text, 0) ?? ''), 10n ** 60n];
        const [down, up] = [roundDecimal(text, 'down') * one, roundDecimal(text, 'up') * one];
        expect([down <= value, value <= up]).toEqual([true, true]);
        expect(up - down).toBe(value % one === 0n ? 0n : one);
      }),
      { seed: 4 },
    ));

  test('is made of any double', () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainNumber(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
      { seed: 5 },
    ));

  test.each(['', 'x', '1e5', '--1', '.', '1.'])('“%s” is none', (text) => expect(shiftDecimal(text, 2)).toBeNull());
});
