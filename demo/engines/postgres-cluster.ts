import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OnestopError } from '../../schema/errors.ts';
import { readJson, secret, writeFileAtomically } from '../data-folder.ts';
import { engineAccount, sharedFolder, type EngineAccount } from './engine-account.ts';
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
  if (request.account !== null) await sweepClusters(dirname(folder), request.account);
  await stopRunning(folder);
  removeTree(folder, request.account);
  const id = randomBytes(16).toString('hex');
  await initialise(request, folder, id);
  writeFileAtomically(stateFile(request.dataFolder), JSON.stringify({ folder, id }));
  return folder;
}

/** Removes the cluster of a data folder, which as root lies outside of it. A server that runs in it is stopped. */
export async function removeCluster(dataFolder: string): Promise<void> {
  const folder = readJson(stateFile(dataFolder))?.['folder'];
  if (typeof folder !== 'string' || readId(folder) === null) return;
  await discard(folder, engineAccount());
  fs.rmSync(stateFile(dataFolder), { force: true });
}

const stateFile = (dataFolder: string): string => join(dataFolder, 'postgres-cluster.json');

/**
 * Whose the cluster is: its id and its data folder. Beside the cluster, because the cluster's own folder
 * belongs to the engine's account: what root writes there could go through a link to anywhere.
 */
const noteFile = (folder: string): string => `${folder}.json`;

const readId = (folder: string): unknown => readJson(noteFile(folder))?.['id'] ?? null;

/** Inside the data folder; as root outside of it, where the engine's account can get to. */
function clusterPlace({ dataFolder, account }: ClusterRequest): string {
  if (account === null) return join(dataFolder, 'postgres');
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(sharedFolder(), `cluster-${hash}`);
}

/** Removes the clusters whose data folders are gone: nobody else would. */
async function sweepClusters(parent: string, account: EngineAccount): Promise<void> {
  for (const entry of fs.readdirSync(parent)) {
    const name = /^(cluster-[0-9a-f]{16})\.json$/.exec(entry)?.[1];
    const dataFolder = name === undefined ? undefined : readJson(join(parent, entry))?.['dataFolder'];
    if (name === undefined || typeof dataFolder !== 'string' || fs.existsSync(dataFolder)) continue;
    try {
      await discard(join(parent, name), account);
    } catch {
      continue; // another keeper sweeps too
    }
  }
}

async function discard(folder: string, account: EngineAccount | null): Promise<void> {
  await stopRunning(folder);
  removeTree(folder, account);
  fs.rmSync(noteFile(folder), { force: true });
}

/**
 * As root, what belongs to the engine's account is removed in its name: it could put links to elsewhere
 * in our way while we walk its tree. Its topmost folder stands in a folder of ours.
 */
function removeTree(folder: string, account: EngineAccount | null): void {
  if (account === null) return fs.rmSync(folder, { recursive: true, force: true });
  if (!fs.existsSync(folder)) return;
  spawnSync('rm', ['-rf', '--', folder], { ...account, cwd: '/', stdio: 'ignore' });
  fs.rmdirSync(folder);
}

/** Works in a draft that gets its name at the end: a cluster under its name is whole, and noted. */
async function initialise(request: ClusterRequest, folder: string, id: string): Promise<void> {
  const { account, dataFolder } = request;
  const draft = `${folder}.draft-${id}`;
  const cluster = join(draft, 'cluster');
  const password = join(draft, 'password');
  removeDrafts(folder, account);
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.mkdirSync(cluster, { mode: 0o700 });
  fs.writeFileSync(password, superuserPassword(dataFolder), { mode: 0o600, flag: 'wx' });
  for (const path of [cluster, password]) own(account, path);
  // The draft itself stays ours, so that nobody can put something else under these names.
  if (account !== null) fs.chmodSync(draft, 0o711);
  await runInitdb(request, cluster, password);
  writeFileAtomically(noteFile(folder), JSON.stringify({ id, dataFolder }));
  fs.renameSync(cluster, folder);
  removeDraft(draft, account);
}

/** What an initialisation left that was killed. Its initdb may still be writing: then it stays until the next time. */
function removeDrafts(folder: string, account: EngineAccount | null): void {
  for (const entry of fs.readdirSync(dirname(folder))) {
    if (!entry.startsWith(`${basename(folder)}.draft-`)) continue;
    try {
      removeDraft(join(dirname(folder), entry), account);
    } catch {
      continue;
    }
  }
}

function removeDraft(draft: string, account: EngineAccount | null): void {
  removeTree(join(draft, 'cluster'), account);
  fs.rmSync(join(draft, 'password'), { force: true });
  fs.rmdirSync(draft);
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
