import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../subgraphs/', import.meta.url));

/** A mapped SDL file: where it is, and what to call it in messages. */
export type DepartmentFile = { readonly file: string; readonly displayName: string };

/** The graph's own systems; every other folder of `subgraphs/` is a department. */
export const ownSystems: readonly string[] = ['identity'];

/** The departments that ship with the demo: one folder each. Removing a folder removes the department. */
export function departmentFiles(): readonly DepartmentFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ownSystems.includes(entry.name))
    .map((entry) => path.join(entry.name, 'subgraph.graphql'))
    .filter((name) => existsSync(path.join(folder, name)))
    .sort()
    .map((name) => ({ file: path.join(folder, name), displayName: `subgraphs/${name}` }));
}

export const toDepartmentFile = (file: string): DepartmentFile => ({ file: path.resolve(file), displayName: file });
