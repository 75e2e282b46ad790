import type { MetricValues } from '../../gateway/metrics/metrics.ts';
import type { Payer } from '../../gateway/resilience/rate-limiter.ts';
import type { ErrorCode, ErrorDetails } from '../../schema/errors.ts';

/** What was taken out of buckets since it was last told. */
export type Charges = readonly { readonly payer: Payer; readonly cost: number }[];

/** Where a gateway answers, and operators are answered. */
export type Addresses = { readonly url: string; readonly operatorsUrl: string | null };

/** What a worker tells the process that started it. */
export type FromWorker =
  | ({ readonly kind: 'ready' } & Addresses)
  /** It can't start. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly details: ErrorDetails }
  | { readonly kind: 'spent'; readonly charges: Charges }
  /** It was asked for the sums of all. */
  | { readonly kind: 'sums-wanted'; readonly id: number }
  | { readonly kind: 'values'; readonly id: number; readonly values: MetricValues };

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: 'spent'; readonly charges: Charges }
  | { readonly kind: 'values-wanted'; readonly id: number }
  /** Prometheus text; the answer to `sums-wanted` of that number. */
  | { readonly kind: 'sums'; readonly id: number; readonly text: string };
