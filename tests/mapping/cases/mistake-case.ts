import type { ErrorCode } from '../../../schema/errors.ts';

/** One mistake in a good file: what is written wrong, and what its author is told. */
export type MistakeCase = {
  readonly id: string;
  /** Text of the good file, there once, and what stands in its place. */
  readonly from: string;
  readonly to: string;
  readonly code: ErrorCode;
  /** The mistake is told where this text begins; it is in the changed file once. */
  readonly at: string;
  /** Part of the message. */
  readonly says: string;
  /** Part of the way out. */
  readonly wayOut: string;
};
