import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { canRead, type EngineAccount } from './engine-account.ts';
import { runProgram } from './run-program.ts';

/** A MariaDB server that was seen to run. */
export type MariadbProgram = {
  readonly file: string;
  /** `--basedir`: its messages and character sets are in `share` below. */
  readonly baseFolder: string;
  /** The SQL script that makes the system tables. */
  readonly systemTables: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As it says itself: `10.11.19-MariaDB-0+deb12u1`. */
  readonly version: string;
};

/** The first with JSON_TABLE. */
export const oldestVersion = { major: 10, minor: 6 };

const versionMs = 5_000;

/**
 * Tries a server by asking for its version.
 * @param libraryFolders where it finds the libraries that the system lacks
 * @throws {Error} when the account can't run it, or it is another server, or too old
 */
export async function tryMariadb(
  file: string,
  account: EngineAccount | null,
  libraryFolders: readonly string[] = [],
): Promise<MariadbProgram> {
  if (!canRead(account, file)) throw new Error(`${file} can’t be read by the account that servers run under`);
  const libraries = libraryFolders.length === 0 ? {} : { LD_LIBRARY_PATH: libraryFolders.join(':') };
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', ...libraries };
  const signal = AbortSignal.timeout(versionMs);
  const said = await runProgram({
    program: file,
    options: ['--no-defaults', '--version'],
    env,
    cwd: '/',
    account,
    signal,
  });
  const [, version = '', major, minor] = /Ver ((\d+)\.(\d+)\.\S*MariaDB\S*)/.exec(said) ?? [];
  if (version === '') throw new Error(`${file} is no MariaDB: ${said.trim()}`);
  if (Number(major) * 1000 + Number(minor) < oldestVersion.major * 1000 + oldestVersion.minor)
    throw new Error(`${file} is MariaDB ${version}, too old`);
  const baseFolder = dirname(dirname(file));
  return { file, baseFolder, systemTables: findSystemTables(baseFolder), env, version };
}

/** The names differ between 10 and 11. */
function findSystemTables(baseFolder: string): string {
  const names = ['mysql_system_tables.sql', 'mariadb_system_tables.sql'];
  const files = ['mysql', 'mariadb'].flatMap((folder) => names.map((name) => join(baseFolder, 'share', folder, name)));
  const found = files.find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(`${baseFolder}/share has no script that makes the system tables`);
  return found;
}
