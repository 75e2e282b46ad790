import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import type { LogReport } from '../../subgraphs/access/verify-log.ts';
import { exitCodes } from '../exit.ts';

type AuditOptions = { readonly data?: string; readonly config?: string };
type ExportOptions = AuditOptions & { readonly since?: string; readonly until?: string };

const places = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder of the demo that is meant')
    .option('--config <file>', 'onestop.yaml of the gateway that is meant; by default the demo of this checkout');

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('who read what: check the log, sign it, hand it to a regulator');
  places(audit.command('verify'))
    .description('follow every record from its journal to the signed roots')
    .option('--json', 'the report as JSON')
    .addHelpText(
      'after',
      `
Exits with ${exitCodes.ok} where nothing is wrong, with ${exitCodes.failed} where a record was changed, removed, moved or hidden from the people
concerned, with ${exitCodes.unavailable} where the hub can’t be had.

A root is signed when a day has ended, when a gateway stops, and by \`audit sign\`. What was removed from the end of a
chain after the last root only a journal still tells: this machine’s are compared, those of others are not here.

Example:
  $ onestop audit verify`,
    )
    .action(verify);
  places(audit.command('sign')).description('sign a root of what is on the hub now').action(signRoot);
  places(audit.command('export'))
    .description(
      'records as lines of JSON, those under embargo too, then the roots and their public key: for a regulator',
    )
    .requiredOption('--since <day>', 'first day, in UTC: 2026-11-01')
    .requiredOption('--until <day>', 'last day')
    .action(exportRecords);
}

async function verify(options: AuditOptions & { readonly json?: boolean }): Promise<void> {
  const { withLog } = await import('../access-log.ts');
  const report = await withLog(options, (log) => log.verify());
  if (options.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(written(report));
  if (report.problems.length > 0) process.exitCode = exitCodes.failed;
}

function written({ records, writers, roots, lastRoot, afterLastRoot, unshipped, problems }: LogReport): string {
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  const lines = [
    `${count(records, 'record')} in ${count(writers, 'chain')}, ${count(roots, 'signed root')}${lastRoot === null ? '' : `, the last of ${lastRoot}`}.`,
    ...problems.map((problem) => `  ${problem}`),
    problems.length === 0 ? 'Nothing is missing, changed or out of order, and everybody concerned finds theirs.' : `${count(problems.length, 'problem')}.`, // prettier-ignore
    ...(afterLastRoot === 0 ? [] : [`${count(afterLastRoot, 'record')} came after the last root: whether others after them were removed, no root can tell.`]), // prettier-ignore
    ...(unshipped === 0 ? [] : [`${count(unshipped, 'record')} of this machine’s journals ${unshipped === 1 ? 'is' : 'are'} not on the hub yet.`]), // prettier-ignore
  ];
  return `${lines.join('\n')}\n`;
}

async function signRoot(options: AuditOptions): Promise<void> {
  const { withLog } = await import('../access-log.ts');
  const root = await withLog(options, (log) => log.sign());
  process.stdout.write(`Signed at ${root.at}: ${root.heads.length} chains.\n`);
}

async function exportRecords({ since = '', until = '', ...options }: ExportOptions): Promise<void> {
  for (const [name, day] of Object.entries({ since, until }))
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
      throw new OnestopError('USAGE', { reason: `--${name} is a day such as 2026-11-01, not “${day}”` });
  const { withLog } = await import('../access-log.ts');
  await withLog(options, async (log) => {
    for await (const lines of log.export({ since, until })) process.stdout.write(`${lines.join('\n')}\n`);
  });
}
