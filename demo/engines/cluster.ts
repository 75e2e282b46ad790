import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson, writeFileAtomically } from '../data-folder.ts';
import { engineAccount, type EngineAccount } from './engine-account.ts';
import { engineKinds } from './engine-kinds.ts';
import type { EngineKind, InstalledEngine } from './engine.ts';
import { sharedFolder } from './own-folder.ts';
import { findServer, stopRunning } from './server-process.ts';

/** A cluster is what one server keeps: the folder with all its databases. */
export type ClusterRequest = {
  readonly dataFolder: string;
  readonly account: EngineAccount | null;
  readonly engine: InstalledEngine;
};

/**
 * The cluster's folder, initialised where it is missing. The data folder remembers place and id of its
 * clusters; one with another id belongs to a data folder that is gone, and is replaced.
 * @throws {Error} with what the initialisation said
 */
export async function openCluster(request: ClusterRequest): Promise<string> {
  const { dataFolder, account } = request;
  const { kind } = request.engine;
  const known = knownCluster(kind, dataFolder);
  if (known !== null) return known;
  const folder = clusterPlace(kind, request);
  if (account !== null) await sweepClusters(kind, dirname(folder), account);
  await stopRunning(kind, folder);
  removeTree(folder, account);
  const id = randomBytes(16).toString('hex');
  await initialise(request, folder, id);
  writeFileAtomically(stateFile(kind, dataFolder), JSON.stringify({ folder, id }));
  return folder;
}

/** Removes the clusters of a data folder, which as root lie outside of it. Servers that run in them are stopped. */
export async function removeClusters(dataFolder: string): Promise<void> {
  for (const kind of Object.values(engineKinds)) {
    const folder = readJson(stateFile(kind, dataFolder))?.['folder'];
    if (typeof folder !== 'string' || readId(folder) === null) continue;
    await discard(kind, folder, engineAccount());
    fs.rmSync(stateFile(kind, dataFolder), { force: true });
  }
}

/** Whether a server runs in the data folder's cluster, as one whose keeper was killed does. */
export function isServerLeft(kind: EngineKind, dataFolder: string): boolean {
  const folder = knownCluster(kind, dataFolder);
  return folder !== null && findServer(kind, folder) !== null;
}

function knownCluster(kind: EngineKind, dataFolder: string): string | null {
  const known = readJson(stateFile(kind, dataFolder));
  return typeof known?.['folder'] === 'string' && readId(known['folder']) === known['id'] ? known['folder'] : null;
}

const stateFile = (kind: EngineKind, dataFolder: string): string => join(dataFolder, `${kind.name}-cluster.json`);

/**
 * Whose the cluster is: its id and its data folder. Beside the cluster, because the cluster's own folder
 * belongs to the engine's account: what root writes there could go through a link to anywhere.
 */
const noteFile = (folder: string): string => `${folder}.json`;

const readId = (folder: string): unknown => readJson(noteFile(folder))?.['id'] ?? null;

/** Inside the data folder; as root outside of it, where the engine's account can get to. */
function clusterPlace(kind: EngineKind, { dataFolder, account }: ClusterRequest): string {
  if (account === null) return join(dataFolder, kind.name);
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(sharedFolder(), `${kind.clusterPrefix}${hash}`);
}

/** Removes the clusters whose data folders are gone: nobody else would. */
async function sweepClusters(kind: EngineKind, parent: string, account: EngineAccount): Promise<void> {
  for (const entry of fs.readdirSync(parent)) {
    const name = entry.startsWith(kind.clusterPrefix) && entry.endsWith('.json') ? basename(entry, '.json') : null;
    const dataFolder = name === null ? undefined : readJson(join(parent, entry))?.['dataFolder'];
    if (name === null || typeof dataFolder !== 'string' || fs.existsSync(dataFolder)) continue;
    try {
      await discard(kind, join(parent, name), account);
    } catch {
      continue; // another keeper sweeps too
    }
  }
}

async function discard(kind: EngineKind, folder: string, account: EngineAccount | null): Promise<void> {
  await stopRunning(kind, folder);
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
async function initialise({ account, dataFolder, engine }: ClusterRequest, folder: string, id: string): Promise<void> {
  const draft = `${folder}.draft-${id}`;
  const cluster = join(draft, 'cluster');
  removeDrafts(folder, account);
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.mkdirSync(cluster, { mode: 0o700 });
  if (account !== null) {
    fs.chownSync(cluster, account.uid, account.gid);
    fs.chmodSync(draft, 0o711); // it stays ours, so that nobody can put something else under these names
  }
  await engine.initialise({ account, dataFolder, cluster, draft });
  writeFileAtomically(noteFile(folder), JSON.stringify({ id, dataFolder }));
  fs.renameSync(cluster, folder);
  removeDraft(draft, account);
}

/** What an initialisation left that was killed. Its program may still be writing: then it stays until the next time. */
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

/** The draft itself belongs to us alone, so there are no links of others in it. */
function removeDraft(draft: string, account: EngineAccount | null): void {
  removeTree(join(draft, 'cluster'), account);
  fs.rmSync(draft, { recursive: true });
}
