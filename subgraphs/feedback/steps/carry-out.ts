import { createHmac } from 'node:crypto';
import { deriveKey } from '../../../adapters/run/cursor.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import type { Caller } from '../../../schema/request.ts';
import { claimKey, findCarriedOut, recordCarriedOut, type KeyedRequest } from '../store/carried-out.ts';
import type { Ask, HubDatabase } from '../../../adapters/hub/hub-database.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';

export type Order<T> = {
  readonly mutation: string;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string };
  readonly at: Moment;
  /** What others are asked before anything is locked; not asked again for a retry. */
  readonly prepare: () => Promise<T>;
  /** Writes, and answers the id of the feedback it wrote. */
  readonly write: (ask: Ask, prepared: T) => Promise<string>;
};

/**
 * Carries a request out once, however often and however many at a time it comes: committed before it is answered,
 * and answered the same when it comes again, by the id of its feedback.
 */
export function createCarryOut(database: HubDatabase, secret: string) {
  const hashKey = deriveKey(secret, 'feedback requests');
  const hash = (value: unknown): string => createHmac('sha256', hashKey).update(JSON.stringify(value)).digest('hex');

  const keyed = ({ mutation, caller, input }: Pick<Order<unknown>, 'mutation' | 'caller' | 'input'>): KeyedRequest => {
    const { idempotencyKey: key, ...asked } = input;
    if (!/^[\x21-\x7e]{8,100}$/.test(key)) {
      throw badInput('An idempotencyKey has 8 to 100 letters, digits and signs');
    }
    const said = Object.entries(asked)
      .filter(([, value]) => value !== null && value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return { caller: hash([caller.client, caller.role, caller.subject]), key, inputHash: hash([mutation, said]) };
  };

  return async <T>(order: Order<T>): Promise<string> => {
    const request = keyed(order);
    const earlier = await findCarriedOut(database.ask, request);
    if (earlier !== null) return earlier;
    const prepared = await order.prepare();
    return database.transaction(async (ask) => {
      if (!(await claimKey(ask, request, order.at))) {
        const other = await findCarriedOut(ask, request);
        if (other === null) throw new TypeError('a key was taken and not recorded');
        return other;
      }
      const id = await order.write(ask, prepared);
      await recordCarriedOut(ask, request, id);
      return id;
    });
  };
}

export type CarryOut = ReturnType<typeof createCarryOut>;
