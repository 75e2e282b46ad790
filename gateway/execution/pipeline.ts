import { OnestopError } from '../../schema/errors.ts';
import type { Account } from '../../schema/personal-read.ts';
import { accessOf, type Views } from '../../schema/view.ts';
import type { Caller, RequestContext } from '../../schema/request.ts';
import { responseError } from '../../schema/response-error.ts';
import type { Admit, AdmittedOperation } from '../planning/admit-operation.ts';
import type { FindDocument } from '../planning/find-document.ts';
import type { Authorizer, WithheldCode } from '../security/authorize.ts';
import type { LimitJoins } from '../security/limit-joins.ts';
import type { Engine, EngineAnswer } from './engine.ts';
import { WrittenAnswer } from './written-answer.ts';

const none: NonNullable<RequestContext['joins']> = new Map();

/** From a client's text to its answer, without HTTP. */
export interface Pipeline {
  readonly prepare: FindDocument;
  /** Throws `OperationRefused` for variables that don't fit, and for what costs too much. */
  readonly admit: Admit;
  /** Any exception is a fault of ours. */
  run(admitted: AdmittedOperation, request: RequestContext): Promise<EngineAnswer>;
}

export type PipelineOptions = {
  readonly policy: Views;
  readonly prepare: FindDocument;
  readonly admit: Admit;
  readonly authorizer: Authorizer;
  /** Null where nothing in the graph is joined by agreement. */
  readonly limitJoins: LimitJoins | null;
  readonly engine: Engine;
  /** Is an operation that asks for anything it may not see refused as a whole? */
  readonly rejectUnauthorized: boolean;
  /** What is known of a citizen beside the id; null where nothing in the graph is found by it. */
  readonly identify: Identify | null;
  /** Null where nobody can sign in: then nothing personal is read. */
  readonly account: Account | null;
};

/** Never throws; empty where nothing is known. */
export type Identify = (
  request: RequestContext,
) => Promise<Pick<Caller, 'identifiers' | 'wardIdentifiers' | 'unidentified'>>;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { policy, prepare, admit, authorizer, limitJoins, engine, identify, account, rejectUnauthorized } = options;
  return {
    prepare,
    admit,
    run: async ({ operation, variables }, request) => {
      const execute = async (asking: RequestContext, code?: WithheldCode): Promise<EngineAnswer> => {
        const seen = authorizer.authorize(operation, policy.viewOf(asking));
        const { authorization: allowed, joins } = limitJoins?.(seen, asking) ?? { authorization: seen, joins: none };
        const { key, characters, document } = allowed;
        const withheld = allowed.errors(variables, code);
        if (rejectUnauthorized && withheld.length > 0)
          return { data: null, json: null, errors: withheld, reads: [], findings: [], fetches: [] };
        const told = withPolicies(asking, policy);
        const identified = identify === null ? told : await withIdentifiers(told, identify);
        const limited = joins.size === 0 ? identified : { ...identified, joins };
        const { document: asked } = operation;
        const answer = await engine.execute({ key, characters, asked, document, variables }, limited);
        if (allowed.restore === null) return answer;
        const errors = [...withheld, ...answer.errors];
        const { json, reads, findings, fetches } = answer;
        // Its data stays unread: nobody may want it as an object.
        if (json !== null) return new WrittenAnswer(json, { errors, reads, findings, fetches });
        return { ...answer, data: allowed.restore(answer.data, variables), errors };
      };
      const answer = await execute(request);
      // Of who may read nothing personal all of it was taken out, whatever else departments were asked for.
      if (answer.reads.length === 0 || accessOf(request) === 'none') return answer;
      try {
        if (account === null) throw new OnestopError('ACCOUNTING_UNAVAILABLE');
        await account(answer.reads, request);
        return answer;
      } catch (error) {
        if (!(error instanceof OnestopError) || error.code !== 'ACCOUNTING_UNAVAILABLE') throw error;
        // What a mutation did is done, and can be asked for again.
        return operation.kind === 'query'
          ? execute({ ...request, purpose: null }, error.code)
          : refused(answer, error.code);
      }
    },
  };
}

const refused = (answer: EngineAnswer, code: WithheldCode): EngineAnswer => ({
  ...answer,
  data: null,
  json: null,
  errors: [responseError(code)],
  reads: [],
});

/** Departments do not know what the policies of the graph ask for: they are told which hold. */
function withPolicies(request: RequestContext, policy: Pick<Views, 'policiesOf'>): RequestContext {
  const { caller } = request;
  const policies = caller === null ? [] : policy.policiesOf(request);
  return caller === null || policies.length === 0
    ? request
    : { ...request, caller: Object.assign({}, caller, { policies }) };
}

/** A citizen who states a purpose may see own rows, also those that name no id. */
async function withIdentifiers(request: RequestContext, identify: Identify): Promise<RequestContext> {
  const { caller } = request;
  if (caller === null || accessOf(request) !== 'own') return request;
  return { ...request, caller: Object.assign({}, caller, await identify(request)) };
}
