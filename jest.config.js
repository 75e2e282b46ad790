/**
 * Two projects: `suite` is what `npm test` runs, `deep` the long form (`npm run test:deep`).
 * swc strips the types; it checks nothing, `npm run typecheck` does. The scripts say `--maxWorkers 2`
 * after `--selectProjects`, which would otherwise take a path given to `npm test --` for a project.
 */
const shared = {
  globalSetup: '<rootDir>/tests/before-all.mjs',
  globalTeardown: '<rootDir>/tests/after-all.mjs',
  testEnvironment: '<rootDir>/tests/one-realm.mjs',
  runtime: '<rootDir>/tests/kept-packages.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Data folders and bundles of a running demo hold nothing that a test imports.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/.onestop/'],
};

/** @type {import('jest').Config} */
export default {
  testTimeout: 120_000,
  // Node.js 20 never lets go of a module that Jest has loaded: by the last file a worker held two gigabytes.
  workerIdleMemoryLimit: '1GB',
  projects: [
    { ...shared, displayName: 'suite', testMatch: ['<rootDir>/tests/**/*.test.ts'] },
    { ...shared, displayName: 'deep', testMatch: ['<rootDir>/tests/**/*.deep.ts'] },
  ],
};
