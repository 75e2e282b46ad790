import type { Policy } from '../../../schema/policy.ts';
import type { RequestContext } from '../../../schema/request.ts';
import type { Variables } from '../../../schema/subgraph.ts';
import type { CompiledFetch } from '../compile-fetch.ts';
import type { FetchLog } from '../fetch-log.ts';
import type { Entity } from './entity.ts';
import type { TypesUnder } from './type-conditions.ts';

/** One request on its way through a plan. */
export type PlanRun = {
  /** The answer so far: what fetches gave, merged in place. */
  readonly data: Entity;
  readonly variables: Variables;
  readonly request: RequestContext;
  readonly log: FetchLog;
};

/** A part of a plan, compiled. What departments cause is in the log; an exception is a fault of ours. */
export type Step = (run: PlanRun) => Promise<void>;

/** What plans are compiled with. */
export type PlanScope = {
  readonly compileFetch: (department: string, text: string) => CompiledFetch;
  readonly typesUnder: TypesUnder;
  /** Is this the name of an interface? Subgraphs may know one as an object. */
  readonly isInterface: (type: string) => boolean;
  /** Can a department be asked for objects of this type by their key? */
  readonly isFoundByKey: (department: string, type: string) => boolean;
  readonly policy: Policy;
};
