import { randomBytes } from 'node:crypto';
import { buildASTSchema } from 'graphql';
import type { BaseLogger } from 'pino';
import { createSubgraphServer } from '../adapters/server/create-subgraph-server.ts';
import { loadMappedSubgraph } from '../adapters/load-mapped-subgraph.ts';
import { renewCertificate, type ListenerTls } from '../gateway/http/listener-tls.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { OnestopError } from '../schema/errors.ts';
import { readPolicy } from '../schema/policy.ts';
import { keepSecret } from './changing-secret.ts';
import { closeAll } from './close-all.ts';
import { departmentFiles, ownSystems } from './department-files.ts';
import { failureFacts } from './failure-facts.ts';
import { FromFiles } from './from-files.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';
import { listen } from './listen.ts';
import { createLogger } from './logger.ts';
import { readPublished } from './read-published.ts';
import { watchFiles } from './watch-files.ts';

export type SubgraphRequest = {
  /** A mapped SDL file, or `identity`. */
  readonly file: string;
  readonly port: number;
  readonly host: string;
  /** Serves whoever can reach it; `iKnow` says why, where it has personal data. */
  readonly open: { readonly iKnow: string } | null;
  /** Gives who does not sign what is public. */
  readonly public?: boolean;
  /** Shared with the gateway: checks signatures and seals cursors. */
  readonly secret: string | null;
  /** Checks signatures in its place, read anew when it changes. */
  readonly secretFile?: string;
  /** What one client may ask in a day for counts and sums over people; default as `onestop.yaml` has it. */
  readonly aggregateQuestions?: number;
  readonly databaseUrl: string | null;
  /** Plain HTTP where it names none. */
  readonly tls?: TlsFiles & { readonly cert: string; readonly key: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds between two looks at files that may change; for tests. */
  readonly watchEveryMs?: number;
};

export type RunningSubgraph = { readonly name: string; readonly url: string; readonly close: () => Promise<void> };

/** One subgraph as a server of its own. */
export async function startSubgraph(request: SubgraphRequest): Promise<RunningSubgraph> {
  const tls = request.tls === undefined ? null : keepTls(request.tls);
  const changing = request.secretFile === undefined ? null : keepSecret(request.secretFile);
  const secret = request.secret ?? changing?.file.now() ?? null;
  const logger = createLogger(2);
  const subgraph = openOne({ ...request, secret }, (error) =>
    logger.warn({ failure: failureFacts(error) }, 'the database failed'),
  );
  void subgraph.health(); // connects while the server starts, not when the first client waits
  try {
    // Stubs of identity repeat what they are asked with, and hold nothing of anybody.
    if (request.open !== null && request.file !== 'identity') checkOpen(subgraph, request.open.iKnow, logger);
    const app = await createSubgraphServer({
      subgraph,
      secret: changing?.file.now ?? secret,
      ...(changing !== null && { formerSecret: changing.former }),
      open: request.open !== null,
      public: request.public ?? false,
      logger,
      ...(tls !== null && { tls: tls.now() }),
    });
    tls?.onChange((renewed) => renewCertificate(app, renewed));
    const url = await listen(app, request);
    const watched = [tls, changing?.file ?? null].filter((each) => each !== null);
    const stopWatching = watchFiles(watched, logger, request.watchEveryMs);
    const stop = [async () => stopWatching(), () => app.close(), () => subgraph.close()];
    return { name: subgraph.name, url, close: () => closeAll(stop) };
  } catch (error) {
    await subgraph.close().catch(() => {}); // its pool would keep the process alive
    throw error;
  }
}

function keepTls(files: Required<SubgraphRequest>['tls']): FromFiles<ListenerTls> {
  const place = 'the command line';
  const read = (): ListenerTls => {
    const { cert = '', key = '', ca } = readTlsFiles(files, place); // both are named
    return { cert, key, ...(ca !== undefined && { ca }) };
  };
  return new FromFiles({ place, files: Object.values(files), read });
}

/**
 * Whoever reaches an open server reads all that it has: with personal data somebody has to answer for that.
 * @throws {OnestopError} `CONFIG_INVALID`
 */
function checkOpen({ name, sdl }: Subgraph, why: string, logger: BaseLogger): void {
  const policy = readPolicy(buildASTSchema(sdl, { assumeValidSDL: true }));
  const personal = policy.personalFields()[0];
  if (personal === undefined) return;
  if (why === '')
    throw new OnestopError('CONFIG_INVALID', {
      where: `--open of ${name}`,
      reason: `it has personal data, such as ${personal}, and would give it to whoever can reach it`,
      fix: 'Give it ONESTOP_SECRET and ask it through the gateway; or say --i-know "why nobody else can reach it".',
    });
  logger.warn(
    { department: name, iKnow: why },
    'open, with personal data: nothing says who asks, and no reading is recorded',
  );
}

function openOne(
  { file, secret, databaseUrl, environment, aggregateQuestions }: SubgraphRequest,
  onFailure: (error: unknown) => void,
): Subgraph {
  if (file === 'identity') return createIdentity({ departments: departmentFiles().map(readPublished), onFailure });
  if (ownSystems.includes(file))
    throw new OnestopError('USAGE', { reason: `${file} runs in the gateway’s own process, not by itself` });
  return loadMappedSubgraph({
    file,
    databaseUrl,
    environment,
    ...(aggregateQuestions !== undefined && { aggregateQuestions }),
    // Without a shared secret cursors live as long as this process.
    secret: secret ?? randomBytes(32).toString('base64url'),
    onFailure: (_department, error) => onFailure(error),
  });
}
