/** Longer texts are searched faster by the engine's own JSON than one character at a time. */
const longestWalked = 64;

/** A text as JSON, exactly as `JSON.stringify` writes it: lone surrogates escaped, U+2028 as it is. */
export function quote(text: string): string {
  if (text.length > longestWalked) return JSON.stringify(text);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
