import type { SqlValue } from '../sql/sql.ts';

/** Encodings of text that databases hold in columns declared otherwise, as https://encoding.spec.whatwg.org names them. */
export const charsets = ['gbk', 'gb18030', 'big5', 'utf-8', 'windows-1252'] as const;
export type Charset = (typeof charsets)[number];

export const isCharset = (name: string): name is Charset => charsets.some((each) => each === name);

/** Bytes 0x80 to 0x9f of windows-1252, which MySQL calls latin1. Node.js 20 decodes them as ISO 8859-1. */
const highControls = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const latinCharacters = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte < 0xa0 ? highControls.charAt(byte - 0x80) : String.fromCharCode(byte),
);
/** Of what was read as ISO 8859-1, too, where those bytes are controls. */
const latinByte = new Map([
  ...Array.from({ length: 32 }, (_, at): [string, number] => [String.fromCharCode(0x80 + at), 0x80 + at]),
  ...latinCharacters.map((character, byte): [string, number] => [character, byte]),
]);

/** Text that was read as latin1 → its bytes; null where it holds other characters. */
function latinBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const byte = latinByte.get(text.charAt(at));
    if (byte === undefined) return null;
    bytes[at] = byte;
  }
  return bytes;
}

const bytesPattern = /^\\x((?:[0-9a-f]{2})*)$/;

/**
 * Reads text whose bytes are of this charset, whatever the column says they are: from a column of bytes, or from what a
 * driver made of them as latin1. Text that no latin1 could be is right as it stands: programs have written both.
 * Null for bytes that are no text of the charset.
 */
export function charsetReader(charset: Charset): (raw: SqlValue) => string | null {
  const decode = charset === 'windows-1252' ? decodeLatin : strictDecoder(charset);
  return (raw) => {
    if (typeof raw !== 'string' && !(raw instanceof Uint8Array)) return null;
    const bytes = typeof raw === 'string' ? bytesOf(raw) : raw;
    if (bytes === null) return String(raw).trimEnd();
    try {
      return decode(bytes).trimEnd();
    } catch {
      return null;
    }
  };
}

const decodeLatin = (bytes: Uint8Array): string => Array.from(bytes, (byte) => latinCharacters[byte]).join('');

/** What the Big5 decoder of Node.js makes of bytes that are none. */
const noCharacter = /[\u0080-\u009f\ue000-\uf8ff]/;

/** @throws {TypeError} for bytes that are no text */
function strictDecoder(charset: Charset): (bytes: Uint8Array) => string {
  // GB 18030 holds all of GBK, and its decoder takes no byte for what it is not.
  const decoder = new TextDecoder(charset === 'gbk' ? 'gb18030' : charset, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    const text = decoder.decode(bytes);
    if (charset === 'big5' && noCharacter.test(text)) throw new TypeError('no Big5');
    return text;
  };
}

/** Servers give a column of bytes as `\x` and their digits. */
function bytesOf(text: string): Uint8Array | null {
  const digits = bytesPattern.exec(text)?.[1];
  return digits === undefined ? latinBytes(text) : Buffer.from(digits, 'hex');
}
