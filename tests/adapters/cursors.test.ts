import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCursorCodec } from '../../adapters/run/cursor.ts';

const codec = createCursorCodec('one secret');
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.bigInt().map((number) => ({ n: String(number) })),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ b: Buffer.from(bytes).toString('hex') })),
  fc.constant(null),
  fc.constantFrom('{"n":"1"}', 'null', '', '9007199254740993'),
);
const values = fc.array(value, { minLength: 1, maxLength: 5 });

describe('cursors', () => {
  test('give back what was sealed, numbers, bytes and nulls included', () => {
    fc.assert(
      fc.property(values, fc.string(), (row, list) => expect(codec.open(list, codec.seal(list, row))).toEqual(row)),
    );
  });

  test('of one row are the same everywhere and always', () => {
    fc.assert(
      fc.property(values, (row) =>
        expect(createCursorCodec('one secret').seal('list', row)).toBe(codec.seal('list', row)),
      ),
    );
  });

  test('are refused with another list or another secret', () => {
    fc.assert(
      fc.property(values, (row) => {
        const sealed = codec.seal('list', row);
        expect(codec.open('list ', sealed)).toBeNull();
        expect(createCursorCodec('another secret').open('list', sealed)).toBeNull();
      }),
    );
  });

  test('are refused with any character altered, added or taken away', () => {
    const sealed = codec.seal('list', ['a', { n: '1' }, null]);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n';
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of alphabet) {
        if (other === sealed[at]) continue;
        expect(codec.open('list', sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
      }
      expect(codec.open('list', sealed.slice(0, at) + sealed.slice(at + 1))).toBeNull();
    }
    for (const extra of alphabet) {
      expect(codec.open('list', sealed + extra)).toBeNull();
      expect(codec.open('list', extra + sealed)).toBeNull();
    }
  });

  test('are refused when they are no cursors at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expect(codec.open('list', text)).toBeNull()),
    );
  });
});
