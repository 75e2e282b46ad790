import type { Command } from 'commander';
import { portNumber, portOf, wholeNumber } from '../exit.ts';

type ServeOptions = {
  readonly config: string;
  readonly port?: string;
  readonly workers?: string;
  readonly engine?: string;
  readonly trustedOnly?: string;
  readonly profile?: string;
};

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the gateway as onestop.yaml says: departments local or remote, issuer, clients and purposes')
    .option('--config <file>', 'the configuration', 'onestop.yaml')
    .option('--port <n>', 'port, in place of the configuration’s (also PORT)')
    .option('--workers <n>', 'processes that answer, in place of the configuration’s; 1 by default')
    .option('--engine <name>', 'compiled, the default, or apollo (also ONESTOP_ENGINE)')
    .option('--trusted-only <path>', 'run nothing but the documents of this manifest, or folder of them')
    .option('--profile <file>', 'write a CPU profile there when it stops, and print what each stage took')
    .addHelpText(
      'after',
      '\ndocs/onestop.example.yaml shows a configuration.\n\nExample:\n  $ onestop serve --config onestop.yaml',
    )
    .action(runServe);
}

async function runServe({ config, port, workers, engine, trustedOnly, profile }: ServeOptions): Promise<void> {
  const given = port ?? portOf(process.env);
  const [{ startServe }, { runServer }, { mostWorkers, readConfig }] = await Promise.all([
    import('../start-serve.ts'),
    import('../run-server.ts'),
    import('../config.ts'),
  ]);
  const settings = readConfig(config, process.env);
  const request = {
    configFile: config,
    port: given === undefined ? null : portNumber(given),
    ...(engine !== undefined && { engine }),
    ...(trustedOnly !== undefined && { trustedOnly }),
    environment: process.env,
  };
  await runServer({
    workers:
      workers === undefined
        ? settings.workers
        : wholeNumber(workers, 'the number of workers', { min: 1, max: mostWorkers }),
    listens: { ...settings, port: request.port ?? settings.port },
    profile: profile ?? null,
    start: (worker) => startServe({ ...request, worker }),
  });
}
