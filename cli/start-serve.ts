import { OnestopError } from '../schema/errors.ts';
import { letsSignIn, readConfig } from './config.ts';
import { engineName } from './engine-name.ts';
import { openAudit } from './open-audit.ts';
import { openSubgraphs } from './open-subgraphs.ts';
import { chooseDocuments } from './trusted-documents.ts';
import { serverLogger, startGateway, type RunningGateway } from './start-gateway.ts';

export type ServeRequest = {
  readonly configFile: string;
  /** In place of the configuration's. */
  readonly port: number | null;
  /** The only documents to run, in place of the configuration's. */
  readonly trustedOnly?: string;
  /** Name of the engine; ONESTOP_ENGINE's where absent. */
  readonly engine?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The gateway of a real deployment, as its configuration says. */
export async function startServe({
  configFile,
  port,
  engine,
  trustedOnly,
  environment,
}: ServeRequest): Promise<RunningGateway> {
  const written = readConfig(configFile, environment);
  const wrong = (reason: string, fix: string) => new OnestopError('CONFIG_INVALID', { where: configFile, reason, fix });
  if (written.departments.length === 0)
    throw wrong('it names no departments', 'Add `departments:` with files or addresses.');
  const { secret, clients, audit: kept } = written;
  if (secret === null)
    throw wrong(
      'it names no secret',
      'Add `secret: env:ONESTOP_SECRET`; replicas and stand-alone departments share it.',
    );
  const config = chooseDocuments(written, trustedOnly, configFile);
  const logger = serverLogger();
  const audit = !letsSignIn(config) ? null : openAudit({ ...kept, clients, secret, logger });
  let running: RunningGateway | null = null;
  const subgraphs = await openSubgraphs({
    departments: config.departments,
    secret,
    environment,
    hub: config.hub,
    aggregateQuestions: config.aggregateQuestions,
    access: audit?.access ?? null,
    agreements: config.agreements,
    logger,
    status: () => running?.departments() ?? [],
  });
  running = await startGateway(
    { subgraphs, engine: engineName(engine, environment), logger, audit },
    port === null ? config : { ...config, port },
  );
  return running;
}
