import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { parse, print, visit } from 'graphql';
import { pino } from 'pino';
import { closeAll } from '../cli/close-all.ts';
import { demoCaller, demoClients } from '../cli/demo-clients.ts';
import { demoEnvironment } from '../cli/demo-environment.ts';
import { departmentFiles } from '../cli/department-files.ts';
import { openAudit } from '../cli/open-audit.ts';
import { openSubgraphs, type OpenOptions } from '../cli/open-subgraphs.ts';
import { composeSubgraphs } from '../gateway/composition/compose-subgraphs.ts';
import { CompositionFailed } from '../gateway/composition/composition-failed.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import { defaultEngine, type EngineName } from '../gateway/engine-names.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { createDemoIssuer } from '../gateway/security/demo-issuer.ts';
import { createAuthenticator } from '../gateway/security/tokens.ts';
import { policyDirectiveNames } from '../schema/directives.ts';
import type { Subgraph } from '../schema/subgraph.ts';

export type BenchGateway = {
  readonly app: FastifyInstance;
  /** Of an official of the service centre. */
  readonly headers: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

export type BenchOptions = {
  readonly watch?: OpenOptions['watch'];
  /** Is it written down, before an answer leaves, who read what? Default true, as in every gateway that people sign in to. */
  readonly isAudited?: boolean;
  /** Is it held who may see what, by the gateway? Default true. */
  readonly isGuarded?: boolean;
  /** That of every gateway where it is absent. */
  readonly engine?: EngineName;
};

/** The gateway, every department in this process. Logs as a server does, to nowhere. */
export async function openBenchGateway(
  dataFolder: string,
  { watch, isAudited = true, isGuarded = true, engine = defaultEngine }: BenchOptions = {},
): Promise<BenchGateway> {
  const logger = pino({ level: 'info' }, pino.destination('/dev/null'));
  const departments = departmentFiles().map((each) => ({ kind: 'local', ...each }) as const);
  const environment = demoEnvironment(dataFolder);
  const secret = 'of the bench';
  const folder = path.join(dataFolder, 'bench-access-log');
  const audit = openAudit({ folder, mode: 'strict', clients: demoClients, secret, logger });
  const subgraphs = await openSubgraphs({
    ...{
      departments,
      secret,
      environment,
      hub: environment['HUB_URL'] ?? null,
      access: isAudited ? audit.access : null,
      logger,
    },
    ...(watch !== undefined && { watch }),
  });
  const gateway = await createGateway({
    subgraphs,
    ...(!isGuarded && { supergraphSdl: withoutPolicy(subgraphs) }),
    engine,
    account: isAudited ? audit.account : async () => {},
    logger,
  });
  const issuer = await createDemoIssuer(dataFolder);
  const app = await createGatewayServer({
    pipeline: gateway.pipeline,
    departments: gateway.departments,
    authenticate: isGuarded
      ? createAuthenticator({ issuers: [{ ...issuer, keys: { jwks: issuer.jwks } }], clients: demoClients, demo: true })
      : async () => ({ caller: demoCaller('official'), purpose: 'service-delivery' }),
    logger,
  });
  const token = await issuer.issue(demoCaller('official'));
  const headers = { authorization: `Bearer ${token}`, 'x-purpose': 'service-delivery' };
  return { app, headers, close: () => closeAll([() => app.close(), () => audit.close(), () => gateway.close()]) };
}

/** The supergraph as if nobody's data were anybody's. Departments hold their own rules; of an official none narrows. */
function withoutPolicy(subgraphs: readonly Subgraph[]): string {
  const composed = composeSubgraphs(subgraphs);
  if (composed.kind === 'failed') throw new CompositionFailed(composed.problems);
  const names: readonly string[] = policyDirectiveNames;
  const open = visit(parse(composed.supergraphSdl), { Directive: ({ name }) => (names.includes(name.value) ? null : undefined) }); // prettier-ignore
  return print(open);
}
