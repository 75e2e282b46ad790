import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';

type ExplainOptions = {
  readonly operation?: string;
  readonly variables?: string;
  readonly config?: string;
  readonly data?: string;
};

export function addExplain(program: Command): void {
  program
    .command('explain')
    .argument('<operation>', 'GraphQL text, or a file that holds it')
    .description('print the query plan of an operation and the statements each department runs for it')
    .option('--operation <name>', 'which operation of the document')
    .option('--variables <json>', 'what filters, orders and pages ask decides the SQL: {"status": "OPEN"}')
    .option('--config <file>', 'onestop.yaml of the graph that is meant, as for serve; else it is the demo’s')
    .option('--data <folder>', 'data folder of the demo whose databases are meant')
    .addHelpText(
      'after',
      '\nWorks beside a running demo, or with the databases’ URLs in the environment.\n\nExample:\n  $ onestop explain docs/hero.graphql\n  $ onestop explain --config onestop.yaml \'{ citizen(id: "…") { fullName } }\'',
    )
    .action(runExplain);
}

async function runExplain(operation: string, options: ExplainOptions): Promise<void> {
  const text = isFile(operation) ? readFileSync(operation, 'utf8') : operation;
  if (!text.includes('{')) throw new OnestopError('USAGE', { reason: `“${operation}” is neither a file nor GraphQL` });
  const variables = options.variables === undefined ? {} : readVariables(options.variables);
  const { openExplainer, writeExplained } = await import('../explain-operation.ts');
  const { config, data } = options;
  if (config !== undefined && data !== undefined)
    throw new OnestopError('USAGE', { reason: 'either --config or --data is given' });
  const explainer = await openExplainer({
    dataFolder: data ?? null,
    environment: process.env,
    ...(config !== undefined && { configFile: config }),
  });
  try {
    const explained = await explainer.explain({ text, operationName: options.operation ?? null, variables });
    process.stdout.write(writeExplained(explained));
  } finally {
    await explainer.close();
  }
}

function readVariables(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw new OnestopError('USAGE', { reason: `--variables is a JSON object, not ${text}` });
}

/** A long operation is no name at all: the system says so with an error of its own. */
function isFile(name: string): boolean {
  try {
    return statSync(name).isFile();
  } catch {
    return false;
  }
}
