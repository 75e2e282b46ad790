import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * A small checkout, one file a room, linted with the rules of the real one: which rooms open which
 * doors is STYLE of the house, and a rule that silently stopped working would look like order.
 */
const rooms = [
  'schema/port.ts',
  'adapters/mapping/read.ts',
  'adapters/dialects/dialect.ts',
  'adapters/dialects/postgres/driver.ts',
  'adapters/dialects/mysql/driver.ts',
  'subgraphs/identity/resolve.ts',
  'subgraphs/feedback/resolve.ts',
  'gateway/http/serve.ts',
  'gateway/execution/run.ts',
  'gateway/planning/plan.ts',
  'gateway/composition/compose.ts',
  'gateway/security/guard.ts',
  'gateway/audit/record.ts',
  'cli/main.ts',
  'demo/launch.ts',
] as const;
type Room = (typeof rooms)[number];

const allowed: readonly (readonly [Room, Room])[] = [
  ['adapters/mapping/read.ts', 'schema/port.ts'],
  ['adapters/dialects/mysql/driver.ts', 'adapters/mapping/read.ts'],
  ['adapters/dialects/mysql/driver.ts', 'adapters/dialects/dialect.ts'],
  ['subgraphs/identity/resolve.ts', 'adapters/mapping/read.ts'],
  ['subgraphs/identity/resolve.ts', 'schema/port.ts'],
  ['gateway/http/serve.ts', 'schema/port.ts'],
  ['gateway/http/serve.ts', 'gateway/execution/run.ts'],
  ['gateway/execution/run.ts', 'gateway/planning/plan.ts'],
  ['gateway/planning/plan.ts', 'gateway/composition/compose.ts'],
  ['gateway/security/guard.ts', 'schema/port.ts'],
  ['cli/main.ts', 'gateway/http/serve.ts'],
  ['cli/main.ts', 'adapters/mapping/read.ts'],
  ['cli/main.ts', 'demo/launch.ts'],
];

const forbidden: readonly (readonly [Room, Room])[] = [
  ['schema/port.ts', 'adapters/mapping/read.ts'],
  ['schema/port.ts', 'gateway/http/serve.ts'],
  ['adapters/mapping/read.ts', 'gateway/planning/plan.ts'],
  ['adapters/mapping/read.ts', 'subgraphs/identity/resolve.ts'],
  ['adapters/dialects/mysql/driver.ts', 'adapters/dialects/postgres/driver.ts'],
  ['subgraphs/identity/resolve.ts', 'subgraphs/feedback/resolve.ts'],
  ['subgraphs/identity/resolve.ts', 'gateway/http/serve.ts'],
  ['gateway/http/serve.ts', 'adapters/mapping/read.ts'],
  ['gateway/http/serve.ts', 'subgraphs/identity/resolve.ts'],
  ['gateway/execution/run.ts', 'gateway/http/serve.ts'],
  ['gateway/planning/plan.ts', 'gateway/execution/run.ts'],
  ['gateway/composition/compose.ts', 'gateway/planning/plan.ts'],
  ['gateway/security/guard.ts', 'gateway/audit/record.ts'],
  ['gateway/audit/record.ts', 'gateway/planning/plan.ts'],
  ['gateway/http/serve.ts', 'cli/main.ts'],
  ['adapters/mapping/read.ts', 'demo/launch.ts'],
];

const configFile = new URL('../../eslint.config.js', import.meta.url).href;

let checkout: string;
let eslint: ESLint;

beforeAll(async () => {
  const { importRules } = (await import(configFile)) as { importRules: (checkout: string) => Linter.Config };
  checkout = mkdtempSync(path.join(tmpdir(), 'onestop-lint-'));
  for (const room of rooms) write(room, 'export const x = 1;\n');
  write('adapters/mapping/one.ts', "import { two } from './two.ts';\nexport const one = () => two;\n");
  write('adapters/mapping/two.ts', "import { one } from './one.ts';\nexport const two = () => one;\n");
  const parser: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  eslint = new ESLint({
    cwd: checkout,
    overrideConfigFile: true,
    overrideConfig: [parser, importRules(checkout)],
  });
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('import directions', () => {
  test.each(allowed)('%s may import %s', async (importer, imported) => {
    expect(await lintImport(importer, imported)).toEqual([]);
  });

  test.each(forbidden)('%s may not import %s', async (importer, imported) => {
    expect(await lintImport(importer, imported)).toEqual(['import-x/no-restricted-paths']);
  });

  test('an import cycle is an error', async () => {
    const [result] = await eslint.lintFiles(['adapters/mapping/one.ts']);
    expect(result?.messages.map((message) => [message.ruleId, message.severity])).toEqual([['import-x/no-cycle', 2]]);
  });

  test('a default export is an error', async () => {
    expect(await lint('schema/port.ts', 'export default 1;\n')).toEqual(['import-x/no-default-export']);
  });
});

function write(file: string, text: string): void {
  const target = path.join(checkout, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function lintImport(importer: Room, imported: Room): Promise<(string | null)[]> {
  const specifier = path.posix.relative(path.posix.dirname(importer), imported);
  const relative = specifier.startsWith('.') ? specifier : `./${specifier}`;
  return lint(importer, `import { x } from '${relative}';\nexport const y = x;\n`);
}

/** Names of the rules that called this text an error. */
async function lint(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(checkout, file) });
  return (result?.messages ?? []).filter((message) => message.severity === 2).map((message) => message.ruleId);
}
