import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { writeMoment, type Moment } from '../../../adapters/hub/moment.ts';

/** The last word of a citizen on an agreement, as it stood then. */
export type ConsentRow = {
  readonly citizenId: string;
  readonly agreement: string;
  readonly terms: string;
  readonly isGiven: boolean;
  readonly at: Moment;
};

export async function insertConsent(ask: Ask, consent: ConsentRow & { readonly by: string }): Promise<void> {
  const { citizenId, agreement, terms, isGiven, at, by } = consent;
  await ask(
    `INSERT INTO consent (citizen_id, agreement, terms, is_given, at, said_by) VALUES ($1, $2, $3, $4, $5, $6)`,
    [citizenId, agreement, terms, isGiven, writeMoment(at), by],
  );
}

/** Of all these citizens, in no order. */
export const loadConsents = (ask: Ask, citizens: readonly string[]): Promise<readonly ConsentRow[]> =>
  ask<ConsentRow>(
    `SELECT DISTINCT ON (citizen_id, agreement) citizen_id AS "citizenId", agreement, terms, is_given AS "isGiven", at
     FROM consent WHERE citizen_id = ANY($1::text[]) ORDER BY citizen_id, agreement, id DESC`,
    [citizens],
  );
