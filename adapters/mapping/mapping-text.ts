/** A part of a mapping as a text that is the same wherever in the file it stands. */
export const mappingText = (value: unknown): string =>
  JSON.stringify(value, (key, each: unknown) => (key === 'place' ? undefined : each));
