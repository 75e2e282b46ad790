import type { Command } from 'commander';
import { portNumber, portOf } from '../exit.ts';

type ServeOptions = {
  readonly config: string;
  readonly port?: string;
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
    .option('--engine <name>', 'compiled, the default, or apollo (also ONESTOP_ENGINE)')
    .option('--trusted-only <path>', 'run nothing but the documents of this manifest, or folder of them')
    .option('--profile <file>', 'write a CPU profile there when it stops, and print what each stage took')
    .addHelpText(
      'after',
      '\ndocs/onestop.example.yaml shows a configuration.\n\nExample:\n  $ onestop serve --config onestop.yaml',
    )
    .action(runServe);
}

async function runServe({ config, port, engine, trustedOnly, profile }: ServeOptions): Promise<void> {
  const given = port ?? portOf(process.env);
  const finishProfile = profile === undefined ? null : await (await import('../profile.ts')).startProfile(profile);
  const [{ startServe }, { untilStopped }] = await Promise.all([import('../start-serve.ts'), import('../listen.ts')]);
  const running = await startServe({
    configFile: config,
    port: given === undefined ? null : portNumber(given),
    ...(engine !== undefined && { engine }),
    ...(trustedOnly !== undefined && { trustedOnly }),
    environment: process.env,
  });
  process.stdout.write(`the gateway answers at ${running.url}/graphql\n`);
  if (running.operatorsUrl !== null)
    process.stdout.write(`operators are answered at ${running.operatorsUrl}/metrics\n`);
  await untilStopped(running.close);
  await finishProfile?.();
}
