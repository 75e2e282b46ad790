import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.ts';
import { addCheck } from './commands/check.ts';
import { addCompose } from './commands/compose.ts';
import { addDemo } from './commands/demo.ts';
import { addExplain } from './commands/explain.ts';
import { addGateway } from './commands/gateway.ts';
import { addQuality } from './commands/quality.ts';
import { addServe } from './commands/serve.ts';
import { addSubgraph } from './commands/subgraph.ts';
import { addToken } from './commands/token.ts';
import { exitCodes, reportFailure } from './exit.ts';

/**
 * Runs one command, which writes to this process's standard output and error and sets its exit code.
 * @param args what stands behind `onestop`
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has written what was wrong; help and version are no failure.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    else reportFailure(error);
  }
}

/** Each command loads what it needs when it runs, so that `--help` is quick. */
function createProgram(): Command {
  const program = new Command('onestop')
    .description('One GraphQL graph over the databases that government departments already have')
    .version('0.1.0')
    .showHelpAfterError('(onestop --help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText(
      'after',
      `\nExit codes: ${exitCodes.ok} done, ${exitCodes.failed} mistakes found or failed, ${exitCodes.usage} wrong usage, ${exitCodes.unavailable} a database, engine or port can’t be had.`,
    );
  for (const add of [
    addDemo,
    addServe,
    addGateway,
    addSubgraph,
    addCompose,
    addCheck,
    addQuality,
    addToken,
    addExplain,
    addAudit,
  ])
    add(program);
  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    command.exitOverride().showHelpAfterError(`(onestop ${command.name()} --help tells more)`);
  return program;
}
