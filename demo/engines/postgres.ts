import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { secret } from '../data-folder.ts';
import type { EngineKind, FoundServer, InitialiseRequest, InstalledEngine, InstallRequest } from './engine.ts';
import { sharedFolder } from './own-folder.ts';
import { preparePostgresBinaries } from './postgres-binaries.ts';
import { runProgram } from './run-program.ts';

/** Name of PostgreSQL's superuser; its password is the secret `postgres-superuser` of the data folder. */
export const superuser = 'onestop';

export const superuserPassword = (dataFolder: string): string => secret(dataFolder, 'postgres-superuser');

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  shared_buffers: '96MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

const environment = { PATH: process.env['PATH'], LC_ALL: 'C' };

export const postgres: EngineKind = {
  name: 'postgres',
  label: 'PostgreSQL',
  clusterPrefix: 'cluster-',
  stopSignals: ['SIGINT', 'SIGQUIT', 'SIGKILL'], // fast shutdown: sessions are cut, data is written; then without that
  readPidFile: (cluster) => {
    const { pid, port } = readPostmaster(cluster);
    return pid > 1 ? { pid, port } : null;
  },
  condition: async (cluster, { pid }: FoundServer) => {
    const found = readPostmaster(cluster);
    if (found.pid !== pid) return 'starting';
    return found.state === 'ready' || found.state === 'stopping' ? found.state : 'starting';
  },
  install: async ({ account, dataFolder }: InstallRequest): Promise<InstalledEngine> => {
    const binaries = preparePostgresBinaries(account, account === null ? dataFolder : sharedFolder());
    return {
      kind: postgres,
      initialise: (request) => initialise(binaries.initdb, request),
      command: (cluster, port) => ({
        program: binaries.postgres,
        options: [
          '-D',
          cluster,
          ...Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        env: environment,
      }),
    };
  },
};

/** Of postmaster.pid, line 1 tells whose it is, line 4 the port, line 8 the state (PostgreSQL, src/include/utils/pidfile.h). */
function readPostmaster(cluster: string): FoundServer & { readonly state: string } {
  let lines: readonly string[] = [];
  try {
    lines = fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    // no server has run here, or it ended in order
  }
  return { pid: Number(lines[0] ?? 0), port: Number(lines[3] ?? 0), state: lines[7]?.trim() ?? '' };
}

async function initialise(initdb: string, { account, cluster, dataFolder, draft }: InitialiseRequest): Promise<void> {
  const passwordFile = join(draft, 'password');
  fs.writeFileSync(passwordFile, superuserPassword(dataFolder), { mode: 0o600, flag: 'wx' });
  if (account !== null) fs.chownSync(passwordFile, account.uid, account.gid);
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--encoding=UTF8'];
  const access = ['-A', 'scram-sha-256', '-U', superuser, `--pwfile=${passwordFile}`, '--no-instructions'];
  await runProgram({
    program: initdb,
    options: ['-D', cluster, ...locale, ...access],
    env: environment,
    cwd: dirname(cluster),
    account,
  });
}
