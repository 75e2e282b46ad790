import { readFileSync } from 'node:fs';
import os from 'node:os';

/** What a run was made on and of. */
export type Machine = {
  readonly processors: string;
  readonly memoryGb: number;
  readonly system: string;
  /** Processes that wanted a processor in the minute before, on average. */
  readonly loadBefore: number;
  /** Names with versions. */
  readonly versions: readonly string[];
};

/**
 * @param servers names and versions of the databases
 * @param loadBefore see `Machine`
 */
export function describeMachine(servers: readonly string[], loadBefore: number): Machine {
  const [first] = os.cpus();
  return {
    processors: `${os.cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    system: `${os.type()} ${os.release().split('-')[0] ?? ''}`,
    loadBefore: Number(loadBefore.toFixed(2)),
    versions: [
      `Node ${process.versions.node}`,
      ...servers,
      ...['@apollo/gateway', 'mercurius', 'fastify', 'pg', 'mysql2'].map(dependency),
      `@apollo/server ${pinned('.', '@apollo/server')}`,
      `@graphql-hive/gateway ${pinned('hive', '@graphql-hive/gateway')}`,
      `postgraphile ${pinned('postgraphile', 'postgraphile')}`,
    ],
  };
}

const read = (file: string): { readonly version?: string; readonly dependencies?: Readonly<Record<string, string>> } =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as ReturnType<typeof read>; // a package's own

const dependency = (name: string): string =>
  `${name} ${read(`../../node_modules/${name}/package.json`).version ?? '?'}`;
const pinned = (peer: string, name: string): string =>
  read(`../peers/${peer}/package.json`).dependencies?.[name] ?? '?';
