/** What the data is wanted for, and what allows it. */
export type Purpose = {
  /** The law or decision that allows it, as the person concerned is told. */
  readonly legalBasis: string;
  /** Days until the people concerned are told, for investigations; null where they are told at once. */
  readonly embargoDays: number | null;
};

/** Registered client programs by name: whose they are, the purposes each may state, and the scopes that it is for. */
export type ClientPurposes = Readonly<
  Record<
    string,
    {
      /** Organisation that receives the data, as the people concerned are told. */
      readonly receiver: { readonly name: string; readonly code: string | null };
      readonly purposes: Readonly<Record<string, Purpose>>;
      /** All that a token may say its bearer may do by this program; whatever the issuer says, where absent. */
      readonly scopes?: readonly string[];
    }
  >
>;
