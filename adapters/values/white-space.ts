/** What reading leaves away at the ends of a text: the line ends of imports as well. */
const narrow = ' \t\n\v\f\r';

export type Ends = {
  readonly ends: 'end' | 'both';
  /** Is the wide blank white space? Not every database has a code for it: one that lacks it refuses the statement. */
  readonly isWide: boolean;
};

export const whiteSpace = ({ isWide }: Ends): string => (isWide ? `${narrow}\u3000` : narrow);
