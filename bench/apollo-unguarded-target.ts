import { listen } from '../cli/listen.ts';
import { openBenchGateway } from './open-gateway.ts';
import type { Listening } from './targets.ts';

/** The same without tokens, policy and access log, to tell what trust costs. */
const { app, headers, close } = await openBenchGateway(process.argv[2] ?? '', { isGuarded: false, isAudited: false });
const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${url}/graphql`, headers } satisfies Listening));
process.once('SIGTERM', () => void close());
