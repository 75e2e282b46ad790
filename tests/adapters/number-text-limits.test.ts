import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
let made = 0;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterEach(() => small.closeOpened());
afterAll(() => small.close());

type Texts = { readonly type: string; readonly mapping?: string; readonly stored: readonly string[] };

/** Rows of these texts, and where each of them is that a filter finds. */
async function open(dialect: DialectName, { type, mapping = '', stored }: Texts) {
  const table = `t_${(made += 1)}`;
  const sdl = `${smallSource()}
    type Query { rows: RowConnection @list(orderBy: ["id"], max: 100, default: 100) }
    type Row @key(fields: "id") @table(name: "${table}") { id: ID! @column(name: "n") value: ${type} @column(name: "v" ${mapping}) }`;
  const column = dialect === 'mysql' ? 'longtext' : 'text';
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const rows = stored.map((text, index) => `INSERT INTO ${table} VALUES (${index}, ${quoted(text)})`);
  const subgraph = await small.open(dialect, sdl, `CREATE TABLE ${table} (n integer NOT NULL PRIMARY KEY, v ${column})`, ...rows); // prettier-ignore
  const nodes = async (where: string): Promise<readonly { readonly id: string; readonly value: unknown }[]> => {
    const answer = await ask(subgraph, { query: `{ rows${where} { nodes { id value } } }` });
    expect(answer.errors).toEqual([]);
    return valueAt(answer, 'rows', 'nodes') as readonly { readonly id: string; readonly value: unknown }[];
  };
  return {
    read: async () => (await nodes('')).map(({ value }) => value),
    found: async (where: string) => (await nodes(`(where: { value: { ${where} } })`)).map(({ id }) => Number(id)),
  };
}

const nought = (count: number): string => '0'.repeat(count);

describe.each(dialects)('numbers kept as text on %s', (dialect) => {
  test.each(['Decimal', 'Float'])('%s: what is too long for the engine fails no statement', async (type) => {
    const stored = ['5', '9'.repeat(140_000), `0.${'1'.repeat(20_000)}`, `0,${'1'.repeat(20_000)}`, `5.${nought(20)}`];
    const { found } = await open(dialect, { type, stored });
    expect(await found(type === 'Decimal' ? 'eq: "5"' : 'eq: 5')).toEqual([0, 4]);
    expect(await found('isNull: true')).toEqual([1, 2, 3]);
  });

  test('a number of many groups is one', async () => {
    const stored = [`1${',000'.repeat(11)}`, `12${',345'.repeat(10)}`, `1${',000'.repeat(10)},00`, `1,0000${',000'.repeat(10)}`]; // prettier-ignore
    const { found, read } = await open(dialect, { type: 'Decimal', mapping: 'grouping: ","', stored });
    expect(await read()).toEqual([`1${nought(33)}`, `12${'345'.repeat(10)}`, null, null]);
    expect(await found(`eq: "1${nought(33)}"`)).toEqual([0]);
    expect(await found(`gt: "12${'345'.repeat(9)}344"`)).toEqual([0, 1]);
    expect(await found('isNull: true')).toEqual([2, 3]);
  });

  test('numbers beyond the engine’s decimals are no others', async () => {
    const [large, small] = [`1${nought(41)}`, `0.${nought(31)}1`];
    const stored = [`1${nought(40)}`, large, small, '0', `1${nought(34)}`, `${nought(40)}7`, `1.5${nought(40)}`, `-${large}`]; // prettier-ignore
    const { found, read } = await open(dialect, { type: 'Decimal', stored });
    const known = dialect === 'mysql' ? [3, 4, 5, 6] : [0, 1, 2, 3, 4, 5, 6, 7];
    expect((await read()).every((value) => value !== null)).toBe(true);
    expect(await found('isNull: false')).toEqual(known);
    expect(await found(`eq: "${large}"`)).toEqual(dialect === 'mysql' ? [] : [1]);
    expect(await found(`in: ["${large}", "0"]`)).toEqual(dialect === 'mysql' ? [3] : [1, 3]);
    expect(await found('eq: "0"')).toEqual([3]);
    expect(await found(`eq: "${small}"`)).toEqual(dialect === 'mysql' ? [] : [2]);
    expect(await found(`ne: "${small}"`)).toEqual(known.filter((row) => row !== 2));
    expect(await found(`lt: "${small}"`)).toEqual(known.filter((row) => row === 3 || row === 7));
    expect(await found(`lte: "-${small}"`)).toEqual(known.filter((row) => row === 7));
    expect(await found(`gte: "-${small}"`)).toEqual(known.filter((row) => row !== 7));
    expect(await found(`gt: "-${small}"`)).toEqual(known.filter((row) => row !== 7));
    expect(await found(`lt: "1${nought(45)}"`)).toEqual(known);
    expect(await found(`gte: "1${nought(45)}"`)).toEqual([]);
    expect(await found(`gt: "-1${nought(45)}"`)).toEqual(known);
  });

  test.each(['，', ',', "'", '\\', ']', '^', '[', '.', ' ', '’', '+'])('groups with %s between them', async (sign) => {
    const point = sign === '.' ? ',' : '.';
    const stored = [`1${sign}234`, `-12${sign}345${point}5`, '1234', `12${sign}34`, `1x234`, '12\\34'];
    const wide = /[!-~]/.test(sign) ? `１${String.fromCharCode(sign.charCodeAt(0) + 0xfee0)}２３４` : '１２３４';
    const mapping = `grouping: ${JSON.stringify(sign)}`;
    const { found, read } = await open(dialect, { type: 'Decimal', mapping, stored: [...stored, wide] });
    expect(await read()).toEqual(['1234', '-12345.5', '1234', null, null, null, '1234']);
    expect(await found('eq: "1234"')).toEqual([0, 2, 6]);
    expect(await found('lt: "-12345"')).toEqual([1]);
    expect(await found('isNull: true')).toEqual([3, 4, 5]);
  });

  test('exponents with noughts before them, and the least and the largest doubles', async () => {
    const stored = ['1e0005', '1e-310', '1.5e308', '5e-324', '1e-400', '1e309', '1.7976931348623157e308', '-1.6e308'];
    const { found, read } = await open(dialect, { type: 'Float', stored });
    expect(await read()).toEqual([1e5, 1e-310, 1.5e308, 5e-324, 0, null, Number.MAX_VALUE, -1.6e308]);
    expect(await found('eq: 100000')).toEqual([0]);
    expect(await found('isNull: true')).toEqual(dialect === 'mysql' ? [5, 6] : [5]);
    expect(await found('eq: 1.5e308')).toEqual([2]);
    expect(await found('gt: 1e308')).toEqual(dialect === 'mysql' ? [2] : [2, 6]);
    expect(await found('lt: -1e308')).toEqual([7]);
    expect(await found('eq: 0')).toEqual([4]);
    expect(await found('eq: 1e-310')).toEqual([1]);
  });

  test.each(['Int', 'Float', 'Decimal'])('%s: white space is no part of a number', async (type) => {
    const stored = ['5\t', '5\u3000', '5\r\n', ' \t5 \r\n ', '5\t5', '\u30005', '\r\n', '-5\r'];
    const { found, read } = await open(dialect, { type, stored });
    const known = (await read()).map((value) => (value === null ? null : Number(value)));
    const five = type === 'Decimal' ? 5 : null;
    expect(known).toEqual([5, 5, 5, five, null, five, null, -5]);
    expect(await found(type === 'Decimal' ? 'eq: "5"' : 'eq: 5')).toEqual(five === null ? [0, 1, 2] : [0, 1, 2, 3, 5]);
    expect(await found(type === 'Decimal' ? 'lt: "0"' : 'lt: 0')).toEqual([7]);
    expect(await found('isNull: true')).toEqual(five === null ? [3, 4, 5, 6] : [4, 6]);
  });

  test.each([
    ['Decimal', '0.5', '999'],
    ['Int', '5', '999'],
    ['String', '无', 'N/A'],
  ])('%s: what stands for nothing does so behind blanks', async (type, one, other) => {
    const stored = [one, ` ${one}`, `  ${other} `, '1', '', ' - ', '-', `${one}\r\n`, `\t${one}\u3000`];
    const mapping = `nullIf: ["${one}", "${other}", "", " -"]`;
    const { found, read } = await open(dialect, { type, mapping, stored });
    const unknown = (await read()).flatMap((value, row) => (value === null ? [row] : []));
    expect(unknown).toEqual(type === 'String' ? [0, 1, 2, 4, 5, 7, 8] : [0, 1, 2, 4, 5, 6, 7, 8]);
    expect(await found('isNull: true')).toEqual(unknown);
    expect(await found(type === 'Int' ? 'ne: 7' : 'ne: "7"')).toEqual(
      stored.map((_, row) => row).filter((row) => !unknown.includes(row)),
    );
  });
});
