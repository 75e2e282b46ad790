import { listen } from '../cli/listen.ts';
import { openBenchGateway } from './open-gateway.ts';
import type { Listening } from './targets.ts';

/** The same on the compiled engine. */
const { app, headers, close } = await openBenchGateway(process.argv[2] ?? '', { engine: 'compiled' });
const url = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${url}/graphql`, headers } satisfies Listening));
process.once('SIGTERM', () => void close());
