import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Variables } from '../../../schema/subgraph.ts';
import { createPlanner } from '../../planning/plan-operation.ts';
import { answerErrors } from '../answer-errors.ts';
import { createFetchCompiler } from '../compile-fetch.ts';
import type { Engine, EngineOperation, EngineOptions } from '../engine.ts';
import { ErrorCollector } from '../error-collector.ts';
import { FetchLog } from '../fetch-log.ts';
import { portsByName } from '../ports-by-name.ts';
import { lazyResponsePaths } from '../response-paths.ts';
import { replaceShadowingAliases, restorePaths } from '../shadowing-aliases.ts';
import { WrittenAnswer } from '../written-answer.ts';
import { compilePlan } from './compile-plan.ts';
import type { Entity } from './entity.ts';
import type { Step } from './plan-step.ts';
import { createResponseWriter, type WriteResponse } from './response-writer.ts';
import { createKeyFinder, createTypeConditions } from './type-conditions.ts';

type CompiledOperation = {
  /** As it is planned and run. */
  readonly document: DocumentNode;
  /** The client's response keys, where the document has others. */
  readonly names: ReadonlyMap<string, string> | null;
  /** The plan, for the variables that decide what of the document is left out. */
  readonly runFor: (variables: Variables) => Step;
  readonly write: WriteResponse;
};

/** Operations kept with their plans, and the characters of their texts. */
const keptOperations = 1_000;
const keptCharacters = 1_000_000;

/**
 * Apollo's planner, each plan compiled once into prepared fetches, a merge in place and a writer that emits the client's
 * selection as JSON. Throws `CONFIG_INVALID` where a department of the supergraph has no port.
 */
export async function createCompiledEngine(options: EngineOptions): Promise<Engine> {
  const { schema, policy } = options;
  const planner = createPlanner(options.sdl);
  const portFor = portsByName(options.subgraphs);
  for (const { name } of planner.supergraph.subgraphs().values()) portFor(name);
  const compileFetch = createFetchCompiler(options);
  const scope = {
    policy,
    typesUnder: createTypeConditions(planner.supergraph.schema),
    isInterface: (type: string) => planner.supergraph.schema.type(type)?.kind === 'InterfaceType',
    isFoundByKey: createKeyFinder(planner.supergraph.subgraphs()),
    compileFetch: (department: string, text: string) => compileFetch(portFor(department), text),
  };
  const kept = { max: keptOperations, maxSize: keptCharacters };
  const known = new LRUCache<string, CompiledOperation>(kept);
  const runs = new LRUCache<string, Step>(kept);
  const compileRuns = ({ key, characters, document }: Omit<EngineOperation, 'asked' | 'variables'>) => {
    const decidedBy = planner.decidedBy(document);
    if (decidedBy.length === 0) {
      const run = compilePlan(planner.plan(document), scope);
      return () => run;
    }
    return (variables: Variables): Step => {
      const way = `${key} ${decidedBy.map((name) => (variables[name] === true ? '1' : '0')).join('')}`;
      let run = runs.get(way);
      if (run === undefined) {
        run = compilePlan(planner.plan(document, variables), scope);
        runs.set(way, run, { size: characters + 1 });
      }
      return run;
    };
  };
  const compile = ({ key, characters, asked, ...allowed }: EngineOperation): CompiledOperation => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const { document, names } = replaceShadowingAliases(schema, allowed.document, planner.hiddenNames);
    const write = createResponseWriter({ schema, asked, document, names });
    const compiled = { document, names, runFor: compileRuns({ key, characters, document }), write };
    known.set(key, compiled, { size: characters + 1 });
    return compiled;
  };
  return {
    execute: async (operation, request) => {
      const { document, names, runFor, write } = compile(operation);
      const { variables } = operation;
      const log = new FetchLog(new ErrorCollector(lazyResponsePaths(document)));
      const data: Entity = {};
      await runFor(variables)({ data, variables, request, log });
      const { json, misfits, isUnexplained } = write(data, variables);
      const found = answerErrors(log, { faults: [], misfits, isUnexplained });
      const errors = names === null ? found : found.map((error) => restorePaths(error, names));
      const { reads, findings, fetches } = log;
      return new WrittenAnswer(json, { errors, reads, findings, fetches });
    },
    close: async () => {},
  };
}
