import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { secretOf } from '../../schema/shared-secret.ts';
import { departmentFiles, toDepartmentFile } from '../department-files.ts';
import { exitCodeOf, exitCodes, reportFailure, wholeNumber } from '../exit.ts';
import type { DepartmentQuality } from '../read-quality.ts';

type QualityOptions = {
  readonly database?: string;
  readonly data?: string;
  readonly department?: string;
  readonly type?: string;
  readonly list?: string;
  readonly json?: boolean;
};

export function addQuality(program: Command): void {
  program
    .command('quality')
    .argument('[files...]', 'mapped SDL files; all departments of the checkout by default')
    .description('read every row and count the stored values that the graph can’t give')
    .option('--database <url>', 'database of the one file given, in place of its own url')
    .option('--data <folder>', 'data folder of a demo whose databases are meant')
    .option('--department <name>', 'only this department')
    .option('--type <name>', 'only this type')
    .option('--list <n>', 'the first n people concerned, by pseudonym, below each line')
    .option('--json', 'a line of JSON for each type, field and reason')
    .addHelpText(
      'after',
      `
Exits with ${exitCodes.ok} where nothing was found, with ${exitCodes.failed} where something was, with ${exitCodes.unavailable} where a database can’t be had.

Needs the department’s database and an account that may read it, no gateway; reads in batches, over one connection. It
counts rows of types with a table and a key. A key that is stored more than once is counted where its rows follow one
another in the order of the key; forms between which others stand, as 15 digits and 18, are not seen.

Pseudonyms are those of the graph’s findings where --data names its folder or ONESTOP_SECRET is the graph’s; else they
hold for this run alone.

Example:
  $ CIVIL_REGISTRY_URL=postgres://reader:…@host/civil_registry onestop quality subgraphs/civil-registry/subgraph.graphql`,
    )
    .action(runQuality);
}

async function runQuality(names: readonly string[], options: QualityOptions): Promise<void> {
  const files = names.length === 0 ? departmentFiles() : names.map(toDepartmentFile);
  if (options.database !== undefined && files.length !== 1)
    throw new OnestopError('USAGE', { reason: '--database is for one file' });
  const keys = options.list === undefined ? 0 : wholeNumber(options.list, '--list', { min: 1, max: 1000 });
  const [{ readQuality }, { writeJsonLines, writeTable, writeTotal }, { databaseEnvironment }] = await Promise.all([
    import('../read-quality.ts'),
    import('../write-quality.ts'),
    import('../demo-environment.ts'),
  ]);
  const { department = null, type = null, database = null } = options;
  const environment = databaseEnvironment(options.data);
  const secret = await pseudonymSecret(options);
  const started = performance.now();
  const read: DepartmentQuality[] = [];
  for await (const each of readQuality({ files, databaseUrl: database, environment, secret, department, type, keys })) {
    read.push(each);
    if (options.json === true) process.stdout.write(writeJsonLines(each, { keys: keys > 0 }));
    else if (each.failure === null || each.types.length > 0) process.stdout.write(`${writeTable(each)}\n`);
    if (each.failure !== null) reportFailure(each.failure);
  }
  const types = read.flatMap((each) => each.types);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  // JSON is for programs, the total for whoever looks on.
  const output = options.json === true ? process.stderr : process.stdout;
  if (types.length > 0) output.write(`${writeTotal(types)} in ${seconds} s\n`);
  process.exitCode = exitCode(read);
}

/** A database that can't be had outweighs what was found in the others. */
function exitCode(read: readonly DepartmentQuality[]): number {
  const isFound = read.some(({ types }) => types.some(({ counts }) => counts.length > 0));
  const failures = read.map(({ failure }) => (failure === null ? exitCodes.ok : exitCodeOf(failure)));
  return Math.max(isFound ? exitCodes.failed : exitCodes.ok, ...failures);
}

async function pseudonymSecret({ data }: QualityOptions): Promise<string> {
  if (data === undefined) return secretOf(process.env, 'ONESTOP_SECRET') ?? randomBytes(32).toString('base64url');
  const { openDataFolder, secret } = await import('../../demo/data-folder.ts');
  return secret(openDataFolder(data), 'graph');
}
