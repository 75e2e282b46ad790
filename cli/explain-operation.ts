import { existsSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { defaultDataFolder } from '../demo/data-folder.ts';
import { createGateway, type Gateway } from '../gateway/create-gateway.ts';
import { OperationRefused } from '../gateway/planning/operation-refused.ts';
import type { PlannedFetch } from '../gateway/planning/plan-operation.ts';
import { OnestopError } from '../schema/errors.ts';
import type { ExplainedStatement, Subgraph } from '../schema/subgraph.ts';
import { databasesFile, demoEnvironment } from './demo-environment.ts';
import { departmentFiles } from './department-files.ts';
import { openSubgraphs } from './open-subgraphs.ts';

export type ExplainRequest = {
  readonly text: string;
  readonly operationName: string | null;
  /** The demo's; null for the checkout's own, where there is one. */
  readonly dataFolder: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The plan of an operation, and for each fetch what its department would run, as text. */
export async function explainOperation(request: ExplainRequest): Promise<string> {
  const logger = pino({ level: 'silent' });
  const departments = departmentFiles().map((each) => ({ kind: 'local', ...each }) as const);
  const environment = { ...request.environment, ...demoUrls(request) };
  const subgraphs = await openSubgraphs({
    departments,
    secret: 'explain',
    environment,
    hub: environment['HUB_URL'] ?? null,
    logger,
  });
  const gateway = await createGateway({ subgraphs, logger });
  try {
    const plan = planOf(gateway, request);
    const parts = await Promise.all(plan.fetches.map((fetch) => explainFetch(fetch, subgraphs)));
    return `${[plan.text, ...parts].join('\n\n')}\n`;
  } finally {
    await gateway.close();
  }
}

function demoUrls({ dataFolder }: ExplainRequest): Readonly<Record<string, string>> {
  if (dataFolder !== null) return demoEnvironment(dataFolder);
  return existsSync(databasesFile(defaultDataFolder())) ? demoEnvironment(defaultDataFolder()) : {};
}

function planOf(gateway: Gateway, { text, operationName }: ExplainRequest): ReturnType<Gateway['explain']> {
  try {
    return gateway.explain(text, operationName);
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof OperationRefused)
      throw new OnestopError('GRAPHQL_VALIDATION_FAILED', { reason: error.message }, { cause: error });
    throw error;
  }
}

/** What a system of the graph's own asks of departments in its turn stands under their names. */
async function explainFetch(fetch: PlannedFetch, subgraphs: readonly Subgraph[]): Promise<string> {
  const subgraph = subgraphs.find((each) => each.name === fetch.department);
  const statements = (await subgraph?.prepare({ document: fetch.document }).explain()) ?? [];
  const where = fetch.path.length === 0 ? 'the root' : fetch.path.join('.');
  const askers = [...new Set([fetch.department, ...statements.map(({ department }) => department)])];
  return askers
    .map((department) => {
      const own = statements.filter((each) => each.department === department);
      const wherefrom = department === fetch.department ? where : `${fetch.department} at ${where}`;
      return writeFetch(`${department}, for ${wherefrom}`, own);
    })
    .join('\n\n');
}

const writeFetch = (title: string, statements: readonly ExplainedStatement[]): string =>
  [
    `# ${title}: ${statements.length} ${statements.length === 1 ? 'statement' : 'statements'}`,
    ...statements.map(writeStatement),
  ].join('\n');

const writeStatement = ({ dialect, reads, text }: ExplainedStatement): string => `-- ${reads} (${dialect})\n${text}`;
