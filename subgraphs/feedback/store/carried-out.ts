import { OnestopError } from '../../../schema/errors.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { writeMoment, type Moment } from '../../../adapters/hub/moment.ts';

/** A request by its idempotency key. Neither says in the open who asked or what for. */
export type KeyedRequest = { readonly caller: string; readonly key: string; readonly inputHash: string };

type Recorded = { readonly inputHash: string; readonly feedbackId: string };

/**
 * The feedback that the same request has made or changed already; null where it was not carried out yet.
 * @throws {OnestopError} `IDEMPOTENCY_KEY_REUSED` when the key was used for another input
 */
export async function findCarriedOut(ask: Ask, { caller, key, inputHash }: KeyedRequest): Promise<string | null> {
  const [found] = await ask<Recorded>(
    'SELECT input_hash AS "inputHash", feedback_id AS "feedbackId" FROM carried_out WHERE caller = $1 AND key = $2',
    [caller, key],
  );
  if (found === undefined) return null;
  if (found.inputHash !== inputHash) throw new OnestopError('IDEMPOTENCY_KEY_REUSED');
  return found.feedbackId;
}

/**
 * Takes the key for this transaction; one of the same key that runs at this moment is waited for.
 * False where it has been carried out.
 */
export async function claimKey(ask: Ask, request: KeyedRequest, at: Moment): Promise<boolean> {
  const claimed = await ask(
    `INSERT INTO carried_out (caller, key, input_hash, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (caller, key) DO NOTHING RETURNING key`,
    [request.caller, request.key, request.inputHash, writeMoment(at)],
  );
  return claimed.length > 0;
}

export async function recordCarriedOut(ask: Ask, { caller, key }: KeyedRequest, feedbackId: string): Promise<void> {
  await ask('UPDATE carried_out SET feedback_id = $3 WHERE caller = $1 AND key = $2', [caller, key, feedbackId]);
}
