import type { SqlValue } from '../../sql/sql.ts';

/** What threads (sqlite-worker.mjs) answer the driver's questions with; `end` asks one to leave instead. */
export type WorkerAnswer =
  /** Once, before the first question is looked at. */
  | { readonly kind: 'ready' }
  /** By column: a few long lists pass between threads in a third of the time of many short ones. */
  | { readonly kind: 'rows'; readonly count: number; readonly columns: readonly (readonly SqlValue[])[] }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string };
