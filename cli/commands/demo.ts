import path from 'node:path';
import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { engineName } from '../engine-name.ts';
import { portNumber, portOf, wholeNumber } from '../exit.ts';

type DemoOptions = {
  readonly port?: string;
  readonly seed: string;
  readonly citizens: string;
  readonly data?: string;
  readonly databases?: string;
  readonly engine?: string;
};

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('start the departments’ databases, seed them, start the gateway')
    .option('--port <n>', 'port of the gateway, on 127.0.0.1 (also PORT)')
    .option('--seed <n>', 'which synthetic city', '1')
    .option('--citizens <n>', 'how many people live in it', '20000')
    .option('--data <folder>', 'where databases and keys are kept; .onestop in the checkout by default')
    .option('--databases <list>', 'databases that exist: civil-registry=postgres://…,hotline=mysql://…')
    .option('--engine <name>', 'compiled, the default, or apollo (also ONESTOP_ENGINE)')
    .addHelpText('after', '\nExample:\n  $ PORT=4001 onestop demo --citizens 2000 --data /tmp/city')
    .action(runDemo);
}

async function runDemo(options: DemoOptions): Promise<void> {
  const port = portNumber(options.port ?? portOf(process.env) ?? '4000');
  const request = {
    port,
    seed: wholeNumber(options.seed, '--seed', { min: 0, max: 2 ** 31 - 1 }),
    citizens: wholeNumber(options.citizens, '--citizens', { min: 10, max: 5_000_000 }),
    ...(options.data !== undefined && { dataFolder: path.resolve(options.data) }),
    databases: readDatabases(options.databases),
    engine: engineName(options.engine, process.env),
    output: process.stdout,
  };
  const [{ untilStopped }, { startDemo }] = await Promise.all([import('../listen.ts'), import('../start-demo.ts')]);
  const demo = await startDemo(request);
  await untilStopped(async () => {
    process.stdout.write('\nStopping…\n');
    await demo.close();
  });
}

/** `name=url,name=url`; a comma inside a URL is written %2C. */
function readDatabases(list: string | undefined): Readonly<Record<string, string>> {
  if (list === undefined) return {};
  return Object.fromEntries(
    list.split(',').map((part) => {
      const [, name, url] = /^([^=]+)=(.+)$/.exec(part.trim()) ?? [];
      if (name === undefined || url === undefined)
        throw new OnestopError('USAGE', { reason: `--databases wants name=url, not “${part}”` });
      return [name, url];
    }),
  );
}
