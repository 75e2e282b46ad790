import type { RequestContext } from './request.ts';

/** Personal data that one department answered with. */
export type PersonalRead = {
  readonly department: string;
  /** `Citizen.fullName` */
  readonly fields: ReadonlySet<string>;
  /** Canonical ids of the people concerned. */
  readonly subjects: ReadonlySet<string>;
};

/**
 * Writes down who read what; resolves when the answer may leave.
 * @throws {OnestopError} `ACCOUNTING_UNAVAILABLE`: then it must not
 */
export type Account = (reads: readonly PersonalRead[], request: RequestContext) => Promise<void>;
