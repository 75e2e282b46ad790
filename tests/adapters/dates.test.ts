import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { OnestopError } from '../../schema/errors.ts';
import { compileDateFormat } from '../../adapters/values/date-format.ts';
import { nativeDateFormat } from '../../adapters/values/native-date.ts';
import { compileReader } from '../../adapters/values/read-value.ts';
import { Unreadable } from '../../adapters/values/unreadable.ts';
import { storedForms } from '../../adapters/values/stored-forms.ts';
import { localTimeWriter } from '../../adapters/values/time-zone.ts';
import { plainValue } from '../../adapters/mapping/plain-value.ts';
import type { ValueMapping } from '../../adapters/mapping/model.ts';

const mapped = (type: string, formats: readonly string[], nullIf: readonly string[] = []): ValueMapping => ({
  ...plainValue(type),
  columns: ['c'],
  formats,
  nullIf,
});
const scope = { enums: new Map(), timezone: 'Asia/Shanghai' };
const read = (type: string, format: string | readonly string[], text: string) => {
  const value = compileReader(mapped(type, [format].flat()), scope)([text]);
  return value instanceof Unreadable ? value.reason : value;
};

describe('dates stored as text', () => {
  test.each([
    ['PartialDate', 'yyyyMMdd', '20240229', '2024-02-29'],
    ['PartialDate', 'yyyyMMdd', '20130300', '2013-03'],
    ['PartialDate', 'yyyyMMdd', '20130000', '2013'],
    ['PartialDate', 'yyyyMMdd', '20230229', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyyMMdd', '20131301', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyyMMdd', '20130010', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyyMMdd', '00000101', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyyMMdd', '2013-03-01', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyyMMdd', '２０１３０３０１', '2013-03-01'],
    ['PartialDate', 'yyyyMMdd', '19000229', 'UNREADABLE_VALUE'],
    ['PartialDate', 'yyyy-MM', '2013-03', '2013-03'],
    ['PartialDate', ['yyyy-MM-dd', 'yyyy-MM'], '2013-03', '2013-03'],
    ['PartialDate', 'yyyyMMdd', '20240229  ', '2024-02-29'],
    ['Date', 'yyyyMMdd', '20130300', 'UNREADABLE_VALUE'],
    ['Date', 'yyyy.MM.dd', '2013.03.01', '2013-03-01'],
    ['Date', 'yyyy.MM.dd', '2013x03x01', 'UNREADABLE_VALUE'],
    ['Date', 'yyyy年MM月dd日', '2013年03月01日', '2013-03-01'],
    ['DateTime', 'yyyyMMddHHmmss', '20240229093015', '2024-02-29T09:30:15+08:00'],
    ['DateTime', 'yyyyMMddHHmmss', '20240229240000', 'UNREADABLE_VALUE'],
    ['DateTime', 'yyyyMMddHHmmss', '20240229096000', 'UNREADABLE_VALUE'],
    ['DateTime', 'yyyyMMdd', '20240229', '2024-02-29T00:00:00+08:00'],
    ['DateTime', 'yyyy-MM-dd HH:mm', '1986-05-04 12:00', '1986-05-04T12:00:00+09:00'],
    ['DateTime', 'yyyy-MM-dd HH:mm', '1986-05-03 12:00', '1986-05-03T12:00:00+08:00'],
    ['DateTime', 'yyyy-MM-dd HH:mm', '1991-09-16 12:00', '1991-09-16T12:00:00+08:00'],
    ['DateTime', 'yyyyMMdd', '00010101', '0001-01-01T00:00:00+08:06'],
    ['DateTime', 'yyyyMMdd', '99991231', '9999-12-31T00:00:00+08:00'],
  ])('%s in the form %s: %s is %s', (type, format, text, expected) => expect(read(type, format, text)).toBe(expected));

  test('placeholders are null, not findings', () => {
    const reader = compileReader(mapped('Date', ['yyyyMMdd'], ['', '00000000', '99991231']), scope);
    for (const text of ['00000000', '', '   ', '99991231', '00000000  ', null]) expect(reader([text])).toBeNull();
    expect(reader(['x'])).toBeInstanceOf(Unreadable);
  });

  test('a zero date of a column’s own kind is no date; written by a format it has to be named', () => {
    const native = (type: string, text: string) => compileReader(mapped(type, []), scope)([text]);
    for (const text of ['0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00.000000']) {
      expect(native('Date', text)).toBeNull();
      expect(native('DateTime', text)).toBeNull();
      expect(native('PartialDate', text)).toBeNull();
    }
    expect(native('PartialDate', '2013-03-00')).toBe('2013-03');
    for (const text of ['2013-03-00', '2024-00-10', '0000-01-01', '0000-00-00 00:00:01'])
      expect(native('Date', text)).toBeInstanceOf(Unreadable);
    expect(read('Date', 'yyyy-MM-dd', '0000-00-00')).toBe('UNREADABLE_VALUE');
  });

  test('are written the way they were read', () => {
    const day = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, fc.constantFrom('yyyyMMdd', 'yyyy-MM-dd', 'dd.MM.yyyy'), (date, format) => {
        const canonical = date.toISOString().slice(0, 10);
        const [[stored = ''] = []] = storedForms(mapped('PartialDate', [format]), canonical, new Map()) ?? [];
        expect(read('PartialDate', format, stored)).toBe(canonical);
      }),
    );
  });

  test('a day that a format has no room for is no row’s', () => {
    expect(storedForms(mapped('PartialDate', ['yyyyMM']), '2024-03', new Map())).toEqual([['202403']]);
    expect(storedForms(mapped('PartialDate', ['yyyyMMdd']), '2024-03', new Map())).toEqual([[]]);
    expect(storedForms(mapped('PartialDate', ['yyyyMM']), 'x', new Map())).toEqual([[]]);
  });

  test.each(['', 'MMdd', 'yyyyMMMM', 'yyyy-MM-dd EEE', 'yyMMdd', 'yyyyyyyy'])('the format %j is refused', (format) => {
    expect(() => compileDateFormat(format)).toThrow(OnestopError);
  });

  test('no text and no format makes reading throw or takes long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const format of ['yyyyMMdd', 'yyyy-MM-dd HH:mm:ss']) compileDateFormat(format)(text);
        nativeDateFormat('UTC')(text);
        try {
          compileDateFormat(text)('2024');
        } catch (error) {
          expect(error).toBeInstanceOf(OnestopError);
        }
      }),
    );
  });
});

describe('local times', () => {
  test('carry the offset their zone had at that moment', () => {
    const moments = fc.date({
      min: new Date('1902-01-01T00:00:00Z'),
      max: new Date('2037-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const local = DateTime.fromJSDate(moment, { zone }).startOf('second');
        const parts = { year: local.year, month: local.month, day: local.day, hour: local.hour, minute: local.minute, second: local.second }; // prettier-ignore
        const written = localTimeWriter(zone)(parts);
        // An hour that came twice may be either; what is written must be that local time again.
        const back = DateTime.fromISO(written, { zone });
        if (Number.isInteger(local.offset)) expect(back.toFormat('yyyy-MM-dd HH:mm:ss')).toBe(local.toFormat('yyyy-MM-dd HH:mm:ss')); // prettier-ignore
        expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
      }),
      { numRuns: 300 },
    );
  });

  test('moments with an offset come into the zone', () => {
    const native = (text: string) => nativeDateFormat('Asia/Shanghai')(text);
    expect(native('2024-12-31 16:00:00+00')).toMatchObject({ year: 2025, month: 1, day: 1, hour: 0 });
    expect(native('2024-12-31T23:30:00.5-05:30')).toMatchObject({ year: 2025, month: 1, day: 1, hour: 13, minute: 0 });
    expect(native('0001-01-01 00:00:00')).toMatchObject({ year: 1, month: 1, day: 1 });
    for (const text of ['infinity', '-infinity', '0044-03-15 BC', '12024-01-01', '2024-01-01 25:00:00', 'now'])
      expect(native(text)).toBeNull();
  });
});
