/**
 * Lists of the graph that several departments have a part of: an interface of the vocabulary, one type for each
 * owner, and one list that merges what the owners have, newest first. A department takes part by having, on the same
 * parent, a list of rows that implement the interface. Both sides look here: the check of mapped SDL files, and the
 * system that merges.
 */
export type MergedList = {
  readonly interface: 'Feedback' | 'Contact' | 'TimelineEntry';
  /** Field of the interface that rows are ordered by, newest first. */
  readonly at: string;
  /** Parent type → name of the merged list. */
  readonly parents: Readonly<Record<string, string>>;
  /** Do ids begin with the owner's name, so that one can be found without knowing whose it is? */
  readonly idsNameOwner: boolean;
};

export const mergedLists: readonly MergedList[] = [
  {
    interface: 'Feedback',
    at: 'requestedDatetime',
    parents: { Citizen: 'feedback', PublicService: 'feedback', Case: 'feedback', Query: 'feedbacks' },
    idsNameOwner: true,
  },
  { interface: 'Contact', at: 'at', parents: { Citizen: 'contacts', Case: 'contacts' }, idsNameOwner: true },
  { interface: 'TimelineEntry', at: 'at', parents: { Citizen: 'timeline' }, idsNameOwner: false },
];

/** Largest page of a merged list, and the least that every part of it must be able to give. */
export const mergedPageMax = 100;
export const mergedPageDefault = 20;
