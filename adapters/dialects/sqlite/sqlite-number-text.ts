import type { ColumnInfo, InfoSql } from '../../database/dialect.ts';
import { constant, number, sql, type Sql } from '../../sql/sql.ts';
import { mostSigns, wideSigns, type NumberForm } from '../../values/number-text.ts';
import { changed, worked, type Steps } from './sqlite-steps.ts';

/**
 * A number in a text, as SQLite tells it: it has no regular expressions, and no decimal numbers. Decimals become texts
 * whose letters are in the order of the numbers.
 */
export function numberOfText(text: Sql, form: NumberForm): InfoSql {
  switch (form.kind) {
    case 'Int': {
      const isOne = sql`${isDigits(sql`v`)} AND length(ltrim(v, '-')) <= 10`;
      const found = worked(inAscii(text, form), sql`CASE WHEN ${isOne} THEN v END`);
      return { sql: sql`CAST(${found} AS INTEGER)`, info: { ...info, type: 'INTEGER', family: 'integer' } };
    }
    case 'Float':
      return { sql: sql`CAST(${double(text, form)} AS REAL)`, info: { ...info, type: 'REAL', family: 'float' } };
    case 'Decimal':
      return { sql: decimal(text, form), info: { ...info, type: 'TEXT', family: 'text' } };
  }
}

const info: Pick<ColumnInfo, 'name' | 'cast' | 'nullable'> = { name: 'number', cast: null, nullable: true };

/** `v` is the text without full width. */
function inAscii(text: Sql, form: NumberForm): Steps {
  const { wide, ascii } = wideSigns(form);
  return changed(text, sql`v`, { from: wide, to: ascii, more: sql`` });
}

const isShort = (text: Sql): Sql => sql`length(${text}) <= ${number(String(mostSigns))}`;

/** Digits alone, behind one minus or none. */
const isDigits = (text: Sql): Sql =>
  sql`ltrim(${text}, '-') GLOB '[0-9]*' AND ltrim(${text}, '-') NOT GLOB '*[^0-9]*' AND ${text} NOT GLOB '--*'`;

/** The same with one point between them or none. */
const isDecimal = (text: Sql): Sql =>
  sql`ltrim(${text}, '-') GLOB '[0-9]*' AND ${text} GLOB '*[0-9]' AND ltrim(${text}, '-') NOT GLOB '*[^0-9.]*' AND ${text} NOT GLOB '*.*.*' AND ${text} NOT GLOB '--*'`;

/** With an exponent at `e` or none: `m` is what stands before it, `x` what it is. */
function double(text: Sql, form: NumberForm): Sql {
  const isExponent = sql`(x GLOB '[0-9]*' OR x GLOB '[+-][0-9]*') AND substr(x, 2) NOT GLOB '*[^0-9]*' AND length(ltrim(ltrim(x, '+-'), '0')) <= 3`;
  const steps = [
    ...inAscii(text, form),
    sql`v, instr(lower(v), 'e') AS e`,
    sql`v, CASE e WHEN 0 THEN v ELSE substr(v, 1, e - 1) END AS m, CASE e WHEN 0 THEN '0' ELSE substr(v, e + 1) END AS x`,
  ];
  return worked(steps, sql`CASE WHEN ${isShort(sql`v`)} AND ${isDecimal(sql`m`)} AND ${isExponent} THEN v END`);
}

/** `p` is the number without groups. */
function decimal(text: Sql, form: NumberForm): Sql {
  const { grouping, point, isWhole } = form;
  const isOne = sql`${isShort(sql`v`)} AND ${isWhole ? isDigits(sql`p`) : isDecimal(sql`p`)}`;
  if (grouping === null) return keyOf([...inAscii(text, form), sql`v, v AS p`], isOne);
  const [sign, dot] = [constant(grouping), constant(point)];
  const steps = [
    ...inAscii(text, form),
    sql`v, substr(v, 1, instr(v || ${dot}, ${dot}) - 1) AS w`,
    sql`v, w, length(w) - length(replace(w, ${sign}, '')) AS g, replace(v, ${sign}, '') AS u`,
    sql`ltrim(w, '-') AS w, g, v, length(v) - length(u) AS n, replace(u, ${dot}, '.') AS p`,
    ...changed(sql`w`, sql`w`, { from: '123456789', to: '000000000', more: sql`, g, v, n, p` }),
  ];
  return keyOf(steps, sql`${isGrouped(sign)} AND ${isOne}`);
}

/**
 * `w` is the whole part without its minus and with a nought for every digit, `g` how many signs stand between its groups,
 * `n` how many there are in all. Taken away with their signs, groups of three leave what stands before the first of them.
 */
function isGrouped(sign: Sql): Sql {
  const rest = sql`replace(w, ${sign} || '000', '')`;
  return sql`n = g AND (g = 0 OR (${rest} IN ('0', '00', '000') AND length(${rest}) = instr(w, ${sign}) - 1))`;
}

const letters = 'abcdefghij';
const digits = '0123456789';
const nines = '9876543210';

/**
 * The number of digits of the whole part, these, and what is behind the point: of two numbers the larger comes later. Of
 * negative ones the digits are those that are missing to nine, and what ends comes later than what goes on. `i` is the
 * whole part without noughts before it, `f` what is behind the point without noughts behind it, `k` how large it is, and
 * `l` the same in letters, and then in what is missing to nine.
 * @param steps end with the number, `p`, and with what the condition asks
 */
function keyOf(steps: Steps, condition: Sql): Sql {
  const rest = sql`ltrim(p, '-')`;
  const kept = sql`, p, k`;
  const all = [
    ...steps,
    sql`CASE WHEN ${condition} THEN p END AS p`,
    sql`p, ltrim(substr(${rest}, 1, instr(${rest} || '.', '.') - 1), '0') AS i, rtrim(substr(${rest}, instr(${rest} || '.', '.') + 1), '0') AS f`,
    sql`p, printf('%04d', length(i)) || i || '.' || f AS k`,
    ...changed(sql`k`, sql`l`, { from: digits, to: letters, more: kept }),
    ...changed(sql`l`, sql`l`, { from: letters, to: nines, more: kept }),
  ];
  return worked(all, sql`CASE WHEN p GLOB '-*' AND k <> '0000.' THEN '-' || l || '~' WHEN p IS NOT NULL THEN '0' || k END`); // prettier-ignore
}

/** The same of a number that was asked for. */
export function decimalKey(decimal: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d*?)(?:\.(\d*?))?0*$/.exec(pointed(decimal)) ?? [];
  const key = `${String(whole.length).padStart(4, '0')}${whole}.${fraction}`;
  if (sign === '' || whole + fraction === '') return `0${key}`;
  return `-${key.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

/** With a point, behind which noughts say nothing. */
const pointed = (decimal: string): string => (decimal.includes('.') ? decimal : `${decimal}.`);
