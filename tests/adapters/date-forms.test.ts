import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
let made = 0;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterEach(() => small.closeOpened());
afterAll(() => small.close());

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const written = (format: string, parts: Readonly<Record<string, number>>) =>
  format.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => String(parts[token] ?? 0).padStart(token.length, '0'));

/** Days that are and days that are not, in one form, and texts that only look like it. */
function textsOf(format: string): readonly string[] {
  const days = [0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 2096, 9999].flatMap((yyyy) =>
    range(0, 13).flatMap((MM) => [0, 1, 28, 29, 30, 31, 32].map((dd) => written(format, { yyyy, MM, dd }))),
  );
  const times = [[23, 59, 59], [24, 0, 0], [0, 60, 0], [0, 0, 60], [9, 9, 9], [19, 20, 21]].map(([HH = 0, mm = 0, ss = 0]) => written(format, { yyyy: 2024, MM: 2, dd: 29, HH, mm, ss })); // prettier-ignore
  const right = written(format, { yyyy: 2024, MM: 2, dd: 29, HH: 1, mm: 2, ss: 3 });
  const another = written(format.replaceAll('9', '3'), { yyyy: 2024, MM: 2, dd: 29 });
  const odd = [another, `${right}1`, `1${right}`, right.replace('2024', '20x4'), right.slice(1), right.replace(/[^0-9]/u, 'x'), right.replace('2', '２'), '']; // prettier-ignore
  return [...new Set([...days, ...times, `${right}  `, ...odd])];
}

const forms = ['yyyyMMdd', 'yyyy-MM-dd', 'dd.MM.yyyy HH:mm', 'yyyy年MM月dd日', 'yyyyMMddHHmmss', 'MM/dd/yyyy', 'yyyy-MM', 'MMyyyy', 'yyyy', '[yyyy]^MM*dd', 'dd^MM^yyyy', 'dd\\MM]yyyy', 'yyyyMMdd99', '9MM1dd?yyyy', 'dd-yyyy', '😀yyyyMMdd', 'HH📅dd📅MM📅yyyy'] as const; // prettier-ignore

describe.each(dialects)('dates in a form on %s', (dialect) => {
  test.each(forms)('%s: what is read is what is known', async (format) => {
    const texts = textsOf(format);
    const table = `t_${(made += 1)}`;
    const types =
      format.includes('dd') && format.includes('MM')
        ? (['Date', 'DateTime', 'PartialDate'] as const)
        : (['PartialDate'] as const);
    const column = `@column(name: "v", format: ${JSON.stringify(format)})`;
    const sdl = `${smallSource()}
      type Query { rows: RowConnection @list(orderBy: ["id"], max: 10000, default: 10000) }
      type Row @key(fields: "id") @table(name: "${table}") {
        id: ID! @column(name: "n")
        ${types.map((type) => `as${type}: ${type} ${column}`).join('\n')}
      }`;
    const rows = texts.map((text, index) => `(${index}, '${text}')`);
    const subgraph = await small.open(
      dialect,
      sdl,
      `CREATE TABLE ${table} (n integer NOT NULL PRIMARY KEY, v varchar(40))`,
      `INSERT INTO ${table} VALUES ${rows.join(', ')}`,
    );
    for (const type of types) {
      const query = `{ rows { nodes { id as${type} } } unknown: rows(where: { as${type}: { isNull: true } }) { nodes { id } } }`;
      const answer = await ask(subgraph, { query });
      expect(answer.errors).toEqual([]);
      type Read = Readonly<Record<string, string | null>>;
      const read = valueAt(answer, 'rows', 'nodes') as readonly Read[];
      const textOf = ({ id }: Read) => texts[Number(id)];
      const expected = read.filter((row) => row[`as${type}`] === null).map(textOf);
      expect(expected.length).toBeGreaterThan(3);
      expect(expected.length).toBeLessThan(texts.length);
      // A digit in full width is read; SQL does not look for it.
      const wide = (text: string | undefined) => text?.includes('２') === true;
      const found = (valueAt(answer, 'unknown', 'nodes') as readonly Read[]).map(textOf);
      expect(found.filter((text) => !wide(text))).toEqual(expected.filter((text) => !wide(text)));
      const questions = type === 'DateTime' ? [] : [['eq', (day: string) => day === '2024-02-29'] as const, ['gt', (day: string) => day > '2024-02-28'] as const]; // prettier-ignore
      for (const [operator, holds] of questions) {
        const day = operator === 'eq' ? '2024-02-29' : '2024-02-28';
        const given = await ask(subgraph, { query: `{ rows(where: { as${type}: { ${operator}: "${day}" } }) { nodes { id } } }` }); // prettier-ignore
        expect(given.errors).toEqual([]);
        const isTold = (text: string | undefined) => !wide(text) && text?.endsWith(' ') === false;
        const later = read.filter((row) => holds(row[`as${type}`] ?? '')).map(textOf);
        const texts = (valueAt(given, 'rows', 'nodes') as readonly Read[]).map(textOf);
        expect([operator, texts.filter(isTold)]).toEqual([operator, later.filter(isTold)]);
      }
    }
  });
});

/** Days of Shanghai as moments of UTC, or counted since 1970. */
const zoned: readonly (readonly [dialect: (typeof dialects)[number], type: string, mapping: string, of: (moment: Date) => string])[] = [
  ['postgres', 'timestamptz', '', (moment) => `'${moment.toISOString()}'`],
  ['mysql', 'timestamp', '', (moment) => `'${moment.toISOString().slice(0, 19).replace('T', ' ')}'`],
  ...dialects.flatMap((dialect) => [
    [dialect, 'bigint', ', format: "epochMillis"', (moment: Date) => String(moment.getTime())] as const,
    [dialect, 'decimal(20,3)', ', format: "epochSeconds"', (moment: Date) => String(moment.getTime() / 1000)] as const,
  ]),
]; // prettier-ignore

test.each(zoned)('on %s, %s%s: one of several days is any of them', async (dialect, type, mapping, of) => {
  const moments = ['2024-02-28T15:59:59Z', '2024-02-28T16:00:00Z', '2024-02-29T15:59:59Z', '2024-02-29T16:00:00Z', '2023-12-31T16:00:00Z', '2001-01-01T00:00:00Z'].map((each) => new Date(each)); // prettier-ignore
  const table = `t_${(made += 1)}`;
  const fields = ['Date', 'PartialDate', 'DateTime'].map((each) => `as${each}: ${each} @column(name: "v"${mapping})`);
  const sdl = `${smallSource()}
    type Query { rows: RowConnection @list(orderBy: ["id"]) }
    type Row @key(fields: "id") @table(name: "${table}") { id: ID! @column(name: "n") ${fields.join(' ')} }`;
  const zone = dialect === 'mysql' ? ["SET time_zone = '+00:00'"] : [];
  const rows = moments.map((moment, index) => `(${index}, ${of(moment)})`);
  const create = `CREATE TABLE ${table} (n integer NOT NULL PRIMARY KEY, v ${type} ${type === 'timestamp' ? 'NULL' : ''})`;
  const subgraph = await small.open(dialect, sdl, ...zone, create, `INSERT INTO ${table} VALUES ${rows.join(', ')}, (9, NULL)`); // prettier-ignore
  const ids = async (where: string) => {
    const answer = await ask(subgraph, { query: `{ rows(where: ${where}) { nodes { id } } }` });
    expect(answer.errors).toEqual([]);
    return (valueAt(answer, 'rows', 'nodes') as { id: string }[]).map(({ id }) => id);
  };
  const days = ['"2024-02-29"', '"2024-01-01"', '"2024-03-01"', '"1999-09-09"'];
  for (const field of ['asDate', 'asPartialDate']) {
    const each = await Promise.all(days.map((day) => ids(`{ ${field}: { eq: ${day} } }`)));
    expect(each.map(({ length }) => length)).toEqual([2, 1, 1, 0]);
    expect(await ids(`{ ${field}: { in: [${days.join()}] } }`)).toEqual(each.flat().sort());
    expect(await ids(`{ ${field}: { in: [] } }`)).toEqual([]);
    const many = Array.from({ length: 101 }, (_, index) => `"2024-01-${String((index % 28) + 1).padStart(2, '0')}"`);
    const refused = await ask(subgraph, { query: `{ rows(where: { ${field}: { in: [${many.join()}] } }) { nodes { id } } }` }); // prettier-ignore
    expect(refused.errors).toMatchObject([
      { code: 'BAD_USER_INPUT', details: { reason: 'in has more than 100 values' } },
    ]);
  }
  expect(await ids('{ asPartialDate: { in: ["2024", "2024-02", "2001-01-01"] } }')).toEqual(['5']);
  expect(await ids('{ asDateTime: { in: ["2024-02-29T00:00:00+08:00", "2001-01-01T00:00:00.5Z", "2001-01-01T08:00:00+08:00"] } }')).toEqual(['1', '5']); // prettier-ignore
});

test.each(dialects)(
  'a digit of one form where another has any, on %s: the form counts that makes a date',
  async (dialect) => {
    const table = `t_${(made += 1)}`;
    const sdl = `${smallSource()}
    type Query { rows: RowConnection @list(orderBy: ["id"]) }
    type Row @key(fields: "id") @table(name: "${table}") {
      id: ID! @column(name: "n")
      day: Date @column(name: "v", format: ["yyyyMMddHH", "yyyyddMM99"])
    }`;
    const create = `CREATE TABLE ${table} (n integer NOT NULL PRIMARY KEY, v varchar(40))`;
    const rows = `INSERT INTO ${table} VALUES (0, '2024020199'), (1, '2024010212'), (2, '2024020112'), (3, '2024020188')`;
    const subgraph = await small.open(dialect, sdl, create, rows);
    const query = '{ rows { nodes { day } } found: rows(where: { day: { lte: "2024-01-31" } }) { nodes { id } } }';
    const answer = await ask(subgraph, { query });
    const days = (valueAt(answer, 'rows', 'nodes') as readonly { readonly day: string | null }[]).map(({ day }) => day);
    expect(days).toEqual(['2024-01-02', '2024-01-02', '2024-02-01', null]);
    expect(valueAt(answer, 'found', 'nodes')).toEqual([{ id: '0' }, { id: '1' }]);
  },
);
