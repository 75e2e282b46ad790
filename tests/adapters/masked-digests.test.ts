import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deriveKey } from '../../adapters/run/cursor.ts';
import { ask, entitiesQuery } from './fixtures/ask.ts';
import { dialects, miniSecret } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** One card, read as the field itself, through a relation that is joined and one that is not, and of other tables. */
const sdl = (source = smallSource()) => `${source}
  type Query { visits: VisitConnection @list(orderBy: ["id"]) holders: HolderConnection @list(orderBy: ["id"]) }
  type Holder @key(fields: "id") @table(name: "holders") {
    id: ID! @column(name: "id")
    card: String @column(name: "card", as: RESIDENT_ID) @mask(style: "HASH") @personal
    visits: VisitConnection @relation(columns: ["id"], references: ["holder"]) @list(orderBy: ["id"])
  }
  type Visit @key(fields: "id") @table(name: "visits") {
    id: ID! @column(name: "id")
    shown: String @column(name: "shown", as: RESIDENT_ID) @mask(style: "HASH") @personal
    joined: Holder @relation(columns: ["holder"], references: ["id"])
    batched: Holder @relation(columns: ["holder"], references: ["other"])
    joinedCard: String @column(name: "card", as: RESIDENT_ID, through: "joined") @mask(style: "HASH") @personal
    batchedCard: String @column(name: "card", as: RESIDENT_ID, through: "batched") @mask(style: "HASH") @personal
    guest: Guest @embedded(prefix: "g_")
  }
  type Guest { card: String @column(name: "card", as: RESIDENT_ID) @mask(style: "HASH") @personal }`;

const card = '11010519491231002X';
const statements = [
  'CREATE TABLE holders (id varchar(9) NOT NULL PRIMARY KEY, other varchar(9), card char(18))',
  `INSERT INTO holders VALUES ('H1', 'H1', '${card}')`,
  'CREATE TABLE visits (id varchar(9) NOT NULL PRIMARY KEY, holder varchar(9), shown char(20), g_card varchar(18))',
  // The same card, as other tables write it down.
  `INSERT INTO visits VALUES ('V1', 'H1', '110105491231002', '${card.toLowerCase()}')`,
];

const digestBy = (department: string, text: string): string =>
  createHmac('sha256', deriveKey(miniSecret, `masks of ${department}`))
    .update(text)
    .digest('hex')
    .slice(0, 32);

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe.each(dialects)('a hashed value on %s', (dialect) => {
  test('has one digest in its department, wherever it stands and however it is read', async () => {
    const subgraph = await small.open(dialect, sdl(), ...statements);
    const digest = digestBy('small', card);
    const visit = { shown: digest, joinedCard: digest, batchedCard: digest, joined: { card: digest }, batched: { card: digest }, guest: { card: digest } }; // prettier-ignore
    const fields = 'shown joinedCard batchedCard joined { card } batched { card } guest { card }';
    const { data, errors } = await ask(subgraph, {
      query: `{ visits { nodes { ${fields} } } holders { nodes { card visits { nodes { ${fields} } } } } }`,
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({ visits: { nodes: [visit] }, holders: { nodes: [{ card: digest, visits: { nodes: [visit] } }] } }); // prettier-ignore
    const found = await ask(subgraph, {
      query: entitiesQuery(`... on Visit { ${fields} }`),
      representations: [{ __typename: 'Visit', id: 'V1' }],
    });
    expect(found.data).toEqual({ _entities: [visit] });
  });
});

test('another department has another digest, and a pseudonym in findings is none of them', async () => {
  const elsewhere = await small.open('sqlite', sdl(smallSource().replace('"small"', '"elsewhere"')), ...statements);
  const { data } = await ask(elsewhere, { query: '{ holders { nodes { card } } }' });
  expect(data).toEqual({ holders: { nodes: [{ card: digestBy('elsewhere', card) }] } });
  const digests = [digestBy('elsewhere', card), digestBy('small', card), createHmac('sha256', deriveKey(miniSecret, 'pseudonyms of small')).update(card).digest('hex').slice(0, 32)]; // prettier-ignore
  expect(new Set(digests).size).toBe(3);
});
