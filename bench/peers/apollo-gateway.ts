import { ApolloGateway, IntrospectAndCompose } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { untilStopped } from '../../cli/listen.ts';

/** Apollo Server over @apollo/gateway, both as they come. Argument: the subgraphs' addresses by name. */
const urls = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, string>>; // written by the bench itself
const subgraphs = Object.entries(urls).map(([name, url]) => ({ name, url }));
const gateway = new ApolloGateway({ supergraphSdl: new IntrospectAndCompose({ subgraphs }) });
const server = new ApolloServer({ gateway });
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
console.log(`apollo-stock answers at ${url}`);
await untilStopped(() => server.stop());
