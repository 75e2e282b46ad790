import type { FeedbackRow } from '../steps/held-feedback.ts';

/** Says that a feedback was entered for somebody else: as it was entered, and nothing of what became of it. */
type Receipt = FeedbackRow & { readonly isReceipt: true };

/** What is shown of a row to a citizen who entered it for another; the whole row to anybody whose it is. */
export function receiptFor(own: readonly string[] | null, row: FeedbackRow): FeedbackRow {
  if (own === null || (row.citizenId !== null && own.includes(row.citizenId))) return row;
  const receipt: Receipt = {
    ...row,
    state: 'SUBMITTED',
    status: 'OPEN',
    statusNotes: null,
    question: null,
    updatedAt: row.requestedAt,
    isReceipt: true,
  };
  return receipt;
}

export const isReceipt = (row: FeedbackRow): boolean => 'isReceipt' in row;
