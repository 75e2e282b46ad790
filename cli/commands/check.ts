import type { Command } from 'commander';
import type { MappingMistake } from '../../adapters/mapping/mistake.ts';
import { OnestopError } from '../../schema/errors.ts';
import { departmentFiles, readDepartmentFile, toDepartmentFile, type DepartmentFile } from '../department-files.ts';
import { exitCodes } from '../exit.ts';

type CheckOptions = { readonly offline?: boolean; readonly database?: string; readonly data?: string };

export function addCheck(program: Command): void {
  program
    .command('check')
    .argument('[files...]', 'mapped SDL files; all departments of the checkout by default')
    .description('find mistakes in mapped SDL files, hold them against their databases and one another')
    .option('--offline', 'do not ask the databases')
    .option('--database <url>', 'database of the one file given, in place of its own url')
    .option('--data <folder>', 'data folder of a demo whose databases are meant')
    .addHelpText(
      'after',
      '\nExample:\n  $ CIVIL_REGISTRY_URL=postgres://reader:…@host/civil_registry onestop check subgraphs/civil-registry/subgraph.graphql',
    )
    .action(runCheck);
}

async function runCheck(names: readonly string[], options: CheckOptions): Promise<void> {
  const { checkFiles } = await import('../check-files.ts');
  const { writeMistake } = await import('../../adapters/mapping/mistake.ts');
  const files = names.length === 0 ? departmentFiles() : names.map(toDepartmentFile);
  if (options.database !== undefined && files.length !== 1)
    throw new OnestopError('USAGE', { reason: '--database is for one file' });
  const { databaseEnvironment } = await import('../demo-environment.ts');
  const environment = databaseEnvironment(options.data);
  const given = files.map((file) => ({ displayName: file.displayName, sdl: readDepartmentFile(file) }));
  const result = await checkFiles(given, {
    online: options.offline !== true,
    databaseUrl: options.database ?? null,
    environment,
  });
  for (const mistake of result.mistakes) process.stdout.write(`${writeMistake(mistake)}\n`);
  if (result.mistakes.length > 0) process.exitCode = exitCodes.failed;
  for (const hint of result.hints) process.stdout.write(`hint ${hint}\n`);
  process.stdout.write(summary(files, result.mistakes, result.publicFields));
}

function summary(
  files: readonly DepartmentFile[],
  mistakes: readonly MappingMistake[],
  publicFields: readonly string[],
): string {
  if (mistakes.length > 0)
    return `\n${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'} in ${files.length} ${files.length === 1 ? 'file' : 'files'}\n`;
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, no mistakes. Whoever asks, signed in or not, may read:\n  ${publicFields.join('\n  ')}\n`;
}
