const { AsyncLocalStorage } = require('node:async_hooks');
const { createRequire } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const packages = `${path.sep}node_modules${path.sep}`;

/** Parts of Jest that hold what is one file's. */
const ofOneFile = new Set(['@jest/expect', 'expect', 'jest-circus']);

/**
 * What Jest follows a test by. It makes one for each file and never gives it back, and Node.js 20 and 22 copy the value
 * of every one there ever was onto each promise: with 90 of them a promise costs fifty times what it costs with one.
 */
const storage = new AsyncLocalStorage();
class OneStorage {
  constructor() {
    return storage;
  }
}

/**
 * Jest's way of loading modules, but for CommonJS packages, Jest's own among them: those a worker loads as Node.js
 * does, once for all its test files. To load Apollo's, Fastify and GraphQL anew took up to a second of every file, and
 * code of theirs that is warm composes and plans in half the time. What is ours is still loaded anew for each file.
 */
module.exports = class KeptPackages extends Runtime {
  requireModuleOrMock(from, name) {
    const isPackage = typeof name === 'string' && path.isAbsolute(name) && name.includes(packages);
    return isPackage ? require(name) : super.requireModuleOrMock(from, name);
  }

  /** @param name null or absent for `from` itself */
  requireInternalModule(from, name) {
    if (name === 'node:async_hooks') return { AsyncLocalStorage: OneStorage };
    const isPackage = typeof name === 'string' && /^[@\w]/.test(name) && from.includes(packages);
    return isPackage && !ofOneFile.has(name) ? createRequire(from)(name) : super.requireInternalModule(from, name);
  }
};
