import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { secretOf } from '../../schema/shared-secret.ts';
import { portNumber, wholeNumber } from '../exit.ts';
import type { SubgraphRequest } from '../start-subgraph.ts';

type SubgraphOptions = {
  readonly port: string;
  readonly host: string;
  readonly open?: boolean;
  readonly public?: boolean;
  readonly iKnow?: string;
  readonly database?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
  readonly secretFile?: string;
  readonly aggregateQuestions?: string;
};

export function addSubgraph(program: Command): void {
  program
    .command('subgraph')
    .argument('<file>', 'a mapped SDL file, or the name of one of the graph’s own systems: identity')
    .description('serve one department on its own, for a gateway elsewhere')
    .requiredOption('--port <n>', 'port to listen on')
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--public', 'give who does not sign what is public, and nothing else: behind another router')
    .option('--open', 'serve whoever can reach it, unsigned: only behind a router on a private network')
    .option('--i-know <why>', 'with --open, where personal data is mapped: why that is right, for the log')
    .option('--database <url>', 'database, in place of the file’s own url')
    .option(
      '--secret-file <path>',
      'file of the secret shared with gateways, in place of ONESTOP_SECRET; it may change',
    )
    .option('--aggregate-questions <n>', 'what one client may ask in a day for counts and sums over people')
    .option('--tls-cert <file>', 'certificate to listen with, PEM; with --tls-key')
    .option('--tls-key <file>', 'its key')
    .option('--client-ca <file>', 'authority whose certificates gateways must show')
    .addHelpText(
      'after',
      '\nRequests are signed by a gateway that has the same ONESTOP_SECRET.\n\nExample:\n  $ ONESTOP_SECRET=… CIVIL_REGISTRY_URL=postgres://… onestop subgraph civil-registry.graphql --port 4101',
    )
    .action(runSubgraph);
}

async function runSubgraph(file: string, options: SubgraphOptions): Promise<void> {
  const port = portNumber(options.port);
  const secret = secretOf(process.env, 'ONESTOP_SECRET');
  if (secret === null && options.secretFile === undefined && options.open !== true)
    throw new OnestopError('CONFIG_INVALID', {
      where: 'the environment',
      reason: 'there is no ONESTOP_SECRET to check signatures with',
      fix: 'Set it to the secret that the gateway has, name its file by --secret-file, or serve whoever comes with --open.',
    });
  const [{ startSubgraph }, { untilStopped }] = await Promise.all([
    import('../start-subgraph.ts'),
    import('../listen.ts'),
  ]);
  const running = await startSubgraph({
    file,
    port,
    host: options.host,
    open: options.open === true ? { iKnow: options.iKnow?.trim() ?? '' } : null,
    public: options.public ?? false,
    secret,
    ...(options.secretFile !== undefined && { secretFile: options.secretFile }),
    ...(options.aggregateQuestions !== undefined && {
      aggregateQuestions: wholeNumber(options.aggregateQuestions, '--aggregate-questions', { min: 1, max: 1_000_000 }),
    }),
    databaseUrl: options.database ?? null,
    ...tlsOf(options),
    environment: process.env,
  });
  process.stdout.write(`${running.name} answers at ${running.url}/graphql\n`);
  await untilStopped(running.close);
}

function tlsOf({ tlsCert: cert, tlsKey: key, clientCa: ca }: SubgraphOptions): Pick<SubgraphRequest, 'tls'> {
  if (cert === undefined && key === undefined && ca === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new OnestopError('USAGE', { reason: '--tls-cert and --tls-key go together, and --client-ca with them' });
  return { tls: { cert, key, ...(ca !== undefined && { ca }) } };
}
