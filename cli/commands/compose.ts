import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { departmentFiles, toDepartmentFile } from '../department-files.ts';

type ComposeOptions = { readonly url?: readonly string[]; readonly out?: string };

export function addCompose(program: Command): void {
  program
    .command('compose')
    .argument('[files...]', 'mapped SDL files; all departments of the checkout by default')
    .description('compose departments and the graph’s own systems into one supergraph')
    .option('--url <name=url...>', 'where a router finds a subgraph')
    .option('--out <file>', 'write the supergraph here rather than to the terminal')
    .addHelpText(
      'after',
      '\nExample:\n  $ onestop compose subgraphs/{civil-registry,hotline}/subgraph.graphql --url identity=http://127.0.0.1:4100/graphql civil-registry=http://127.0.0.1:4101/graphql hotline=http://127.0.0.1:4102/graphql --out supergraph.graphql',
    )
    .action(runCompose);
}

async function runCompose(given: readonly string[], { url = [], out }: ComposeOptions): Promise<void> {
  const { composeFiles } = await import('../compose-files.ts');
  const files = given.length === 0 ? departmentFiles() : given.map(toDepartmentFile);
  const supergraph = composeFiles(files, new Map(url.map(readRoute)));
  if (out === undefined) process.stdout.write(supergraph);
  else writeSupergraph(out, supergraph);
}

function writeSupergraph(file: string, supergraph: string): void {
  try {
    writeFileSync(file, supergraph);
  } catch (cause) {
    throw new OnestopError(
      'CONFIG_INVALID',
      { where: file, reason: 'the file can’t be written', fix: 'Name a file in a folder that exists.' },
      { cause },
    );
  }
}

function readRoute(text: string): readonly [string, string] {
  const [, name, address] = /^([a-z][a-z0-9-]*)=(https?:\/\/.+)$/.exec(text) ?? [];
  if (name === undefined || address === undefined)
    throw new OnestopError('USAGE', { reason: `--url wants name=http://…, not “${text}”` });
  return [name, address];
}
