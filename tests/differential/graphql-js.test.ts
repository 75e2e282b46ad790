import { execute, parse } from 'graphql';
import { expect, test } from '@jest/globals';
import { createRandom } from '../../demo/population/random.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import { OperationRefused } from '../../gateway/planning/operation-refused.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { captureLogs } from '../gateway/city.ts';
import { madeUpSubgraph } from './made-up-subgraph.ts';
import { randomOperation } from './random-operation.ts';

const whole = madeUpSubgraph({
  name: 'whole',
  typeDefs: `
    type Query { one: Named many: [Named!] either: [Either] must: Leaf! grid: [[Leaf!]] tree(depth: Int): Leaf any: Anything }
    union Either = Leaf | Branch
    interface Node { id: ID! next: Node }
    interface Named implements Node { id: ID! next: Node name: String kind: Kind }
    type Leaf implements Named & Node { id: ID! next: Node name: String kind: Kind weight: Float! branch: Branch }
    type Branch implements Named & Node { id: ID! next: Node name: String kind: Kind leaves(first: Int): [Leaf!]! long: Boolean }
    enum Kind { OLD NEW } scalar Anything`,
});

const operations = 80;

/**
 * One department with everything in it, held against graphql-js: the order of keys where fragments of one type stand
 * apart, which the stock gateway writes together. "CollectFields [..] ensures that the order of field in the result
 * corresponds to the order in the request", specification 6.3.2.
 */
test('the compiled engine writes what graphql-js would', async () => {
  const { logger } = captureLogs();
  const limits = { aliases: 1_000, fields: 10_000, directives: 1_000, cost: 1e9 };
  const gateway = await createGateway({
    subgraphs: [whole],
    engine: 'compiled',
    limits,
    account: async () => {},
    logger,
  });
  const schema = gateway.supergraph.apiSchema;
  let asked = 0;
  for (let seed = 0; asked < operations && seed < operations * 20; seed += 1) {
    const random = createRandom('graphql-js', seed);
    const { text, variables } = randomOperation({ schema, random, depth: random.between(2, 5), repeats: true });
    const answer = await askPipeline(gateway, text, { variables, request: requestOf() }).catch((error: unknown) => {
      if (error instanceof OperationRefused) return null; // response keys that conflict
      throw error;
    });
    if (answer === null) continue;
    asked += 1;
    const { data } = await execute({ schema: whole.schema, document: parse(text), variableValues: variables });
    expect(`${text}\n${String(answer.json)}`).toBe(`${text}\n${JSON.stringify(data)}`);
  }
  await gateway.close();
  expect(asked).toBe(operations);
});
