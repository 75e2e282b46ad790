import { expect, test } from '@jest/globals';
import { createGateway } from '../../gateway/create-gateway.ts';
import { engineNames } from '../../gateway/engine-names.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { createWorld } from '../differential/one-world.ts';
import { askPipeline } from './ask-pipeline.ts';
import { captureLogs } from './city.ts';

const entities = (extra: string): string => `
  interface Thing @key(fields: "id") { id: ID! }
  type Book implements Thing @key(fields: "id") { id: ID! ${extra} }
  type Film implements Thing @key(fields: "id") { id: ID! ${extra} }`;

const { subgraphs } = createWorld([
  { name: 'a', typeDefs: `type Query { thing: Thing } ${entities('size: Int')}` },
  { name: 'b', typeDefs: entities('colour: String') },
  { name: 'c', typeDefs: 'type Thing @key(fields: "id") @interfaceObject { id: ID! note: String like: Thing }' },
]);

/** Things like one another, so many levels of them. */
const likes = (levels: number): string =>
  levels === 0
    ? 'note'
    : `__typename id note ... on Book { size colour like { ${likes(levels - 1)} } } like { ${likes(levels - 1)} }`;

test.each(engineNames)(
  '%s: what can be planned in too many ways is refused, and does not hold the others up',
  async (engine) => {
    const { logger } = captureLogs();
    const limits = { depth: 60, aliases: 1_000, fields: 10_000, cost: 1e9 };
    const gateway = await createGateway({ subgraphs, engine, limits, account: async () => {}, logger });
    const ask = (levels: number) => askPipeline(gateway, `{ thing { ${likes(levels)} } }`, { request: requestOf() });
    await expect(ask(5)).rejects.toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }] });
    expect((await ask(1)).errors).toEqual([]);
    await gateway.close();
  },
);
