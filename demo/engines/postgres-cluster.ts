import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OnestopError } from '../../schema/errors.ts';
import { readJson, secret, writeFileAtomically } from '../data-folder.ts';
import { sharedFolder, type EngineAccount } from './engine-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { stopRunning } from './postgres-process.ts';

/** Name of the superuser; its password is the secret `postgres-superuser` of the data folder. */
export const superuser = 'onestop';

export const superuserPassword = (dataFolder: string): string => secret(dataFolder, 'postgres-superuser');

export type ClusterRequest = {
  readonly dataFolder: string;
  readonly account: EngineAccount | null;
  readonly binaries: PostgresBinaries;
};

/**
 * The cluster's folder, initialised where it is missing. The data folder remembers place and id of its
 * cluster; a cluster with another id belongs to a data folder that is gone, and is replaced.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` with what initdb said
 */
export async function openCluster(request: ClusterRequest): Promise<string> {
  const known = readJson(stateFile(request.dataFolder));
  if (typeof known?.['folder'] === 'string' && readId(known['folder']) === known['id']) return known['folder'];
  const folder = clusterPlace(request);
  await stopRunning(folder);
  fs.rmSync(folder, { recursive: true, force: true });
  const id = randomBytes(16).toString('hex');
  await initialise(request, folder, id);
  writeFileAtomically(stateFile(request.dataFolder), JSON.stringify({ folder, id }));
  return folder;
}

/** Removes the cluster of a data folder, which as root lies outside of it. A server that runs in it is stopped. */
export async function removeCluster(dataFolder: string): Promise<void> {
  const folder = readJson(stateFile(dataFolder))?.['folder'];
  if (typeof folder !== 'string' || readId(folder) === null) return;
  await stopRunning(folder);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.rmSync(stateFile(dataFolder), { force: true });
}

const stateFile = (dataFolder: string): string => join(dataFolder, 'postgres-cluster.json');

const idFile = 'onestop-cluster-id';

function readId(folder: string): string | null {
  try {
    return fs.readFileSync(join(folder, idFile), 'utf8');
  } catch {
    return null;
  }
}

/** Inside the data folder; as root outside of it, where the engine's account can get to. */
function clusterPlace({ dataFolder, account }: ClusterRequest): string {
  if (account === null) return join(dataFolder, 'postgres');
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(sharedFolder(), `cluster-${hash}`);
}

/** Works in a draft that gets its name at the end: a cluster under its name is whole. */
async function initialise(request: ClusterRequest, folder: string, id: string): Promise<void> {
  const draft = `${folder}.draft-${id}`;
  const cluster = join(draft, 'cluster');
  removeDrafts(folder);
  fs.mkdirSync(cluster, { recursive: true, mode: 0o700 });
  fs.writeFileSync(join(draft, 'password'), superuserPassword(request.dataFolder), { mode: 0o600 });
  for (const path of [draft, cluster, join(draft, 'password')]) own(request.account, path);
  await runInitdb(request, cluster, join(draft, 'password'));
  fs.writeFileSync(join(cluster, idFile), id, { mode: 0o644 });
  fs.renameSync(cluster, folder);
  fs.rmSync(draft, { recursive: true, force: true });
}

/** What an initialisation left that was killed. Its initdb may still be writing: then it stays until the next time. */
function removeDrafts(folder: string): void {
  for (const entry of fs.readdirSync(dirname(folder))) {
    if (!entry.startsWith(`${basename(folder)}.draft-`)) continue;
    try {
      fs.rmSync(join(dirname(folder), entry), { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}

function own(account: EngineAccount | null, path: string): void {
  if (account !== null) fs.chownSync(path, account.uid, account.gid);
}

function runInitdb({ account, binaries }: ClusterRequest, cluster: string, passwordFile: string): Promise<void> {
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--encoding=UTF8'];
  const access = ['-A', 'scram-sha-256', '-U', superuser, `--pwfile=${passwordFile}`, '--no-instructions'];
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, ['-D', cluster, ...locale, ...access], {
      ...account,
      cwd: dirname(cluster),
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', (cause) => reject(unavailable(cause.message)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(unavailable(complaint.trim().slice(-600) || `initdb ended with ${code}`)),
    );
  });
}

const unavailable = (reason: string): OnestopError =>
  new OnestopError('ENGINE_UNAVAILABLE', {
    engine: 'PostgreSQL',
    reason,
    fix: 'Correct the cause, or point the demo at a server of yours with --databases.',
  });
