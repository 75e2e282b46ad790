/** What `@mask` may leave of a value. */
export const maskStyles = ['LAST_FOUR', 'YEAR', 'INITIALS', 'HASH'] as const;
export type MaskStyle = (typeof maskStyles)[number];

export const isMaskStyle = (text: string | undefined): text is MaskStyle =>
  (maskStyles as readonly (string | undefined)[]).includes(text);

/**
 * What is shown of a value; null where the style can make nothing of it.
 * @param digest keyed, so that nobody finds a value by trying all there are
 */
export function maskText(text: string, style: MaskStyle, digest: (text: string) => string): string | null {
  switch (style) {
    case 'LAST_FOUR':
      return lastFour(Array.from(text));
    case 'YEAR':
      return /^\d{4}(?=$|-)/.exec(text)?.[0] ?? null;
    case 'INITIALS':
      return initials(text.trim());
    case 'HASH':
      return digest(text);
  }
}

/** As many stars as there are characters before; a value of four or fewer is stars alone. */
const lastFour = (characters: readonly string[]): string =>
  characters.length <= shown
    ? '*'.repeat(characters.length)
    : '*'.repeat(characters.length - shown) + characters.slice(-shown).join('');

const shown = 4;

/** Of a name in Chinese characters the first, of any other the first letter of each word. */
function initials(name: string): string | null {
  if (name === '') return null;
  if (!/\p{Script=Han}/u.test(name))
    return name
      .split(/\s+/u)
      .map((word) => `${Array.from(word)[0] ?? ''}.`)
      .join(' ');
  const [first = '', ...others] = Array.from(name).filter((character) => character.trim() !== '');
  return first + '*'.repeat(others.length);
}
