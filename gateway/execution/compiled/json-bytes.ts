/** Longer texts are searched and encoded as fast by the engine's own code, Chinese ones from 200 characters on. */
const longestWalked = 128;
/** Bytes of a UTF-16 unit in UTF-8, at most. */
const perUnit = 3;
const firstCapacity = 64 * 1024;
/** A larger buffer is let go of after the answer that needed it. */
const keptCapacity = 1024 * 1024;

/** Smaller whole numbers are written by their digits, for which no text has to be made. */
const [mostDigits, digits] = [1e9, 9];

const [quoteMark, backslash, comma, zero] = [0x22, 0x5c, 0x2c, 0x30];
const nullText = Buffer.from('null');

/**
 * JSON in the making, as the UTF-8 that is sent: no text is put together first that would have to be made flat and
 * encoded afterwards. What turns out not to stand is taken back.
 */
export class JsonBytes {
  #buffer = Buffer.allocUnsafeSlow(firstCapacity);
  /** Bytes written so far: where to go back to. */
  length = 0;

  /** What was written, the caller's to keep; the next answer begins empty. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.length));
    this.clear();
    return taken;
  }

  clear(): void {
    this.length = 0;
    if (this.#buffer.length > keptCapacity) this.#buffer = Buffer.allocUnsafeSlow(firstCapacity);
  }

  null(): void {
    this.bytes(nullText);
  }

  comma(): void {
    this.#reserve(1);
    this.#buffer[this.length++] = comma;
  }

  /** Few bytes that are JSON already. */
  bytes(given: Uint8Array): void {
    this.#reserve(given.length);
    const buffer = this.#buffer;
    let at = this.length;
    for (let index = 0; index < given.length; index += 1) buffer[at++] = given[index] ?? 0;
    this.length = at;
  }

  /** Text that is JSON already, without lone surrogates. */
  json(text: string): void {
    this.#reserve(text.length * perUnit);
    this.length += this.#buffer.write(text, this.length, 'utf8');
  }

  /** A whole number that is written without an exponent. */
  integer(value: number): void {
    if (!(value >= 0 && value < mostDigits)) return this.json(String(value));
    this.#reserve(digits);
    const buffer = this.#buffer;
    let end = this.length;
    for (let rest = value; rest >= 10; rest = Math.trunc(rest / 10)) end += 1;
    this.length = end + 1;
    for (let rest = value; ; rest = Math.trunc(rest / 10)) {
      buffer[end--] = zero + (rest % 10);
      if (rest < 10) return;
    }
  }

  /** A text as JSON, exactly as `JSON.stringify` writes it: lone surrogates escaped, U+2028 as it is. */
  text(text: string): void {
    if (text.length > longestWalked || !this.#walk(text)) this.json(JSON.stringify(text));
  }

  /** @returns false, and nothing is written, for what has to be escaped, and for surrogates */
  #walk(text: string): boolean {
    this.#reserve(text.length * perUnit + 2);
    const buffer = this.#buffer;
    let at = this.length;
    buffer[at++] = quoteMark;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit < 0x80) {
        if (unit < 0x20 || unit === quoteMark || unit === backslash) return false;
        buffer[at++] = unit;
      } else if (unit < 0x800) {
        buffer[at++] = 0xc0 | (unit >> 6);
        buffer[at++] = 0x80 | (unit & 0x3f);
      } else if (unit >= 0xd800 && unit <= 0xdfff) {
        return false;
      } else {
        buffer[at++] = 0xe0 | (unit >> 12);
        buffer[at++] = 0x80 | ((unit >> 6) & 0x3f);
        buffer[at++] = 0x80 | (unit & 0x3f);
      }
    }
    buffer[at++] = quoteMark;
    this.length = at;
    return true;
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}
