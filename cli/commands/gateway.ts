import type { Command } from 'commander';
import { portNumber, portOf, wholeNumber } from '../exit.ts';
import { OnestopError } from '../../schema/errors.ts';

type GatewayCommandOptions = {
  readonly supergraph?: string;
  readonly port?: string;
  readonly host: string;
  readonly workers?: string;
  readonly config?: string;
  readonly engine?: string;
  readonly trustedOnly?: string;
  readonly profile?: string;
};

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('a Federation 2 gateway for any supergraph whose subgraphs have URLs')
    .option('--supergraph <file>', 'SDL of the supergraph (also SUPERGRAPH_FILE)')
    .option('--port <n>', 'port to listen on (also PORT); 4000 by default')
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--workers <n>', 'processes that answer; the configuration’s by default, else 1')
    .option('--config <file>', 'onestop.yaml with issuer and clients; without one nobody can sign in')
    .option('--engine <name>', 'compiled, the default, or apollo (also ONESTOP_ENGINE)')
    .option('--trusted-only <path>', 'run nothing but the documents of this manifest, or folder of them')
    .option('--profile <file>', 'write a CPU profile there when it stops, and print what each stage took')
    .addHelpText(
      'after',
      '\nWith ONESTOP_SECRET set, requests to subgraphs are signed.\n\nExample:\n  $ onestop gateway --supergraph supergraph.graphql --port 4000',
    )
    .action(runGateway);
}

async function runGateway(options: GatewayCommandOptions): Promise<void> {
  const supergraph = options.supergraph ?? process.env['SUPERGRAPH_FILE'];
  if (supergraph === undefined)
    throw new OnestopError('USAGE', { reason: 'gateway wants --supergraph FILE or SUPERGRAPH_FILE' });
  const port = portNumber(options.port ?? portOf(process.env) ?? '4000');
  const [{ startSupergraph, nobodySignsIn }, { runServer }, { mostWorkers, readConfig }] = await Promise.all([
    import('../start-supergraph.ts'),
    import('../run-server.ts'),
    import('../config.ts'),
  ]);
  const { host, config, workers } = options;
  const settings = config === undefined ? nobodySignsIn : readConfig(config, process.env);
  const request = {
    ...{ file: supergraph, port, host, configFile: config ?? null },
    ...(options.engine !== undefined && { engine: options.engine }),
    ...(options.trustedOnly !== undefined && { trustedOnly: options.trustedOnly }),
    environment: process.env,
  };
  await runServer({
    workers:
      workers === undefined
        ? settings.workers
        : wholeNumber(workers, 'the number of workers', { min: 1, max: mostWorkers }),
    listens: { ...settings, host, port },
    profile: options.profile ?? null,
    start: (worker) => startSupergraph({ ...request, worker }),
  });
}
