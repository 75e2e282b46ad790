import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** Stands where Jest wants a context. */
const here = {};

/** Without a context, `vm` compiles for the realm that it is in. */
function inThisRealm(options, name) {
  const { [name]: context, ...rest } = options ?? {};
  return context === here ? rest : options;
}

const { SourceTextModule, SyntheticModule, compileFunction } = vm;
vm.SourceTextModule = class extends SourceTextModule {
  constructor(code, options) {
    super(code, inThisRealm(options, 'context'));
  }
};
vm.SyntheticModule = class extends SyntheticModule {
  constructor(names, evaluate, options) {
    super(names, evaluate, inThisRealm(options, 'context'));
  }
};
vm.compileFunction = (code, names, options) => compileFunction(code, names, inThisRealm(options, 'parsingContext'));

/**
 * Jest's environment for Node in the realm of Node itself, as the product runs. In a context of its own a test has
 * another `Error`, `Array` and `Map` than the packages it shares with other files (`kept-packages.cjs`), and whatever
 * it names goes through a proxy. What a file leaves on the global object, the environment or the process is undone.
 */
export default class OneRealm extends TestEnvironment {
  #globals;
  #variables = { ...process.env };
  #listeners = new Set(allListeners().map(({ listener }) => listener));

  constructor(...given) {
    super(...given);
    this.context = here;
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimers = null; // the old ones: they belong to a context
    this.#globals = Object.getOwnPropertyDescriptors(globalThis);
  }

  async teardown() {
    await super.teardown();
    for (const key of Reflect.ownKeys(globalThis))
      if (!Object.hasOwn(this.#globals, key)) Reflect.deleteProperty(globalThis, key);
    Object.defineProperties(globalThis, this.#globals);
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    for (const { event, listener } of allListeners())
      if (!this.#listeners.has(listener)) process.removeListener(event, listener);
  }
}

const allListeners = () =>
  process.eventNames().flatMap((event) => process.rawListeners(event).map((listener) => ({ event, listener })));
