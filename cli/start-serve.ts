import { OnestopError } from '../schema/errors.ts';
import { letsSignIn, readConfig, type Config } from './config.ts';
import { engineName } from './engine-name.ts';
import { alone, partOf, type Share } from '../schema/share.ts';
import type { WorkerLink } from './workers/worker-link.ts';
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
  /** Where this process is one of several. */
  readonly worker?: WorkerLink | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The gateway of a real deployment, as its configuration says. */
export async function startServe({
  configFile,
  port,
  engine,
  trustedOnly,
  worker = null,
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
  const share = worker?.share ?? alone;
  let running: RunningGateway | null = null;
  const subgraphs = await openSubgraphs({
    departments: config.departments,
    secret,
    environment,
    hub: config.hub,
    aggregateQuestions: questionsOf(config, share, configFile),
    share,
    access: audit?.access ?? null,
    agreements: config.agreements,
    logger,
    status: () => running?.departments() ?? [],
  });
  running = await startGateway(
    { subgraphs, engine: engineName(engine, environment), logger, audit, worker },
    port === null ? config : { ...config, port },
  );
  return running;
}

/** Workers remember apart what a client was told: what it may ask of all of them is what it might of one. */
function questionsOf({ aggregateQuestions }: Config, share: Share, where: string): number {
  if (aggregateQuestions >= share.of) return partOf(aggregateQuestions, share);
  const reason = `limits.aggregateQuestions: ${aggregateQuestions} questions are less than one for each of ${share.of} workers`;
  throw new OnestopError('CONFIG_INVALID', { where, reason, fix: 'Start fewer workers, or allow more questions.' });
}
