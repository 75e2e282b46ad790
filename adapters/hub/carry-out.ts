import { createHmac } from 'node:crypto';
import { badInput } from '../../schema/input-mistakes.ts';
import type { Caller } from '../../schema/request.ts';
import { deriveKey } from '../run/cursor.ts';
import { carriedOutTable, type CarriedOutTable, type KeyedRequest } from './carried-out.ts';
import type { Ask, HubDatabase } from './hub-database.ts';
import type { Moment } from './moment.ts';

export type Order<T> = {
  readonly mutation: string;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string };
  readonly at: Moment;
  /** What others are asked before anything is locked; not asked again for a retry. */
  readonly prepare: () => Promise<T>;
  /** Writes, and answers the id of what it wrote. */
  readonly write: (ask: Ask, prepared: T) => Promise<string>;
};

/**
 * Carries a request out once, however often and however many at a time it comes: committed before it is answered,
 * and answered the same when it comes again, by the id of what it wrote.
 * @param kept where that is recorded, and the purpose that hashes of a system are derived for
 */
export function createCarryOut(
  database: HubDatabase,
  secret: string,
  { purpose, ...table }: CarriedOutTable & { readonly purpose: string },
) {
  const { find, claim, record } = carriedOutTable(table);
  const hashKey = deriveKey(secret, purpose);
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
    const earlier = await find(database.ask, request);
    if (earlier !== null) return earlier;
    const prepared = await order.prepare();
    return database.transaction(async (ask) => {
      if (!(await claim(ask, request, order.at))) {
        const other = await find(ask, request);
        if (other === null) throw new TypeError('a key was taken and not recorded');
        return other;
      }
      const id = await order.write(ask, prepared);
      await record(ask, request, id);
      return id;
    });
  };
}

export type CarryOut = ReturnType<typeof createCarryOut>;
