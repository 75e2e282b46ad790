import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visit } from 'graphql';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { cutPart } from '../../adapters/values/cut-part.ts';
import { ask, asCitizen, asNobody, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Beside the many values of `stored-values.test.ts`: what fields that are worked out are, and are not, to the rest. */
const sdl = `${smallSource()}
  type Query { people: PersonConnection @list(orderBy: ["name"]) @public }
  type Person @key(fields: "id") @table(name: "t_person") @subject(field: "id") {
    born: Date @column(name: "sfzh", part: [7, 14], format: "yyyyMMdd")
    region: String @column(name: "sfzh", part: [1, 6]) @public
    id: ID! @column(name: "sfzh", as: RESIDENT_ID)
    name: String @column(name: "xing")
    fullName: String @column(name: ["xing", "ming"], join: "")
    telephone: String @column(name: ["sjhm", "lxdh"], first: true, as: PHONE, nullIf: ["无"])
    sex: Sex @column(name: "sfzh", as: RESIDENT_ID, part: [17, 17])
    sexLabel(lang: Language = EN): String @label(of: "sex")
    home: Place @embedded(prefix: "j_")
    houses: HouseConnection @relation(columns: ["sfzh"], references: ["hzh"]) @list
    house: House @relation(columns: ["hh"], references: ["hh"])
    houseNumber: String @column(name: ["jie", "hao"], join: " ", through: "house") @public
  }
  type Place { line: String @column(name: ["jie", "hao"], join: " ") street: String @column(name: "jie") }
  type House @key(fields: "id") @table(name: "t_house") {
    region: String @column(name: "hzh", part: [1, 6]) @public
    id: ID! @column(name: "hh")
    holderId: ID @column(name: "hzh", as: RESIDENT_ID) @personal
  }
  enum Sex @codes {
    MALE @code(value: ["1", "3", "5", "7", "9"]) @label(en: "male", zh: "男")
    FEMALE @code(value: ["0", "2", "4", "6", "8"]) @label(en: "female", zh: "女")
  }`;

const tables = [
  'CREATE TABLE t_house (hh integer NOT NULL PRIMARY KEY, hzh varchar(18), jie varchar(20), hao varchar(9))',
  `CREATE TABLE t_person (sfzh varchar(18) NOT NULL PRIMARY KEY, xing varchar(20), ming varchar(20), sjhm varchar(20), lxdh varchar(20),
    hh integer, j_jie varchar(20), j_hao integer)`,
  `INSERT INTO t_house VALUES (1, '11010519491231002X', '一街', '8'), (2, '110105491231002', NULL, '9')`,
  `INSERT INTO t_person VALUES ('11010519491231002X', '张', '三', '无', '13800000000', 1, '东街', 12),
    ('440524880101001', '李', NULL, '12', '010-12345678', 2, NULL, NULL)`,
];

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe.each(dialects)('fields that are worked out, on %s', (dialect) => {
  const open = async () => {
    if (dialect !== 'sqlite') await small.on(dialect).run('DROP TABLE IF EXISTS t_person, t_house');
    return small.open(dialect, sdl, ...tables);
  };

  test('are read in rows, in objects of columns, through a relation and as labels', async () => {
    const subgraph = await open();
    const query = `{ people { nodes { fullName sex sexLabel(lang: ZH) home { line street } houseNumber region } } }`;
    const answer = await ask(subgraph, { query });
    expect([answer.errors, answer.findings]).toEqual([[], []]);
    expect(valueAt(answer, 'people', 'nodes')).toEqual([
      { fullName: '张三', sex: 'FEMALE', sexLabel: '女', home: { line: '东街 12', street: '东街' }, houseNumber: '一街 8', region: '110105' },
      { fullName: '李', sex: 'MALE', sexLabel: '男', home: null, houseNumber: '9', region: '440524' },
    ]); // prettier-ignore
  });

  test('a relation finds rows by the key that another field is a part of', async () => {
    const answer = await ask(await open(), { query: '{ people(first: 1) { nodes { houses { nodes { id } } } } }' });
    expect(valueAt(answer, 'people', 'nodes')).toEqual([{ houses: { nodes: [{ id: '1' }, { id: '2' }] } }]);
  });

  test('the first key is held to its rules, a part of one is not', async () => {
    const answer = await ask(await open(), { query: '{ people { nodes { telephone sex born } } }' });
    expect(valueAt(answer, 'people', 'nodes')).toEqual([
      { telephone: '13800000000', sex: 'FEMALE', born: '1949-12-31' },
      { telephone: '12', sex: 'MALE', born: null },
    ]);
    // Without the codec a part is that of the id as it is stored: here of fifteen characters.
    expect(answer.findings.map(({ field, reason }) => [field, reason])).toEqual([
      ['telephone', 'INVALID_IDENTIFIER'],
      ['born', 'UNREADABLE_VALUE'],
    ]);
  });

  test('are as personal as the type says', async () => {
    const subgraph = await open();
    const query = '{ people { nodes { born fullName telephone sex region home { line } } } }';
    const nobody = await ask(subgraph, { query, request: asNobody() });
    const hidden = { born: null, fullName: null, telephone: null, sex: null, home: null };
    expect(valueAt(nobody, 'people', 'nodes')).toEqual([
      { ...hidden, region: '110105' },
      { ...hidden, region: '440524' },
    ]);
    expect(new Set(nobody.errors.map(({ code }) => code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']));
    const own = await ask(subgraph, { query, request: asCitizen('11010519491231002X') });
    expect(valueAt(own, 'people', 'nodes')).toEqual([
      { born: '1949-12-31', fullName: '张三', telephone: '13800000000', sex: 'FEMALE', region: '110105', home: { line: '东街 12' } },
    ]); // prettier-ignore
  });
});

test('nothing can be filtered, ordered, counted or grouped by what is worked out', () => {
  const names = ['born', 'region', 'fullName', 'telephone', 'sex', 'houseNumber', 'line'];
  const { expanded, mistakes } = readMapping(sdl, 'small.graphql');
  expect(mistakes).toEqual([]);
  const named: string[] = [];
  const generated: string[] = [];
  if (expanded !== null)
    visit(expanded, {
      ObjectTypeDefinition: ({ name, fields = [] }) => {
        const list = ['Person', 'Place', 'House'].includes(name.value) ? named : generated;
        list.push(...fields.map((field) => field.name.value));
      },
      InputObjectTypeDefinition: ({ fields = [] }) => void generated.push(...fields.map(({ name }) => name.value)),
      EnumTypeDefinition: ({ values = [] }) => void generated.push(...values.map(({ name }) => name.value)),
    });
  expect(names.filter((name) => !named.includes(name))).toEqual([]);
  expect(generated).toContain('name');
  expect(names.filter((name) => generated.includes(name))).toEqual([]);
});

describe('a part of a text', () => {
  const character = fc.constantFrom('a', '张', '𠮷', '\u{10ffff}', 'e', '\u0301');
  const place = fc.integer({ min: -6, max: 6 }).filter((each) => each !== 0);

  test('is what stands at its places, counted one by one', () => {
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), place, place, (characters, from, to) => {
        const at = (index: number, wanted: number) => (wanted > 0 ? index + 1 : index - characters.length) - wanted;
        const expected = characters.filter((_, index) => at(index, from) >= 0 && at(index, to) <= 0);
        expect(cutPart(characters.join(''), { from, to })).toBe(expected.join(''));
      }),
    );
  });

  test('has no blanks around it, of any kind', () => {
    expect(cutPart('张　　11', { from: 1, to: 3 })).toBe('张');
    expect(cutPart('a \u00a0b', { from: 2, to: 3 })).toBe('');
  });
});
