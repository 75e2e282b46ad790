import { existsSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { defaultDataFolder } from '../demo/data-folder.ts';
import {
  createExplainer,
  type Explain,
  type ExplainedOperation,
  type ExplainedFetchPlan,
  type PersonalData,
} from '../gateway/create-explainer.ts';
import { OperationRefused } from '../gateway/planning/operation-refused.ts';
import { OnestopError } from '../schema/errors.ts';
import type { ExplainedStatement, Subgraph, Variables } from '../schema/subgraph.ts';
import { letsSignIn, readConfig, type Config } from './config.ts';
import { databasesFile, demoEnvironment } from './demo-environment.ts';
import { departmentFiles } from './department-files.ts';
import { openSubgraphs, type OpenOptions } from './open-subgraphs.ts';

export type ExplainerOptions = {
  /** `onestop.yaml` of the graph that is meant; the demo's graph where it is absent. */
  readonly configFile?: string;
  /** The demo's; null for the checkout's own, where there is one. */
  readonly dataFolder: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type ExplainRequest = {
  readonly text: string;
  readonly operationName?: string | null;
  /** What filters, orders and pages ask decides the SQL; a list as it stands where they are absent. */
  readonly variables?: Variables;
};

/** One fetch of a plan, or what a system of the graph's own asks of one department in its turn. */
export type ExplainedFetch = {
  readonly department: string;
  /** Where in the answer it is for, in words. */
  readonly where: string;
  /** Personal data that it asks for. */
  readonly personal: readonly PersonalData[];
  readonly statements: readonly ExplainedStatement[];
};

/** The plan of an operation, as text, and for each fetch what its department would run. */
export type Explained = Pick<ExplainedOperation, 'text' | 'cost' | 'maxCost'> & {
  readonly fetches: readonly ExplainedFetch[];
};

/** Explains operations of one graph, which is composed once. */
export type Explainer = { explain(request: ExplainRequest): Promise<Explained>; close(): Promise<void> };

/** @throws {CompositionFailed} */
export async function openExplainer(options: ExplainerOptions): Promise<Explainer> {
  const { limits, ...graph } = options.configFile === undefined ? demoGraph(options) : configuredGraph(options.configFile, options); // prettier-ignore
  const subgraphs = await openSubgraphs({ ...graph, logger: pino({ level: 'silent' }) });
  const close = async (): Promise<void> => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
  };
  try {
    const plan = createExplainer(subgraphs, limits);
    return {
      explain: async (request) => {
        const { text, cost, maxCost, fetches, variables } = planOf(plan, request);
        const explained = await Promise.all(fetches.map((each) => explainFetch(each, subgraphs, variables)));
        return { text, cost, maxCost, fetches: explained.flat() };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type ExplainedGraph = Omit<OpenOptions, 'logger'> & Pick<Config, 'limits'>;

/** Nothing is read, so that nothing is written down. */
const noAccess = { journalFolder: '', roots: null } as const;

function demoGraph(options: ExplainerOptions): ExplainedGraph {
  const departments = departmentFiles().map((each) => ({ kind: 'local', ...each }) as const);
  const environment = { ...options.environment, ...demoUrls(options) };
  return { departments, secret: 'explain', environment, hub: environment['HUB_URL'] ?? null, access: noAccess, limits: {} }; // prettier-ignore
}

/** @throws {OnestopError} `CONFIG_INVALID` */
function configuredGraph(file: string, { environment }: ExplainerOptions): ExplainedGraph {
  const config = readConfig(file, environment);
  const { departments, hub, agreements, limits } = config;
  const access = letsSignIn(config) ? noAccess : null;
  return { departments, secret: config.secret ?? 'explain', environment, hub, agreements, access, limits };
}

/** What an operation was explained as, for people. */
export function writeExplained({ text, cost, maxCost, fetches }: Explained): string {
  const price = `# costs ${cost} of the ${maxCost} that one operation may cost`;
  return `${[text, price, ...fetches.map(writeFetch)].join('\n\n')}\n`;
}

function demoUrls({ dataFolder }: ExplainerOptions): Readonly<Record<string, string>> {
  if (dataFolder !== null) return demoEnvironment(dataFolder);
  return existsSync(databasesFile(defaultDataFolder())) ? demoEnvironment(defaultDataFolder()) : {};
}

function planOf(plan: Explain, { text, operationName, variables }: ExplainRequest): ExplainedOperation {
  try {
    return plan(text, operationName ?? null, variables);
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof OperationRefused)
      throw new OnestopError('GRAPHQL_VALIDATION_FAILED', { reason: error.message }, { cause: error });
    throw error;
  }
}

async function explainFetch(
  fetch: ExplainedFetchPlan,
  subgraphs: readonly Subgraph[],
  variables: Variables,
): Promise<readonly ExplainedFetch[]> {
  const subgraph = subgraphs.find((each) => each.name === fetch.department);
  const statements = (await subgraph?.prepare({ document: fetch.document }).explain(variables)) ?? [];
  const where = fetch.path.length === 0 ? 'the root' : fetch.path.join('.');
  const asked = [...new Set([fetch.department, ...statements.map(({ department }) => department)])];
  return asked.map((department) => ({
    department,
    where: department === fetch.department ? where : `${fetch.department} at ${where}`,
    personal: department === fetch.department ? fetch.personal : [],
    statements: statements.filter((each) => each.department === department),
  }));
}

const writeFetch = ({ department, where, personal, statements }: ExplainedFetch): string =>
  [
    `# ${department}, for ${where}: ${statements.length} ${statements.length === 1 ? 'statement' : 'statements'}`,
    ...personal.map(writePersonal),
    ...statements.map(writeStatement),
  ].join('\n');

const writePersonal = ({ type, subject, fields }: PersonalData): string =>
  `# personal data of ${type}${subject === null ? '' : `, of whom ${subject} tells`}: ${fields.join(', ')}`;

const writeStatement = ({ dialect, reads, text, soleText, scanText }: ExplainedStatement): string =>
  [
    `-- ${reads} (${dialect})\n${text}`,
    ...(soleText === undefined ? [] : [`-- ${reads} (${dialect}), where one key is asked for\n${soleText}`]),
    ...(scanText === undefined ? [] : [`-- ${reads} (${dialect}), where several keys have few rows\n${scanText}`]),
  ].join('\n');
