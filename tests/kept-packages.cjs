const { AsyncLocalStorage } = require('node:async_hooks');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const packages = `${path.sep}node_modules${path.sep}`;

/**
 * What Jest follows a test by. It makes one for each file and never gives it back, and Node.js writes the value of
 * every one there ever was on each promise: what a worker ran last took a third longer than what it ran first.
 */
const storage = new AsyncLocalStorage();
class OneStorage {
  constructor() {
    return storage;
  }
}

/**
 * Jest's way of loading modules, but for CommonJS packages: those a worker loads as Node.js does, once for all its
 * test files. To load Apollo's, Fastify and GraphQL anew took up to a second of every file, and code of theirs
 * that is warm composes and plans in half the time. What is ours is still loaded anew for each file.
 */
module.exports = class KeptPackages extends Runtime {
  requireModuleOrMock(from, name) {
    const isPackage = typeof name === 'string' && path.isAbsolute(name) && name.includes(packages);
    return isPackage ? require(name) : super.requireModuleOrMock(from, name);
  }

  requireInternalModule(from, name) {
    return name === 'node:async_hooks' ? { AsyncLocalStorage: OneStorage } : super.requireInternalModule(from, name);
  }
};
