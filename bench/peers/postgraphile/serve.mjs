import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

// Node 20 has not got this function yet, which PostGraphile uses for every question.
Promise.withResolvers ??= () => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

/** PostGraphile over one database, as it comes. Argument: the database's URL, for an account that may read. */
const [connectionString] = process.argv.slice(2);
const server = createServer();
const serving = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ['public'] })],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
}).createServ(grafserv);
await serving.addTo(server);
server.listen(0, '127.0.0.1', () =>
  console.log(`postgraphile answers at http://127.0.0.1:${server.address().port}/graphql`),
);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
