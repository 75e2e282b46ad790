import type { KeyCodecName } from '../codecs/key-codec.ts';
import { fullWidth } from '../codecs/phone.ts';
import { checkCharacters, residentIdWeights } from '../codecs/resident-id.ts';
import type { Dialect, InfoSql } from '../database/dialect.ts';
import { constant, join, number, sql, type Sql } from '../sql/sql.ts';

/**
 * The key in a column of text in every form that another column may hold it in: what reading the one and looking up the
 * other does, as SQL. Null, in SQL, for a form that this key does not have; the first is the canonical one.
 */
export function keyForms(codec: KeyCodecName, column: InfoSql, { filters }: Dialect): readonly Sql[] {
  const text = filters.asText(column);
  switch (codec) {
    case 'RESIDENT_ID':
      return residentIdForms(column, { text, filters });
    case 'CREDIT_CODE':
      return [filters.upper(text), filters.lower(text)];
    case 'PERSON_NAME':
      return personNameForms(text, filters);
    case 'PHONE':
      return phoneForms(text, filters);
    case 'TEXT':
      return [text];
  }
}

type FormScope = { readonly text: Sql; readonly filters: Dialect['filters'] };

/** Eighteen characters, the same with a small x, and the fifteen digits that they were before 2000. */
function residentIdForms({ sql: column }: InfoSql, { text, filters }: FormScope): readonly Sql[] {
  const { hasForm, concat, upper, lower } = filters;
  const part = (from: number, length: number) => slice(text, from, length);
  const digit = (at: number, weight: number) => sql`${number(String(weight))} * ${filters.digit(slice(column, at, 1))}`;
  const checkOf = (terms: readonly Sql[], characters: string) =>
    sql`substr(${constant(characters)}, 1 + (${join(terms, sql` + `)}) % 11, 1)`;
  const long = residentIdWeights.map((weight, at) => digit(at + 1, weight));
  // The 7th and 8th digits, which a short one does not have, are those of the century: 1 and 9.
  const century = number(String(residentIdWeights[6] * 1 + residentIdWeights[7] * 9));
  const short = residentIdWeights.flatMap((weight, at) => (at === 6 || at === 7 ? [] : [digit(at < 6 ? at + 1 : at - 1, weight)])); // prettier-ignore
  const lifted = (characters: string) => concat([part(1, 6), constant('19'), part(7, 9), checkOf([century, ...short], characters)]); // prettier-ignore
  const isShort = hasForm(text, '9'.repeat(15));
  const isLong = sql`${hasForm(part(1, 17), '9'.repeat(17))} AND ${part(7, 2)} = '19'`;
  const isRight = sql`${upper(text)} = ${concat([part(1, 17), checkOf(long, checkCharacters)])}`;
  return [
    sql`CASE WHEN ${isShort} THEN ${lifted(checkCharacters)} ELSE ${upper(text)} END`,
    sql`CASE WHEN ${isShort} THEN ${lifted(checkCharacters.toLowerCase())} WHEN ${upper(text)} LIKE '%X' THEN ${lower(text)} END`,
    sql`CASE WHEN ${isShort} THEN ${text} WHEN ${isLong} THEN CASE WHEN ${isRight} THEN ${concat([part(1, 6), part(9, 9)])} END END`,
  ];
}

/** Without blanks and, of two characters, with one between them. */
function personNameForms(text: Sql, { concat, length }: Dialect['filters']): readonly Sql[] {
  const name = blanks.reduce((one, blank) => sql`replace(${one}, ${constant(blank)}, '')`, text);
  const apart = (blank: string) =>
    sql`CASE WHEN ${length(name)} = 2 THEN ${concat([slice(name, 1, 1), constant(blank), slice(name, 2, 1)])} END`;
  return [name, apart('\u3000'), apart(' ')];
}

/** What names are padded with, and digits set apart by. */
const blanks = [' ', '\u3000', '\u00a0', '\t', '\n', '\r'] as const;

/** Digits alone, in full width, and of a mobile number in groups and with the country's +86. */
function phoneForms(text: Sql, filters: Dialect['filters']): readonly Sql[] {
  const { hasForm, concat, exchanged, isDigits, inSteps } = filters;
  const form = (...steps: readonly ((before: Sql) => Sql)[]) => inSteps(...readingPhone(text, filters), ...steps);
  const mobile = (parts: (phone: Sql) => readonly Sql[]) =>
    form((phone) => sql`CASE WHEN ${hasForm(phone, mobileForm)} THEN ${concat(parts(phone))} END`);
  const grouped = (sign: string) =>
    mobile((phone) => [slice(phone, 1, 3), constant(sign), slice(phone, 4, 4), constant(sign), slice(phone, 8, 4)]);
  return [
    form(),
    form((phone) => sql`CASE WHEN ${isDigits(phone)} THEN ${exchanged(phone, digits, fullWidth(digits))} END`),
    grouped('-'),
    grouped(' '),
    mobile((phone) => [constant('+86'), phone]),
  ];
}

const digits = '0123456789';
const mobileForm = `1${'9'.repeat(10)}`;

/** Steps to the canonical form: without what people write between the digits, and the country before a mobile number. */
function readingPhone(
  text: Sql,
  { hasForm, exchanged, isDigits, trimmed }: Dialect['filters'],
): readonly [Sql, ...((before: Sql) => Sql)[]] {
  const known = `${digits}+`;
  const typed = exchanged(text, `${fullWidth(known)}${signs}${fullWidth(signs)}${blanks.join('')}`, known);
  const behind = (country: string, phone: Sql) =>
    sql`WHEN ${hasForm(phone, `${country}${mobileForm}`)} THEN ${slice(phone, country.length + 1, 11)}`;
  const countries = ['+86', '0086', '86'];
  return [
    typed,
    (phone) => sql`CASE ${join(countries.map((country) => behind(country, phone)), sql` `)} ELSE ${phone} END`, // prettier-ignore
    (phone) => sql`CASE WHEN ${isDigits(phone)} THEN ${phone} ELSE ${trimmed(text, { ends: 'both', isWide: true })} END`, // prettier-ignore
  ];
}

/** What stands between the digits of a telephone number. */
const signs = '-–—()./';

const slice = (text: Sql, from: number, length: number): Sql =>
  sql`substr(${text}, ${number(String(from))}, ${number(String(length))})`;
