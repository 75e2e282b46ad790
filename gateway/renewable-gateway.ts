import { setImmediate as otherWork } from 'node:timers/promises';
import type { Gateway } from './create-gateway.ts';
import { warmUpRequest } from './execution/warm-up.ts';
import type { AskedDocument } from './planning/find-document.ts';
import { OperationRefused } from './planning/operation-refused.ts';
import type { ClientOperation } from './planning/select-operation.ts';
import { createTopOperations, type AskedOperation } from './planning/top-operations.ts';
import { print } from 'graphql';
import type { RequestContext } from '../schema/request.ts';
import type { Variables } from '../schema/subgraph.ts';

/** A gateway that another may take the place of between two requests. */
export type RenewableGateway = Gateway & {
  /**
   * Has the next one plan and compile what this one is asked most, then take over. The one before finishes what it works
   * on, and is closed then. One after the other.
   */
  readonly renew: (next: Gateway) => Promise<Renewal>;
};

export type Renewal = {
  /** Operations that are planned and compiled. */
  readonly warmed: number;
  /** Those that the new supergraph can't answer: whoever asks them again is told why. */
  readonly dropped: number;
};

/** A gateway, how many requests it works on, and what is to be done when these are none. */
type Generation = { readonly gateway: Gateway; running: number; whenIdle: (() => void) | null };

/** Operations that are planned before a gateway takes over, and milliseconds after which it does, however many. */
const warmedAtMost = 200;
const warmWithinMs = 10_000;

/** @param onCloseFailure hears why one that is no longer used could not be closed */
export function createRenewableGateway(first: Gateway, onCloseFailure: (error: unknown) => void): RenewableGateway {
  const top = createTopOperations();
  const closing = { now: false };
  let current: Generation = { gateway: first, running: 0, whenIdle: null };
  let renewing: Promise<unknown> = Promise.resolve();
  /** An operation runs where it was prepared: it is valid there. */
  const prepared = new WeakMap<ClientOperation, { readonly by: Generation; readonly asked: AskedDocument; readonly operationName: string | null }>(); // prettier-ignore

  const takeOver = async (next: Gateway): Promise<Renewal> => {
    const renewal = await warmUp(next, top.take(warmedAtMost), closing);
    const before = current;
    current = { gateway: next, running: 0, whenIdle: null };
    const close = (): void => void before.gateway.close().catch(onCloseFailure);
    if (before.running === 0) close();
    else before.whenIdle = close;
    return renewal;
  };

  const pipeline: Gateway['pipeline'] = {
    prepare: (asked, operationName) => {
      const operation = current.gateway.pipeline.prepare(asked, operationName);
      if (!prepared.has(operation)) prepared.set(operation, { by: current, asked, operationName });
      return operation;
    },
    admit: (operation, variables) => byOf(operation).gateway.pipeline.admit(operation, variables),
    run: async (admitted, request) => {
      const known = prepared.get(admitted.operation);
      const by = known?.by ?? current;
      if (known !== undefined) top.note(keyOf(admitted.operation, request), () => askedOf(known, request));
      by.running += 1;
      try {
        return await by.gateway.pipeline.run(admitted, request);
      } finally {
        by.running -= 1;
        if (by.running === 0) by.whenIdle?.();
      }
    },
  };
  const byOf = (operation: ClientOperation): Generation => prepared.get(operation)?.by ?? current;

  return {
    pipeline,
    get supergraph() {
      return current.gateway.supergraph;
    },
    departments: () => current.gateway.departments(),
    renew: (next) => {
      const renewal = renewing.then(() => takeOver(next));
      renewing = renewal.catch(() => {});
      return renewal;
    },
    close: async () => {
      closing.now = true;
      await renewing;
      await current.gateway.close();
    },
  };
}

const keyOf = ({ key }: ClientOperation, { caller, purpose }: RequestContext): string =>
  caller === null ? key : `${key} ${caller.role} ${purpose ?? ''} ${caller.scopes.join()}`;

/** Nothing of what prepared it: that may be gone by then. */
const askedOf = ({ asked, operationName }: Omit<AskedOperation, 'who'>, request: RequestContext): AskedOperation => ({
  ...{ asked, operationName, who: kindOf(request) },
});

/** What decides which fields may be asked, without whom it is. */
function kindOf({ caller, purpose }: RequestContext): AskedOperation['who'] {
  if (caller === null) return { caller, purpose };
  const { role, client, scopes, claims } = caller;
  return { caller: { subject: '', role, client, scopes, ...(claims !== undefined && { claims }) }, purpose };
}

/** What chooses fields is true, so that they are reached; nobody is asked with the rest. */
const variablesOf = ({ given, literals }: ClientOperation): Variables => ({
  ...Object.fromEntries(
    given.filter(({ type }) => print(type).startsWith('Boolean')).map(({ variable }) => [variable.name.value, true]),
  ),
  ...literals,
});

/** Between two of them other work has its turn: planning one may take long. */
async function warmUp(
  { pipeline }: Gateway,
  operations: readonly AskedOperation[],
  closing: { readonly now: boolean },
): Promise<Renewal> {
  const end = performance.now() + warmWithinMs;
  let [warmed, dropped] = [0, 0];
  for (const { asked, operationName, who } of operations) {
    if (performance.now() > end || closing.now) break;
    await otherWork();
    try {
      const operation = pipeline.prepare(asked, operationName);
      await pipeline.run({ operation, variables: variablesOf(operation), cost: 0 }, warmUpRequest(who));
      warmed += 1;
    } catch (error) {
      if (error instanceof OperationRefused) dropped += 1;
      // Anything else is told when it is asked in earnest.
    }
  }
  return { warmed, dropped };
}
