import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastify } from 'fastify';
import { parse } from 'graphql';
import { mercurius } from 'mercurius';
import { listen, untilStopped } from '../../cli/listen.ts';
import { openStockCases } from './stock-cases.ts';
import { openStockDesk } from './stock-desk.ts';
import { openStockFeedback } from './stock-feedback.ts';
import { openStockRegistry } from './stock-registry.ts';

/** A stock subgraph as a server. Arguments: the silo, its database's URL. */
const open = { registry: openStockRegistry, cases: openStockCases, feedback: openStockFeedback, desk: openStockDesk };
const [silo = '', databaseUrl = ''] = process.argv.slice(2);
const { typeDefs, resolvers, loaders, close } = open[silo as keyof typeof open](databaseUrl); // by the bench itself

const app = fastify({ logger: false, bodyLimit: 16 * 1024 * 1024 });
await app.register(mercurius, {
  schema: buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }]), // of this silo's loaders
  jit: 1,
  context: loaders,
});
const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(`${silo} answers at ${url}/graphql`);
await untilStopped(() => app.close().then(close));
