import { OnestopError } from '../../schema/errors.ts';
import type { Ask } from './hub-database.ts';
import { writeMoment, type Moment } from './moment.ts';

/** A request by its idempotency key. Neither says in the open who asked or what for. */
export type KeyedRequest = { readonly caller: string; readonly key: string; readonly inputHash: string };

/** A system's own table of requests, and its column for what each has made or changed. */
export type CarriedOutTable =
  | { readonly table: 'carried_out'; readonly reference: 'feedback_id' }
  | { readonly table: 'dispute_carried_out'; readonly reference: 'dispute_id' };

type Recorded = { readonly inputHash: string; readonly id: string };

/** Which requests were carried out. */
export const carriedOutTable = ({ table, reference }: CarriedOutTable) => ({
  /**
   * What the same request has made or changed already, by its id; null where it was not carried out yet.
   * @throws {OnestopError} `IDEMPOTENCY_KEY_REUSED` when the key was used for another input
   */
  find: async (ask: Ask, { caller, key, inputHash }: KeyedRequest): Promise<string | null> => {
    const [found] = await ask<Recorded>(
      `SELECT input_hash AS "inputHash", ${reference} AS id FROM ${table} WHERE caller = $1 AND key = $2`,
      [caller, key],
    );
    if (found === undefined) return null;
    if (found.inputHash !== inputHash) throw new OnestopError('IDEMPOTENCY_KEY_REUSED');
    return found.id;
  },

  /**
   * Takes the key for this transaction; one of the same key that runs at this moment is waited for.
   * False where it has been carried out.
   */
  claim: async (ask: Ask, request: KeyedRequest, at: Moment): Promise<boolean> => {
    const claimed = await ask(
      `INSERT INTO ${table} (caller, key, input_hash, at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (caller, key) DO NOTHING RETURNING key`,
      [request.caller, request.key, request.inputHash, writeMoment(at)],
    );
    return claimed.length > 0;
  },

  record: async (ask: Ask, { caller, key }: KeyedRequest, id: string): Promise<void> => {
    await ask(`UPDATE ${table} SET ${reference} = $3 WHERE caller = $1 AND key = $2`, [caller, key, id]);
  },
});
