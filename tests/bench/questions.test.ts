import { Supergraph } from '@apollo/federation-internals';
import { composeServices } from '@apollo/composition';
import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { siloIds, siloQueries } from '../../bench/silos/silo-queries.ts';
import { openStockCases } from '../../bench/silos/stock-cases.ts';
import { openStockDesk } from '../../bench/silos/stock-desk.ts';
import { openStockFeedback } from '../../bench/silos/stock-feedback.ts';
import { openStockRegistry } from '../../bench/silos/stock-registry.ts';

/** Nobody connects before a question is asked. */
const subgraphs = {
  registry: openStockRegistry('postgres://127.0.0.1/none'),
  cases: openStockCases('mysql://127.0.0.1/none'),
  feedback: openStockFeedback('postgres://127.0.0.1/none'),
  desk: openStockDesk('postgres://127.0.0.1/none'),
};

test('the stock subgraphs compose, and every question can be asked of them', async () => {
  const services = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({ name, typeDefs: parse(typeDefs) }));
  const { supergraphSdl, errors } = composeServices(services);
  expect(errors).toBeUndefined();
  const schema = Supergraph.build(supergraphSdl ?? '')
    .apiSchema()
    .toGraphQLJSSchema();
  for (const query of siloQueries) {
    const { text } = query.cold?.(1) ?? query;
    expect([query.name, validate(schema, parse(text))]).toEqual([query.name, []]);
  }
  await Promise.all(Object.values(subgraphs).map(({ close }) => close()));
});

test('no two ids are the same, and a page after each is whole', () => {
  const ids = siloIds(10_000);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^990000\d{12}$/);
  expect(Math.max(...ids.map((id) => Number(id.slice(6))))).toBeLessThanOrEqual(39_000);
});
