import { expect, test } from '@jest/globals';
import { buildSchema, graphqlSync, introspectionFromSchema } from 'graphql';
import { createResolverSubgraph } from '../../adapters/resolver-subgraph.ts';

test('what a system keeps back leaves the description of schemas alone, which all in a process share', () => {
  const options = { name: 'small', file: 'small.graphql', resolvers: {}, onFailure: () => {} };
  createResolverSubgraph({
    ...options,
    sdl: `type Query { people: [Person] }
      type Person @key(fields: "id") @subject(field: "id") { id: ID! telephone: String @external kind: String @purpose(allow: ["service-delivery"]) initials: String @requires(fields: "telephone") }`,
  });
  const schema = buildSchema('type Query { a: Int }');
  expect(graphqlSync({ schema, source: '{ __schema { queryType { name } } __type(name: "Query") { name } }' })).toEqual(
    {
      data: { __schema: { queryType: { name: 'Query' } }, __type: { name: 'Query' } },
    },
  );
  expect(introspectionFromSchema(schema).__schema.queryType.name).toBe('Query');
});
