import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, entitiesQuery } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Of a column type: what rows hold, as SQL, and what is asked for beside it. */
type Case = { readonly type: string; readonly held: readonly string[]; readonly asked: readonly string[] };

const numbers = ['0', '1', '-1', '01', '1.0', '1e0', ' 1', '2147483647', '2147483648', '9007199254740993', '9223372036854775807', '9223372036854775808', '', 'x'] as const; // prettier-ignore
const texts = ['x', 'X', 'é', 'e', 'ß', 'ss', 'ｘ', 'a', 'a ', 'a b', '张', '張', '01', '1', "o'", '"', '\\', '%', '💡', '\ud800', ''] as const; // prettier-ignore
const days = ['2024-02-29', '2024-02-30', '2023-12-31', '2024-02-29 00:00:00', '2024-2-29', '0000-00-00', 'x'] as const;
const moments = ['2024-02-29 12:30:15', '2024-02-29T12:30:15', '2024-02-29 12:30:15+00:00', '2024-02-29 12:30', '2024-02-29', 'x'] as const; // prettier-ignore

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const storable = (text: string): boolean => text !== '\ud800';
const ofText = (type: string, isHeld: (text: string) => boolean = () => true): Case => ({
  ...{ type, asked: texts },
  held: texts.filter((text) => storable(text) && isHeld(text)).map(quoted),
});
/** What a charset of one byte has; the others can't be held. */
const isLatin = (text: string): boolean => /^[\0-\xff]*$/.test(text);

const cases: Readonly<Record<DialectName, readonly Case[]>> = {
  postgres: [
    ofText('text'),
    ofText('varchar(20)'),
    ofText('char(8)', (text) => text !== 'a '), // the same as a
    { type: 'int4', held: ['0', '1', '-1', '2147483647'], asked: numbers },
    { type: 'int8', held: ['0', '1', '9007199254740993', '9223372036854775807'], asked: numbers },
    { type: 'numeric(12,2)', held: ['0', '1', '-1', '2147483647'], asked: numbers },
    { type: 'date', held: ["'2024-02-29'", "'2023-12-31'"], asked: days },
    { type: 'timestamp', held: ["'2024-02-29 12:30:15'", "'2024-02-29'"], asked: moments },
    { type: 'timestamptz', held: ["'2024-02-29 12:30:15+00'"], asked: moments },
    { type: 'uuid', held: ["'c6a5e3f8-0000-4000-8000-000000000001'"], asked: ['c6a5e3f8-0000-4000-8000-000000000001', 'C6A5E3F8-0000-4000-8000-000000000001', 'x'] }, // prettier-ignore
    { type: 'bool', held: ['true', 'false'], asked: ['true', 't', 'false', '1', 'x'] },
  ],
  mysql: [
    ofText('varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci'),
    ofText('varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'),
    ofText('varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'),
    ofText('char(8) CHARACTER SET gbk', (text) => ['x', 'X', 'a', '张', '張', '01', '1', '%'].includes(text)),
    ofText('varchar(8) CHARACTER SET latin1', isLatin),
    { type: 'int', held: ['0', '1', '-1', '2147483647'], asked: numbers },
    { type: 'bigint', held: ['0', '1', '9007199254740993', '9223372036854775807'], asked: numbers },
    { type: 'bigint unsigned', held: ['0', '1', '9223372036854775808'], asked: numbers },
    { type: 'decimal(12,2)', held: ['0', '1', '-1', '2147483647'], asked: [...numbers, '1.00', '1.001'] },
    { type: 'year', held: ['2024', '1999'], asked: ['2024', '24', '1999', '99', '0', 'x'] },
    { type: 'date', held: ["'2024-02-29'", "'2023-12-31'"], asked: days },
    { type: 'datetime', held: ["'2024-02-29 12:30:15'", "'2024-02-29'"], asked: moments },
    { type: 'time', held: ["'12:30:15'", "'-01:00:00'"], asked: ['12:30:15', '12:30', '-01:00:00', '1', 'x'] },
  ],
  sqlite: [
    ofText('TEXT'),
    ofText('TEXT COLLATE NOCASE'),
    ofText('CHAR(8)'),
    { type: 'INTEGER', held: ['0', '1', '-1', '9007199254740993'], asked: numbers },
    { type: 'NUMERIC', held: ['0', '1.5', "'x'"], asked: [...numbers, '1.5', '1.50'] },
    { type: 'REAL', held: ['0', '1.5', '1'], asked: [...numbers, '1.5', '1.50'] },
    { type: '', held: ['0', "'1'", "'x'", 'NULL'], asked: numbers },
  ],
};

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const sdlOf = (table: string): string => `${smallSource()}
  type Thing @key(fields: "id") @table(name: "${table}") {
    id: ID! @column(name: "code")
    nr: Int @column(name: "nr")
    alike: ThingConnection @relation(columns: ["code"], references: ["code"]) @list(orderBy: ["nr"], max: 3)
  }`;

describe.each(dialects)('on %s a key by itself is the same as among others', (dialect) => {
  test.each(cases[dialect].map((each, at) => [each.type || 'no type', each, `things_${at}`] as const))(
    '%s',
    async (_, each, table) => {
      const { type, held, asked } = each;
      const rows = held.flatMap((value, index) => [`(${index * 2}, ${value})`, `(${index * 2 + 1}, ${value})`]);
      const subgraph = await small.open(
        dialect,
        sdlOf(table),
        `CREATE TABLE ${table} (nr integer NOT NULL PRIMARY KEY, code ${type})`,
        `INSERT INTO ${table} VALUES ${rows.join(', ')}`,
      );
      const query = entitiesQuery('... on Thing { nr alike(first: 1) { nodes { nr } pageInfo { hasNextPage } } }');
      const representations = asked.map((id) => ({ __typename: 'Thing', id }));
      const entities = async (of: typeof representations) => {
        const { data, errors } = await ask(subgraph, { query, representations: of });
        expect(errors).toEqual([]);
        return data?.['_entities'] as readonly unknown[];
      };
      const among = await entities(representations);
      expect(among.some((found) => found !== null)).toBe(true);
      const alone: unknown[] = [];
      for (const representation of representations) alone.push(...(await entities([representation])));
      expect(alone).toEqual(among);
      await subgraph.close();
    },
  );
});
