import { pino } from 'pino';
import { demoCaller, demoClients } from '../cli/demo-clients.ts';
import { demoEnvironment } from '../cli/demo-environment.ts';
import { departmentFiles } from '../cli/department-files.ts';
import { listen } from '../cli/listen.ts';
import { openSubgraphs } from '../cli/open-subgraphs.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { createDemoIssuer } from '../gateway/security/demo-issuer.ts';
import { createAuthenticator } from '../gateway/security/tokens.ts';
import type { Listening } from './targets.ts';

/** The gateway with the stock engine, both departments in this process; argument: the data folder. Logs as a server does, to nowhere. */
const dataFolder = process.argv[2] ?? '';
const logger = pino({ level: 'info' }, pino.destination('/dev/null'));
const departments = departmentFiles().map((each) => ({ kind: 'local', ...each }) as const);
const environment = demoEnvironment(dataFolder);
const hub = environment['HUB_URL'] ?? null;
const subgraphs = await openSubgraphs({ departments, secret: 'of the bench', environment, hub, logger });
const gateway = await createGateway({ subgraphs, engine: 'apollo', logger });
const issuer = await createDemoIssuer(dataFolder);
const app = await createGatewayServer({
  pipeline: gateway.pipeline,
  departments: gateway.departments,
  authenticate: createAuthenticator({ ...issuer, keys: { jwks: issuer.jwks }, clients: demoClients, demo: true }),
  logger,
});
const url = await listen(app, { host: '127.0.0.1', port: 0 });
const token = await issuer.issue(demoCaller('official'));
const headers = { authorization: `Bearer ${token}`, 'x-purpose': 'service-delivery' };
console.log(JSON.stringify({ url: `${url}/graphql`, headers } satisfies Listening));
process.once('SIGTERM', () => void app.close().then(() => gateway.close()));
