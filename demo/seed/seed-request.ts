import type { Population } from '../population.ts';
import type { Report } from '../report.ts';
import type { DirtAccount } from './dirt-account.ts';

/** What a department's seeder is asked for, whatever its engine. */
export type SeedTask = {
  readonly population: () => Promise<Population>;
  readonly seed: number;
  readonly citizens: number;
  readonly report: Report;
};

/** `kept` was seeded before with the same values; `foreign` is somebody else's and was not touched. */
export type SeedOutcome =
  | { readonly state: 'seeded' | 'kept'; readonly account: DirtAccount }
  | { readonly state: 'foreign'; readonly account: null };
