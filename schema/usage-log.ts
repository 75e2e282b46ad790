import type { PersonalRead } from './personal-read.ts';
import type { RequestContext } from './request.ts';

/** Which readings of whom: what the Data Tracker protocol asks `findUsage` for. */
export type UsageQuestion = {
  /** The person, in any form of their id. */
  readonly userCode: string;
  /** ISO 8601, both included; null for no bound. */
  readonly periodStart: string | null;
  readonly periodEnd: string | null;
  readonly offset: number;
  readonly limit: number;
};

export type UsagePage = {
  /** Of the period, on all pages. */
  readonly totalUsages: number;
  /** Newest first, with the names of `AccessRecord`. */
  readonly usages: readonly Readonly<Record<string, unknown>>[];
  /** That these were read is written down before they leave. */
  readonly read: PersonalRead;
};

/** The access log as whoever forwards it to the people concerned asks for it. */
export type UsageLog = {
  /**
   * What `accessLog` gives the same caller.
   * @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE`, `FORBIDDEN_RECORD`, `FORBIDDEN_ACTION`, `BAD_USER_INPUT`, `DEPARTMENT_*`
   */
  readonly find: (question: UsageQuestion, request: RequestContext) => Promise<UsagePage>;
  /**
   * Since when readings are kept, ISO 8601: the beginning of a day, which tells nothing of what was read on it.
   * @throws {OnestopError} `DEPARTMENT_*`
   */
  readonly since: () => Promise<string>;
  readonly isUp: () => Promise<boolean>;
};
