import { fileURLToPath } from 'node:url';
import { installPackages } from '../../bench/peers/install-peers.ts';

/** The command line of Hive Gateway, run by Node. */
export const hiveGateway = fileURLToPath(new URL('./node_modules/@graphql-hive/gateway/dist/bin.js', import.meta.url));

/**
 * Half a gigabyte.
 * @throws {Error} where npm can't
 */
export const installRouters = (): void =>
  installPackages(new URL('./', import.meta.url), 'the routers that departments are tried behind');
