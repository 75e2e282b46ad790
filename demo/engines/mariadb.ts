import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { secret } from '../data-folder.ts';
import type { EngineKind, InitialiseRequest, InstalledEngine } from './engine.ts';
import { findMariadb } from './find-mariadb.ts';
import type { MariadbProgram } from './mariadb-program.ts';
import { commandLine } from './process-identity.ts';
import { runProgram } from './run-program.ts';

/** Password of MariaDB's only account that people can use, `root`@`127.0.0.1`. */
export const rootPassword = (dataFolder: string): string => secret(dataFolder, 'mariadb-root');

const pidFile = 'mariadb.pid';
const greetingMs = 1_000;

export const mariadb: EngineKind = {
  name: 'mariadb',
  label: 'MariaDB',
  clusterPrefix: 'mariadb-data-',
  stopSignals: ['SIGTERM', 'SIGTERM', 'SIGKILL'],
  // It holds the process id only; the port stands on the command line.
  readPidFile: (cluster) => {
    const pid = readPid(cluster);
    const port = pid > 1 ? Number(/ --port=(\d+) /.exec(commandLine(pid))?.[1] ?? 0) : 0;
    return port > 0 ? { pid, port } : null;
  },
  // Whoever connects before it is ready waits for its greeting. A server that is stopping refuses.
  condition: async (cluster, { pid, port }) =>
    readPid(cluster) === pid && (await isGreeted(port)) ? 'ready' : 'starting',
  install: async (request): Promise<InstalledEngine> => {
    const program = await findMariadb(request);
    return {
      kind: mariadb,
      initialise: (initialisation) => initialise(program, initialisation),
      command: (cluster, port) => ({
        program: program.file,
        options: [...common(program, cluster), ...serverOptions, `--port=${port}`, `--pid-file=${pidFile}`],
        env: program.env,
      }),
    };
  },
};

/** `--no-defaults` only counts as the first one. */
const common = ({ baseFolder }: MariadbProgram, cluster: string): readonly string[] => [
  '--no-defaults',
  `--basedir=${baseFolder}`,
  `--datadir=${cluster}`,
  `--tmpdir=${cluster}`,
  '--lower-case-table-names=0',
  '--character-set-server=utf8mb4',
  '--performance-schema=off',
  '--skip-log-bin',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M', // created anew, or resized, when it differs from the last start's
  '--innodb-temp-data-file-path=ibtmp1:4M:autoextend', // written in full at every start
  '--aria-log-file-size=8M',
];

const serverOptions = [
  '--bind-address=127.0.0.1',
  '--socket=', // none
  '--skip-name-resolve',
  '--max-connections=120',
  '--default-time-zone=+00:00',
  '--aria-pagecache-buffer-size=8M',
  '--key-buffer-size=1M',
];

function readPid(cluster: string): number {
  try {
    return Number(fs.readFileSync(join(cluster, pidFile), 'utf8'));
  } catch {
    return 0;
  }
}

function isGreeted(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('end', () => settle(false));
    socket.setTimeout(greetingMs, () => settle(false));
  });
}

/** As `mariadb-install-db` does it, with one account instead of several without passwords, and no test database. */
async function initialise(program: MariadbProgram, request: InitialiseRequest): Promise<void> {
  const { account, cluster, dataFolder } = request;
  const tables = fs.readFileSync(program.systemTables, 'utf8');
  const sql = ['CREATE DATABASE mysql;', 'USE mysql;', tables, accountStatement(rootPassword(dataFolder)), ''];
  await runProgram({
    program: program.file,
    options: [...common(program, cluster), '--skip-networking', '--log-warnings=0', '--bootstrap'],
    env: program.env,
    cwd: cluster,
    account,
    input: sql.join('\n'), // the server takes a line for a statement unless it is open at its end
  });
}

/** The grant tables aren't loaded during the bootstrap: no CREATE USER. Two rounds of SHA-1 are what mysql_native_password keeps. */
function accountStatement(password: string): string {
  const sha1 = (value: string | Buffer): Buffer => createHash('sha1').update(value).digest();
  const hash = `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
  const everything = '18446744073709551615';
  const rights = `{"access":${everything},"plugin":"mysql_native_password","authentication_string":"${hash}"}`;
  return `INSERT INTO global_priv VALUES ('127.0.0.1', 'root', '${rights}');`;
}
