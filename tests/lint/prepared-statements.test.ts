import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const configFile = new URL('../../eslint.config.js', import.meta.url).href;
const checkout = path.join(import.meta.dirname, '../..');

let eslint: ESLint;
beforeAll(async () => {
  const { mysqlRules } = (await import(configFile)) as { readonly mysqlRules: readonly Linter.Config[] };
  const parser: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  eslint = new ESLint({ cwd: checkout, overrideConfigFile: true, overrideConfig: [parser, ...mysqlRules] });
});

/** How many mistakes this text has in this file. */
async function count(file: string, text: string): Promise<number | undefined> {
  const [result] = await eslint.lintText(text, { filePath: path.join(checkout, file) });
  return result?.errorCount;
}

const driver = 'adapters/dialects/mysql/some-file.ts';
const seed = 'demo/seed/seed-mariadb.ts';

describe('values are never written into a text for MariaDB', () => {
  test.each([
    [driver, "connection.query('SELECT ?', [1])"],
    [driver, "connection.query('SELECT 1')"],
    [driver, "connection['query']('SELECT 1')"],
    [driver, 'const ask = connection.query'],
    [driver, 'const { query } = connection'],
    [seed, "connection.query('SELECT ?', [1])"],
    ['tests/adapters/mariadb/some.test.ts', "(await connect()).query('SELECT ?', [1])"],
  ])('%s: %s is refused', async (file, text) => expect(await count(file, text)).toBe(1));

  test.each([
    [driver, "connection.execute('SELECT ?', [1])"],
    [driver, 'export const driver = { query: (text) => pool.read(text) }'],
    [seed, "connection.query('CREATE TABLE t (id integer)')"],
    ['tests/adapters/mysql-some.test.ts', "driver.query('SELECT ?', [1])"],
    ['adapters/dialects/postgres/some-file.ts', "pool.query('SELECT $1', [1])"],
  ])('%s: %s is not', async (file, text) => expect(await count(file, text)).toBe(0));
});
