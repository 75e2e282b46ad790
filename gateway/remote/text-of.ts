import { isAscii, isUtf8, transcode } from 'node:buffer';

/** The text of a body, without a mark of the order of its bytes, which is no JSON. */
export function textOf(chunks: readonly Buffer[]): string {
  const [only = Buffer.alloc(0)] = chunks;
  const text = decoded(chunks.length === 1 ? only : Buffer.concat(chunks));
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Bytes that the runtime's decoder makes a text of sooner than its transcoder does, which takes a buffer first. */
const short = 512;

/** What is no UTF-8 is replaced. Of long Chinese the runtime's decoder makes a text in five times the time of its transcoder. */
function decoded(bytes: Buffer): string {
  if (bytes.length < short) return bytes.toString('utf8');
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? transcode(bytes, 'utf8', 'utf16le').toString('utf16le') : bytes.toString('utf8');
}
