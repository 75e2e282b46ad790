import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OnestopError } from '../schema/errors.ts';

const shipped = fileURLToPath(new URL('../subgraphs/', import.meta.url));

/** A mapped SDL file: where it is, and what to call it in messages. */
export type DepartmentFile = { readonly file: string; readonly displayName: string };

/** The graph's own systems; every other folder of `subgraphs/` is a department. */
export const ownSystems: readonly string[] = ['identity', 'interaction', 'feedback', 'access', 'directory'];

/** The departments of a folder, those that ship with the demo unless told otherwise. Removing one's folder removes it. */
export function departmentFiles(folder = shipped): readonly DepartmentFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ownSystems.includes(entry.name))
    .map((entry) => path.join(entry.name, 'subgraph.graphql'))
    .filter((name) => existsSync(path.join(folder, name)))
    .sort()
    .map((name) => ({ file: path.join(folder, name), displayName: `subgraphs/${name}` }));
}

export const toDepartmentFile = (file: string): DepartmentFile => ({ file: path.resolve(file), displayName: file });

/** @throws {OnestopError} `CONFIG_INVALID` */
export function readDepartmentFile({ file, displayName }: DepartmentFile): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OnestopError(
      'CONFIG_INVALID',
      { where: displayName, reason: 'the file can’t be read', fix: 'Name a mapped SDL file.' },
      { cause },
    );
  }
}
