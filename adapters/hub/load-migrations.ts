import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Migration = {
  /** `0001-feedback`; they run in the order of their names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, line ends as `\n`. */
  readonly checksum: string;
};

/** The `.sql` files of a folder, in order. */
export function loadMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      return { name: file.slice(0, -'.sql'.length), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}
