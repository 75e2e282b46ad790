import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyCodecs } from '../../adapters/codecs/key-codec.ts';
import {
  isValidResidentId,
  readResidentId,
  residentIdCheckDigit,
  residentIdForms,
} from '../../adapters/codecs/resident-id.ts';
import { compositeId } from '../../adapters/values/composite-id.ts';

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: length, maxLength: length });
const valid = digits(17).map((first) => first + residentIdCheckDigit(first));
const short = digits(15);
const anything = fc.oneof(
  valid,
  short,
  digits(18),
  fc.string({ unit: 'binary' }),
  digits(17).map((text) => `${text}x`),
);

describe('resident ids', () => {
  test.each([
    ['11010519491231002X', '11010519491231002X'],
    ['11010519491231002x', '11010519491231002X'],
    [' 11010519491231002X  ', '11010519491231002X'],
    ['110105491231002', '11010519491231002X'],
    ['440524188001010014', '440524188001010014'],
    ['无', '无'],
    ['', ''],
  ])('%j is read as %j', (stored, canonical) => expect(readResidentId(stored)).toBe(canonical));

  test('known check characters are right, others wrong', () => {
    for (const id of ['11010519491231002X', '440524188001010014']) expect(isValidResidentId(id)).toBe(true);
    for (const id of ['110105194912310021', '11010519491231002x', '110105491231002', '', 'X'.repeat(18)])
      expect(isValidResidentId(id)).toBe(false);
  });

  test('reading is done after one time', () => {
    fc.assert(fc.property(anything, (text) => readResidentId(readResidentId(text)) === readResidentId(text)));
  });

  test('every stored form is read as the one canonical form it came from', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const canonical = readResidentId(text);
        const forms = residentIdForms(canonical);
        expect(forms[0]).toBe(canonical);
        expect(new Set(forms).size).toBe(forms.length);
        for (const form of forms) expect(readResidentId(form)).toBe(canonical);
      }),
    );
  });

  test('whatever form is stored, it is among the forms looked up', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          valid,
          short,
          valid.map((id) => id.toLowerCase()),
        ),
        (stored) => residentIdForms(readResidentId(stored)).includes(stored),
      ),
    );
  });

  test('one with a wrong check character is still looked up, but not under somebody else’s 15 digits', () => {
    fc.assert(
      fc.property(digits(17), fc.constantFrom(...Array.from('0123456789X')), (first, last) => {
        const id = first + last;
        const forms = residentIdForms(id);
        expect(forms).toContain(id);
        if (!isValidResidentId(id)) expect(forms.every((form) => form.length === 18)).toBe(true);
      }),
    );
  });

  test('two people never share a stored form', () => {
    fc.assert(
      fc.property(valid, valid, (one, other) => {
        fc.pre(one !== other);
        const shared = residentIdForms(one).filter((form) => residentIdForms(other).includes(form));
        expect(shared).toEqual([]);
      }),
    );
  });

  test('only one born in the 1900s has a form of 15 digits', () => {
    expect(residentIdForms('11010519491231002X')).toEqual([
      '11010519491231002X',
      '11010519491231002x',
      '110105491231002',
    ]);
    expect(residentIdForms('440524188001010014')).toEqual(['440524188001010014']);
    expect(residentIdForms('nobody')).toEqual(['nobody']);
  });
});

test('a text key is itself, without the blanks a CHAR column adds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const canonical = keyCodecs.TEXT.read(text);
      expect(keyCodecs.TEXT.storedForms(canonical).map(keyCodecs.TEXT.read)).toEqual([canonical]);
      expect(keyCodecs.TEXT.read(`${canonical}   `)).toBe(canonical);
    }),
  );
});

describe('composite ids', () => {
  test('are told apart again, whatever their parts hold', () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(':', '%', '%3A', '%25', '%253A', '::', ''));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) =>
        expect(compositeId.read(compositeId.write(parts), parts.length)).toEqual(parts),
      ),
    );
  });

  test('with another number of parts are nobody’s, and nothing makes them throw', () => {
    expect(compositeId.read('a:b', 3)).toBeNull();
    expect(compositeId.read('a', 2)).toBeNull();
    expect(compositeId.read('a:b:c', 2)).toBeNull();
    expect(compositeId.read('%:%ZZ', 2)).toEqual(['%', '%ZZ']);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void compositeId.read(text, 2)));
  });
});
