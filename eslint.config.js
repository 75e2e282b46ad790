import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;

/** The stages of the gateway, outermost first: each may open the doors to its right. */
const stages = ['http', 'execution', 'planning', 'composition'];
/** Rooms of the gateway that are handed in, and know none of its other rooms. */
const handedIn = ['security', 'audit', 'resilience', 'metrics', 'remote', 'console'];

const foldersOf = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];

/** Zones that keep each folder of `parent` from importing another; files beside the folders are common to all. */
const apart = (base, parent, message) =>
  foldersOf(path.join(base, parent)).map((one, _index, all) => ({
    target: `./${parent}/${one}`,
    from: all.filter((other) => other !== one).map((other) => `./${parent}/${other}`),
    message,
  }));

/**
 * Which room may open which door, as zones of `no-restricted-paths`.
 * @param base the checkout
 */
const zones = (base) =>
  [
    {
      target: ['./schema', './adapters', './subgraphs', './gateway'],
      from: ['./cli', './demo', './bench', './tests'],
      message: 'Nothing imports cli, demo, bench or tests.',
    },
    {
      target: './schema',
      from: ['./adapters', './subgraphs', './gateway'],
      message: 'schema imports nothing of ours.',
    },
    { target: './adapters', from: ['./subgraphs', './gateway'], message: 'adapters import schema only.' },
    ...apart(base, 'adapters/dialects', 'A dialect never imports another.'),
    { target: './subgraphs', from: './gateway', message: 'subgraphs import adapters and schema only.' },
    ...apart(base, 'subgraphs', 'A subgraph never imports another.'),
    {
      target: './gateway',
      from: ['./adapters', './subgraphs'],
      message: 'The gateway knows a department as a port in schema, never as a database.',
    },
    ...stages.slice(1).map((stage, index) => ({
      target: `./gateway/${stage}`,
      from: stages.slice(0, index + 1).map((outer) => `./gateway/${outer}`),
      message: `Inside the gateway: ${stages.join(' → ')}.`,
    })),
    ...handedIn.map((room) => ({
      target: `./gateway/${room}`,
      from: './gateway',
      except: [`./${room}`],
      message: `gateway/${room} is handed in and imports no sibling.`,
    })),
  ].filter(({ from }) => from.length > 0);

/** Import directions and cycles, as errors. Takes the checkout, so that tests can try it on a small one. */
export const importRules = (base) => ({
  name: 'onestop/imports',
  files: ['**/*.{ts,tsx}'],
  plugins: { 'import-x': importX },
  settings: {
    'import-x/resolver-next': [createTypeScriptImportResolver({ project: [] })],
    'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    'import-x/extensions': ['.ts', '.tsx'],
  },
  rules: {
    'import-x/no-cycle': ['error', { ignoreExternal: true }],
    'import-x/no-restricted-paths': ['error', { basePath: base, zones: zones(base) }],
    'import-x/no-default-export': 'error',
    'import-x/no-self-import': 'error',
    'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
  },
});

/**
 * mysql2 writes the values of `query()` into the text itself, and a backslash lets them out of it where
 * the session has NO_BACKSLASH_ESCAPES. The driver sends nothing but prepared statements; elsewhere, seeds
 * and tests may send a text without values.
 */
export const mysqlRules = [
  {
    name: 'onestop/mysql',
    files: ['**/*{mysql,mariadb}*/**/*.ts', '**/*{mysql,mariadb}*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          // A "driver" is one of ours.
          selector: 'CallExpression[callee.property.name="query"][callee.object.name!="driver"][arguments.length>1]',
          message: 'query() interpolates values in the client; use execute().',
        },
      ],
    },
  },
  {
    name: 'onestop/mysql-driver',
    files: ['adapters/dialects/mysql/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'MemberExpression[property.name="query"]',
          'MemberExpression[property.value="query"]',
          'ObjectPattern > Property[key.name="query"]',
        ].map((selector) => ({ selector, message: 'The driver sends prepared statements only; use execute().' })),
      ],
    },
  },
];

export default defineConfig(
  { ignores: ['node_modules', 'dist', 'coverage', '.cache', '.onestop'] },
  {
    name: 'onestop/types',
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A port's method is async by contract, whether or not this implementation waits.
      '@typescript-eslint/require-await': 'off',
      // The kinds of graphql's nodes are compared with their names, which the compiler checks as well.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
    },
  },
  importRules(root),
  {
    name: 'onestop/no-drawers',
    files: ['**/{utils,helpers,types,index}.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'Program', message: 'Name the file after the one thing it does.' }],
    },
  },
  ...mysqlRules,
  {
    name: 'onestop/servers-log',
    files: ['schema/**/*.ts', 'adapters/**/*.ts', 'subgraphs/**/*.ts', 'gateway/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    name: 'onestop/tests-read-json',
    // Answers are compared as they came over the wire.
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
