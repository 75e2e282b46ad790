import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readPolicy } from '../../schema/policy.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { loadSupergraph } from '../../gateway/composition/load-supergraph.ts';
import { supergraphForStockGateway } from '../../gateway/composition/stock-supergraph.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import { allDepartments, captureLogs, openCity } from './city.ts';
import { executableSubgraph, federatedSdl } from './executable-subgraph.ts';

test('departments compose into a supergraph that carries the policy', () => {
  const result = composeSubgraphs(allDepartments());
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problems));
  const { policy, apiSchema, departments } = loadSupergraph(result.supergraphSdl);
  expect(policy.isPersonal('Citizen', 'fullName')).toBe(true);
  expect(policy.isPersonal('Query', 'citizens')).toBe(true);
  expect(policy.isPersonal('AdminUnit', 'name')).toBe(false);
  expect(apiSchema.getType('join__Graph')).toBeUndefined();
  expect(departments.map(({ name }) => name)).toEqual(['identity', 'insurance', 'portal', 'registry']);
  expect(result.supergraphSdl).toContain('http://registry.invalid/graphql');
});

test('a field that two departments define differently is told with department, file and line', () => {
  const one = {
    name: 'one',
    sdl: federatedSdl('one', 'type Query { a: Thing }\ntype Thing @key(fields: "id") {\n  id: ID!\n  x: Int\n}'),
  };
  const two = { name: 'two', sdl: federatedSdl('two', 'type Thing @key(fields: "id") {\n  id: ID!\n  x: String\n}') };
  const result = composeSubgraphs([one, two]);
  expect(result).toMatchObject({
    kind: 'failed',
    problems: expect.arrayContaining([
      expect.objectContaining({
        department: 'one',
        file: 'one.graphql',
        line: 4,
        column: 3,
        code: 'FIELD_TYPE_MISMATCH',
      }),
    ]),
  });
});

test('a key that names no field is told where it stands', () => {
  const one = {
    name: 'one',
    sdl: federatedSdl('one', 'type Query { a: Thing }\n\ntype Thing @key(fields: "nr") { id: ID! }'),
  };
  const result = composeSubgraphs([one]);
  expect(result).toMatchObject({
    kind: 'failed',
    problems: [{ department: 'one', file: 'one.graphql', line: 3, code: 'KEY_INVALID_FIELDS' }],
  });
});

test('fields that require one another in a circle are told by name, where the first of them stands', () => {
  const part = (name: string, fields: string) => ({ name, sdl: federatedSdl(name, `type Query { ${name}: Thing }\ntype Thing @key(fields: "id") {\n  id: ID!\n  ${fields}\n}`) }); // prettier-ignore
  const result = composeSubgraphs([
    part('one', 'x: Int @requires(fields: "y plain") y: Int @external plain: Int @external'),
    part('two', 'y: Int @requires(fields: "x") x: Int @external'),
    part('three', 'plain: Int'),
  ]);
  const message =
    'Fields that require one another: "Thing.x" of one requires "Thing.y" of two requires "Thing.x" of one';
  const place = { department: 'one', file: 'one.graphql', line: 4, column: 3 };
  expect(result).toEqual({ kind: 'failed', problems: [{ ...place, code: 'REQUIREMENTS_IN_A_CIRCLE', message }] });
});

test('createGateway tells the problems', async () => {
  const bad = {
    ...executableSubgraph({ name: 'bad', typeDefs: 'type Query { a: Int }', resolvers: {} }),
    sdl: federatedSdl('bad', 'type Query { a: Missing }'),
  };
  await expect(createGateway({ subgraphs: [bad], logger: captureLogs().logger })).rejects.toThrow(
    /bad\.graphql:1:17 INVALID_GRAPHQL/,
  );
});

test('links that the stock gateway refuses are stripped for it; what it does not carry out is refused', async () => {
  const composed = composeSubgraphs(allDepartments());
  if (composed.kind === 'failed') throw new Error('it composes');
  const link = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)';
  const linked = composed.supergraphSdl.replace(
    /^schema$/m,
    `directive @authenticated on FIELD_DEFINITION\n\nschema\n  ${link}`,
  );
  expect(linked).toContain(link);
  const stock = supergraphForStockGateway(linked);
  expect(stock).not.toContain('specs.apollo.dev/authenticated');
  expect(stock).toContain('specs.apollo.dev/join');
  expect(() => loadSupergraph(linked)).not.toThrow();
  const withContext = linked.replace('specs.apollo.dev/authenticated/v0.1', 'specs.apollo.dev/context/v0.1');
  const served = createGateway({
    subgraphs: allDepartments(),
    supergraphSdl: withContext,
    engine: 'apollo',
    logger: captureLogs().logger,
  });
  await expect(served).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('does not carry out'),
  });
});

test('a supergraph in a file serves as well; what is no supergraph is refused', async () => {
  const composed = composeSubgraphs(allDepartments());
  if (composed.kind === 'failed') throw new Error('it composes');
  const city = await openCity({ supergraphSdl: composed.supergraphSdl });
  expect((await city.ask('{ adminUnits { id } }')).body.errors).toBeUndefined();
  await city.close();
  const { logger } = captureLogs();
  await expect(createGateway({ subgraphs: [], supergraphSdl: 'type Query { a: Int }', logger })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  await expect(createGateway({ subgraphs: [], supergraphSdl: composed.supergraphSdl, logger })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

test('a list of people is personal through its edges as well', () => {
  const schema = buildSchema(`
    directive @subject(field: String!) on OBJECT
    type Query { people: People }
    type Unit { members: People }
    type People { edges: [Edge] }
    type Edge { node: Person }
    type Person @subject(field: "id") { id: ID }
  `);
  const policy = readPolicy(schema);
  expect([policy.isPersonal('Query', 'people'), policy.isPersonal('Unit', 'members')]).toEqual([true, true]);
});
