/**
 * Names of people, which offices pad to a common width: 张三 is also written with a blank inside, most
 * often an ideographic one. The canonical form has none. It is a comparison of names and no more: two
 * people may share one, so that a name finds a person only beside something else.
 */
export const readPersonName = (stored: string): string => stored.replace(/\s/g, '');

/** Canonical name → every form it is looked up in; the canonical one first. None for no name at all. */
export function personNameForms(canonical: string): readonly string[] {
  const [first, second, third] = Array.from(canonical);
  if (first === undefined) return [];
  return second === undefined || third !== undefined
    ? [canonical]
    : [canonical, `${first}\u3000${second}`, `${first} ${second}`];
}
