/** What two or more departments agreed on: for which purposes each may be joined with the others' personal data. */
export type Agreement = {
  /** As the configuration calls it, and consents name it. */
  readonly name: string;
  /** By their names in the graph. */
  readonly departments: readonly string[];
  readonly purposes: readonly string[];
  /** The law or contract, as people are told. */
  readonly legalBasis: string;
  /** Days, `2026-01-31`, both included, in the time of the machine; null for no bound. */
  readonly from: string | null;
  readonly until: string | null;
  /** Does it hold for those alone who consent to it? */
  readonly byConsent: boolean;
};

/** What of a department's data may be joined with others' in one operation. */
export type JoinRule =
  | { readonly kind: 'refused'; readonly others: readonly string[] }
  /** Of people who consented to one agreement of each list. */
  | { readonly kind: 'consent'; readonly agreements: readonly (readonly string[])[] };

/**
 * Which of these agreements each of these people consents to; people who consent to none may be absent. Throws where it
 * can't be told.
 */
export type FindConsents = (
  subjects: readonly string[],
  agreements: readonly string[],
) => Promise<ReadonlyMap<string, ReadonlySet<string>>>;
