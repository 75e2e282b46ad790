import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a setting is made of that files hold. */
export type FilesSetting<T> = {
  /** For the log. */
  readonly place: string;
  readonly files: readonly string[];
  readonly read: () => T;
};

/** Files that may change, whatever they say. */
export type WatchedFiles = Pick<FromFiles<unknown>, 'place' | 'files' | 'lookAgain'>;

/** What files say: read at once, and again when they change (`watchFiles`). */
export class FromFiles<T> {
  readonly place: string;
  readonly files: readonly string[];
  readonly #read: () => T;
  readonly #listeners: ((value: T) => void)[] = [];
  #value: T;
  /** Of what was read last, and of what was seen last. */
  #used: string;
  #seen: string;

  /** Throws what `read` throws. */
  constructor({ place, files, read }: FilesSetting<T>) {
    this.place = place;
    this.files = files;
    this.#read = read;
    this.#used = this.#seen = digest(files);
    this.#value = read();
  }

  /** As the files were when they were last right. */
  readonly now = (): T => this.#value;

  /** Hears of what was read anew, before it is taken; what it throws keeps the old. */
  onChange(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Reads what has changed and has stayed so since the last look: a certificate and its key are seldom written in one
   * moment. Contents are compared: where secrets are mounted, links are turned to other files.
   * @returns whether there was something new
   * @throws what `read` throws, once for each content; then what was there stays
   */
  lookAgain(): boolean {
    const seen = digest(this.files);
    const isSteady = seen === this.#seen;
    this.#seen = seen;
    if (!isSteady || seen === this.#used) return false;
    this.#used = seen;
    const value = this.#read();
    for (const listener of this.#listeners) listener(value);
    this.#value = value;
    return true;
  }
}

/** One that can't be read holds nothing. */
function digest(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    try {
      const content = readFileSync(file);
      hash.update(`${content.length}\n`).update(content);
    } catch {
      hash.update('none\n');
    }
  }
  return hash.digest('hex');
}
