/**
 * One id out of the parts of a composite key: `11010519491231002X:202403`. A colon or per cent sign
 * inside a part is escaped, so that the parts can be told apart again.
 */
export const compositeId = {
  write: (parts: readonly string[]): string => parts.map((part) => part.replace(/[%:]/g, encodeURIComponent)).join(':'),

  /** Null where the id does not have that many parts. */
  read: (id: string, count: number): readonly string[] | null => {
    const parts = id.split(':').map((part) => part.replace(/%25|%3A/gi, decodeURIComponent));
    return parts.length === count ? parts : null;
  },
};
