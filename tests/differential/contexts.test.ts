import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { asNobody, requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { captureLogs } from '../gateway/city.ts';
import { executableSubgraph } from '../gateway/executable-subgraph.ts';

const shop = (id: string, currency: string | null) => ({
  ...{
    id,
    currency,
    region: currency === null ? null : { code: Number(id) },
    secret: `s${id}`,
    best: { id: 'a' },
    ware: { id: 'w' },
  },
  shelves: [[{ id: 'a' }, { id: 'b' }], [], [null, { id: 'a' }]],
});
const market = { id: 'm', currency: 'USD', stalls: [shop('1', 'CNY'), shop('2', 'EUR')], best: { id: 'c' } };

const shops = executableSubgraph({
  name: 'shops',
  typeDefs: `
    type Query { shops: [Shop] market: Market }
    type Shop @key(fields: "id") { id: ID! currency: String region: Region secret: String @personal shelves: [[Item]] best: Item ware: Ware }
    type Market @key(fields: "id") { id: ID! currency: String stalls: [Shop] best: Item }
    type Region { code: Int }
    type Item @key(fields: "id") { id: ID! }
    type Ware @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: { shops: () => [shop('1', 'CNY'), null, shop('2', 'EUR'), shop('3', null), shop('4', 'CNY')], market: () => market }, // prettier-ignore
  },
});

/** How many entities each fetch asked for, and what was handed down to them. */
const asked: string[] = [];
type Given = { readonly currency?: string; readonly code?: number; readonly secret?: string };
const told = (field: string) => ({ id }: { readonly id: string }, { currency, code, secret }: Given) => `${field} ${id} ${String(currency ?? code ?? secret ?? 'nothing')}`; // prettier-ignore
const prices = executableSubgraph({
  name: 'prices',
  typeDefs: `
    type Shop @key(fields: "id") @context(name: "seller") @context(name: "shop") { id: ID! currency: String @external secret: String @external region: Region @external offer: Item }
    type Market @key(fields: "id") @context(name: "seller") { id: ID! currency: String @external offer: Item }
    type Region { code: Int @external }
    type Item @key(fields: "id") {
      id: ID!
      price(currency: String @fromContext(field: "$seller ... on Shop { currency } ... on Market { currency }")): String
    }
    type Ware @key(fields: "id") {
      id: ID!
      tax(code: Int @fromContext(field: "$shop { region { code } }")): String
      discount(secret: String @fromContext(field: "$shop { secret }")): String
    }`,
  onRun: ({ variables, representations }) =>
    void asked.push(`${String(representations.length)} ${JSON.stringify(Object.values(variables))}`),
  resolvers: {
    Shop: { __resolveReference: ({ id }: object & { readonly id: string }) => ({ offer: { id: `of ${id}` } }) },
    Market: { __resolveReference: () => ({ offer: { id: 'of market' } }) },
    Item: { __resolveReference: (reference: object) => reference, price: told('price') },
    Ware: {
      __resolveReference: (reference: object) => reference,
      tax: told('tax'),
      discount: told('discount'),
    },
  },
});

let gateway: Gateway;
beforeAll(async () => {
  gateway = await createGateway({ subgraphs: [shops, prices], engine: 'compiled', account: async () => {}, logger: captureLogs().logger }); // prettier-ignore
});
afterAll(() => gateway.close());
beforeEach(() => void asked.splice(0));

const ask = async (query: string, request = requestOf()) => {
  const { data, errors } = await askPipeline(gateway, query, { variables: {}, request });
  return { data, errors };
};

/** "@context … @fromContext": https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/use-contexts */
describe('a field is given what an object above it has', () => {
  test('each what its own has; those alike are asked for together', async () => {
    const { data, errors } = await ask('{ shops { best { price } } }');
    const best = (price: string) => ({ best: { price } });
    expect(errors).toEqual([]);
    expect(data).toEqual({ shops: [best('price a CNY'), null, best('price a EUR'), best('price a nothing'), best('price a CNY')] }); // prettier-ignore
    expect([...asked].sort()).toEqual(['1 ["CNY"]', '1 ["EUR"]', '1 [null]']);
  });

  test('through lists in lists', async () => {
    const { data } = await ask('{ shops { shelves { id price } } }');
    const shelves = (of: string) => ({
      shelves: [[{ id: 'a', price: `price a ${of}` }, { id: 'b', price: `price b ${of}` }], [], [null, { id: 'a', price: `price a ${of}` }]], // prettier-ignore
    });
    expect(data).toEqual({ shops: [shelves('CNY'), null, shelves('EUR'), shelves('nothing'), shelves('CNY')] });
    expect([...asked].sort()).toEqual(['2 ["CNY"]', '2 ["EUR"]', '2 [null]']);
  });

  test('of the nearest object that sets the context, under whatever names a client has', async () => {
    const { data } = await ask(
      '{ market { currency: id best { price } stalls { id: currency one: best { price: id p: price } offer { price } } offer { price } } }',
    );
    const stall = (id: string, currency: string) => ({ id: currency, one: { price: 'a', p: `price a ${currency}` }, offer: { price: `price of ${id} ${currency}` } }); // prettier-ignore
    expect(data).toEqual({
      market: { currency: 'm', best: { price: 'price c USD' }, stalls: [stall('1', 'CNY'), stall('2', 'EUR')], offer: { price: 'price of market USD' } }, // prettier-ignore
    });
  });

  test('out of what stands below that object', async () => {
    const { data } = await ask('{ shops { ware { tax } } }');
    const ware = (tax: string) => ({ ware: { tax } });
    expect(data).toEqual({ shops: [ware('tax w 1'), null, ware('tax w 2'), ware('tax w nothing'), ware('tax w 4')] });
  });

  test('unless they may not see it who ask: then the field is withheld as well, and nobody is asked', async () => {
    const query = '{ shops { ware { id discount } } }';
    expect(await ask(query)).toMatchObject({ data: { shops: [{ ware: { discount: 'discount w s1' } }, null, {}, {}, {}] }, errors: [] }); // prettier-ignore
    asked.splice(0);
    const { data, errors } = await ask(query, asNobody());
    expect(data).toMatchObject({ shops: [{ ware: { id: 'w', discount: null } }, null, {}, {}, {}] });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' }, path: ['shops', 'ware', 'discount'] }]); // prettier-ignore
    expect(asked).toEqual([]);
  });
});

test('the stock engine refuses such a graph and says what does it', async () => {
  const opening = createGateway({ subgraphs: [shops, prices], engine: 'apollo', logger: captureLogs().logger });
  await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('@context') });
});
