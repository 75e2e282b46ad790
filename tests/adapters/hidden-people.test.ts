import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, miniSecret, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** People behind rows that are about nobody: cases that name an owner. */
const sdl = (throughDirective: string) => `${smallSource()}
  type Query {
    people: PersonConnection @list(orderBy: ["id"])
    cases: CaseConnection @list(orderBy: ["id"])
    case(id: ID!): Case @lookup
  }
  type Person @key(fields: "id") @table(name: "people") @subject(field: "id") {
    id: ID! @column(name: "id")
    name: String @column(name: "name")
    cases: CaseConnection @relation(columns: ["id"], references: ["reporter"]) @list(orderBy: ["id"])
  }
  type Case @key(fields: "id") @table(name: "cases") {
    id: ID! @column(name: "id")
    joined: Person @relation(columns: ["owner"], references: ["id"])
    batched: Person @relation(columns: ["owner"], references: ["card"])
    joinedName: String ${throughDirective} @column(name: "name", through: "joined")
    batchedName: String ${throughDirective} @column(name: "name", through: "batched")
    secret: String @personal @column(name: "secret")
  }`;

const statements = [
  'CREATE TABLE people (id varchar(9) NOT NULL PRIMARY KEY, card varchar(9), name varchar(9))',
  'CREATE TABLE cases (id integer NOT NULL PRIMARY KEY, owner varchar(9), reporter varchar(9), secret varchar(9))',
  `INSERT INTO people VALUES ('A', 'A', 'Anna'), ('B', 'B', 'Bert')`,
  `INSERT INTO cases VALUES (1, 'A', 'A', 'one'), (2, 'B', 'A', 'two'), (3, 'B', 'B', 'three')`,
];

let small: SmallDepartments;
const urls: Record<DialectName, string> = { postgres: '', sqlite: '', mysql: '' };
const unchecked: Partial<Record<DialectName, Subgraph>> = {};
const checked = new Map<string, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  fillFile(`${small.folder}/people.db`, ...statements);
  urls.sqlite = `sqlite:${small.folder}/people.db`;
  for (const dialect of dialects) {
    if (dialect === 'sqlite') continue;
    await small.on(dialect).run(...statements);
    urls[dialect] = small.on(dialect).ownerUrl;
  }
});
afterAll(async () => {
  await Promise.all(Object.values(unchecked).map((subgraph) => subgraph.close()));
  await small.close();
});

/** The mapping is refused for its mistake; the second guard holds where the first was walked around. */
function openUnchecked(dialect: DialectName): Subgraph {
  const { mapping, expanded, mistakes } = readMapping(sdl(''), 'small.graphql');
  expect(mistakes.map(({ code }) => code)).toEqual(['MAPPING_SUBJECT_MISSING', 'MAPPING_SUBJECT_MISSING']);
  if (mapping === null || expanded === null) throw new Error('nothing was read');
  const options = { databaseUrl: urls[dialect], secret: miniSecret, onFailure: () => {} };
  return (unchecked[dialect] ??= createMappedSubgraph({ mapping, expanded, ...options }));
}

function openChecked(dialect: DialectName, directive: string): Subgraph {
  const known = checked.get(`${dialect} ${directive}`) ?? small.openAt(urls[dialect], sdl(directive));
  checked.set(`${dialect} ${directive}`, known);
  return known;
}

const refusal = { code: 'UNAUTHORIZED_FIELD_OR_TYPE' };
const names = '{ cases { nodes { id joinedName batchedName } } }';
const withoutNames = ['1', '2', '3'].map((id) => ({ id, joinedName: null, batchedName: null }));

describe.each(dialects)('on %s', (dialect) => {
  describe.each(['', '@personal'])('what is read through a person’s row, %j beside it', (directive) => {
    const open = () => (directive === '' ? openUnchecked(dialect) : openChecked(dialect, directive));

    test('is withheld from nobody', async () => {
      const answer = await ask(open(), { query: names, request: asNobody() });
      expect(valueAt(answer, 'cases', 'nodes')).toEqual(withoutNames);
      expect(answer.errors).toMatchObject(Array.from({ length: 6 }, () => refusal));
    });

    test('is withheld from a citizen at the root, and below their own row is their own', async () => {
      const subgraph = open();
      const atRoot = await ask(subgraph, { query: names, request: asCitizen('A') });
      expect(valueAt(atRoot, 'cases', 'nodes')).toEqual(withoutNames);
      const below = await ask(subgraph, {
        query: `{ people { nodes ${names.replace('{ cases', '{ id cases')} } }`,
        request: asCitizen('A'),
      });
      expect(below.errors).toEqual([]);
      expect(valueAt(below, 'people', 'nodes')).toEqual([
        {
          id: 'A',
          cases: {
            nodes: [
              { id: '1', joinedName: 'Anna', batchedName: 'Anna' },
              { id: '2', joinedName: null, batchedName: null },
            ],
          },
        },
      ]);
    });

    test('is an official’s to read', async () => {
      const answer = await ask(open(), { query: names });
      expect(answer.errors).toEqual([]);
      expect(valueAt(answer, 'cases', 'nodes', 1)).toEqual({ id: '2', joinedName: 'Bert', batchedName: 'Bert' });
    });
  });

  test('what its owner opened is anybody’s', async () => {
    const answer = await ask(openChecked(dialect, '@public'), { query: names, request: asNobody() });
    expect(valueAt(answer, 'cases', 'nodes', 2)).toEqual({ id: '3', joinedName: 'Bert', batchedName: 'Bert' });
  });

  describe('personal data on a row that is about nobody', () => {
    const open = () => openChecked(dialect, '@personal');
    const query = `query ($representations: [_Any!]!) { cases { nodes { secret } } case(id: 1) { secret }
      _entities(representations: $representations) { ... on Case { secret } } }`;
    const representations = [{ __typename: 'Case', id: '1' }];

    test('is withheld from a citizen on every path but that from their own row', async () => {
      for (const request of [asCitizen('A'), asNobody()]) {
        const answer = await ask(open(), { query, representations, request });
        expect(answer.data).toEqual({
          cases: { nodes: [{ secret: null }, { secret: null }, { secret: null }] },
          case: { secret: null },
          _entities: [{ secret: null }],
        });
        expect(answer.errors).toMatchObject(Array.from({ length: 5 }, () => refusal));
      }
      const own = await ask(open(), {
        query: entitiesQuery('... on Person { cases { nodes { secret } } }'),
        representations: [{ __typename: 'Person', id: 'A' }],
        request: asCitizen('A'),
      });
      expect(own.errors).toEqual([]);
      expect(own.data).toEqual({ _entities: [{ cases: { nodes: [{ secret: 'one' }, { secret: 'two' }] } }] });
    });

    test('is an official’s to read', async () => {
      const answer = await ask(open(), { query, representations, request: requestOf('official') });
      expect(answer.errors).toEqual([]);
      expect(answer.data).toEqual({
        cases: { nodes: [{ secret: 'one' }, { secret: 'two' }, { secret: 'three' }] },
        case: { secret: 'one' },
        _entities: [{ secret: 'one' }],
      });
    });
  });
});
