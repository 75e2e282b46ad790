import type { ResponseError, ResponsePath } from '../../schema/response-error.ts';
import { completionErrors, unexplainedNull } from './completion-errors.ts';
import type { FetchLog } from './fetch-log.ts';

export type Reported = {
  /** What went wrong inside the engine. */
  readonly faults: readonly ResponseError[];
  /** Where a value didn't fit the client's schema. */
  readonly misfits: readonly ResponsePath[];
  /** Is the whole answer null, for no reason that anybody else tells? */
  readonly isUnexplained: boolean;
};

/** All that an answer's errors tell: of fetches, of faults, and of values that fit nowhere. */
export function answerErrors(log: FetchLog, { faults, misfits, isUnexplained }: Reported): readonly ResponseError[] {
  const told = [...log.errors.list(), ...faults];
  const found = misfits.length === 0 ? told : [...told, ...completionErrors(misfits, told, log.asked)];
  return isUnexplained && found.length === 0 ? [unexplainedNull(log.asked)] : found;
}
