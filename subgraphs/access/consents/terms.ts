import { createHash } from 'node:crypto';
import type { Agreement } from '../../../schema/agreement.ts';

/** Stands for what an agreement allows: who consented to less has not consented to more. Days are no part of it. */
export function termsOf({ departments, purposes, legalBasis }: Agreement): string {
  const said = [[...departments].sort(), [...purposes].sort(), legalBasis];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
