import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  creditCodeCheck,
  creditCodeForms,
  isValidCreditCode,
  readCreditCode,
} from '../../adapters/codecs/credit-code.ts';
import { personNameForms, readPersonName } from '../../adapters/codecs/person-name.ts';
import { isValidPhone, phoneForms, readPhone } from '../../adapters/codecs/phone.ts';

type Codec = { readonly read: (stored: string) => string; readonly forms: (canonical: string) => readonly string[] };

const textOf = (characters: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength: length, maxLength: length });
const anyText = fc.string({ unit: 'binary' });

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditCode = textOf(creditAlphabet, 17).map((first) => first + creditCodeCheck(first));
const mobile = textOf('0123456789', 10).map((rest) => `1${rest}`);
const name = fc.oneof(textOf('张王李赵三四五欣𬱖', 2), textOf('张王李赵三四五欣𬱖', 3), fc.constant('阿依古丽·买买提'));

const codecs: readonly (readonly [string, Codec, fc.Arbitrary<string>])[] = [
  ['a credit code', { read: readCreditCode, forms: creditCodeForms }, creditCode],
  ['a telephone number', { read: readPhone, forms: phoneForms }, fc.oneof(mobile, textOf('0123456789', 8))],
  ['a name', { read: readPersonName, forms: personNameForms }, name],
];

describe.each(codecs)('%s', (_, { read, forms }, known) => {
  const anything = fc.oneof(known, anyText);

  test('is read as itself once it was read', () => {
    fc.assert(fc.property(anything, (text) => expect(read(read(text))).toBe(read(text))));
  });

  test('is looked up in distinct forms, itself first, and each is read as the one it came from', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const canonical = read(text);
        const all = forms(canonical);
        expect(all.slice(0, 1)).toEqual(canonical === '' ? [] : [canonical]);
        expect(new Set(all).size).toBe(all.length);
        expect(all.map(read)).toEqual(all.map(() => canonical));
      }),
    );
  });

  test('shares no form with another', () => {
    fc.assert(
      fc.property(known, known, (one, other) => {
        fc.pre(one !== other);
        expect(forms(one).filter((form) => forms(other).includes(form))).toEqual([]);
      }),
    );
  });
});

describe('credit codes', () => {
  test.each(['91350100M000100Y43', '9131000063159284XQ'])('%s is valid', (code) => {
    expect(isValidCreditCode(code)).toBe(true);
    expect(readCreditCode(` ${code.toLowerCase()}  `)).toBe(code);
  });

  test.each(['91350211M0000XUF46', '91350100m000100y43', '91350100M000100Y4', '', 'O'.repeat(18)])(
    '%j is not valid, and is looked up all the same',
    (code) => {
      expect(isValidCreditCode(code)).toBe(false);
      if (code !== '') expect(creditCodeForms(readCreditCode(code))).toContain(readCreditCode(code));
    },
  );

  test('one character written wrong is noticed', () => {
    fc.assert(
      fc.property(creditCode, fc.nat(17), fc.constantFrom(...Array.from(creditAlphabet)), (code, place, other) => {
        fc.pre(code.charAt(place) !== other);
        expect(isValidCreditCode(code.slice(0, place) + other + code.slice(place + 1))).toBe(false);
      }),
    );
  });

  test('are found in small letters', () => {
    fc.assert(fc.property(creditCode, (code) => creditCodeForms(code).includes(code.toLowerCase())));
  });
});

describe('telephone numbers', () => {
  test.each([
    ['10012345678', '10012345678'],
    ['１００１２３４５６７８', '10012345678'],
    ['100-1234-5678', '10012345678'],
    [' 100 1234 5678 ', '10012345678'],
    ['＋８６　１００１２３４５６７８', '10012345678'],
    ['+86 100-1234-5678', '10012345678'],
    ['008610012345678', '10012345678'],
    ['(0990)1234567', '09901234567'],
    ['86123456', '86123456'],
    ['100-1234-5678转8001', '100-1234-5678转8001'],
    ['无', '无'],
    ['  ', ''],
  ])('%j is read as %j', (stored, canonical) => expect(readPhone(stored)).toBe(canonical));

  test('a mobile number is found in full width, in groups and with the country before it', () => {
    expect(phoneForms('10012345678')).toEqual([
      '10012345678',
      '１００１２３４５６７８',
      '100-1234-5678',
      '100 1234 5678',
      '+8610012345678',
    ]);
  });

  test('what is no number is looked up as it stands, and nothing is looked up as nothing', () => {
    expect(phoneForms('无')).toEqual(['无']);
    expect(phoneForms('')).toEqual([]);
    expect(phoneForms('12345')).toEqual(['12345', '１２３４５']);
  });

  test('known kinds are valid, others not', () => {
    for (const phone of ['10012345678', '09901234567', '86123456', '4001234567'])
      expect(isValidPhone(phone)).toBe(true);
    for (const phone of ['', '999', '无', '12345', '２３４５６７８９', '100123456789'])
      expect(isValidPhone(phone)).toBe(false);
  });
});

describe('names', () => {
  test.each([
    ['张　三', '张三'],
    ['张 三', '张三'],
    [' 欧阳 小 明 ', '欧阳小明'],
    ['阿依古丽·买买提', '阿依古丽·买买提'],
    ['　', ''],
  ])('%j is read as %j', (stored, canonical) => expect(readPersonName(stored)).toBe(canonical));

  test('one of two characters is found with a blank between them, however many units a character takes', () => {
    expect(personNameForms('张三')).toEqual(['张三', '张　三', '张 三']);
    expect(personNameForms('王𬱖')).toEqual(['王𬱖', '王　𬱖', '王 𬱖']);
    expect(personNameForms('周桂兰')).toEqual(['周桂兰']);
    expect(personNameForms('')).toEqual([]);
  });
});
