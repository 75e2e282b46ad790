import { readJson } from '../demo/data-folder.ts';
import path from 'node:path';
import { OnestopError } from '../schema/errors.ts';

const fileName = 'databases.json';

/** The file in which a running demo notes its databases, for commands beside it. */
export const databasesFile = (dataFolder: string): string => path.join(dataFolder, fileName);

/** Where a demo writes down who read what. */
export const demoAuditFolder = (dataFolder: string): string => path.join(dataFolder, 'access-log');

/** The variable that a department's mapped SDL file names: `CIVIL_REGISTRY_URL`. */
export const environmentName = (department: string): string => `${department.toUpperCase().replaceAll('-', '_')}_URL`;

/** This process's own environment, and the databases of a demo beside it where its data folder is given. */
export const databaseEnvironment = (dataFolder: string | undefined): NodeJS.ProcessEnv =>
  dataFolder === undefined ? process.env : { ...process.env, ...demoEnvironment(dataFolder) };

/**
 * The databases of the demo in this data folder, by the names that mapped SDL files use.
 * @throws {OnestopError} `CONFIG_INVALID` where no demo ever ran there
 */
export function demoEnvironment(dataFolder: string): Readonly<Record<string, string>> {
  const urls = readJson(databasesFile(dataFolder));
  if (urls === null) {
    throw new OnestopError('CONFIG_INVALID', {
      where: dataFolder,
      reason: 'no demo runs with this data folder',
      fix: 'Start one with `npm run demo`.',
    });
  }
  return Object.fromEntries(
    Object.entries(urls).flatMap(([name, url]) => (typeof url === 'string' ? [[environmentName(name), url]] : [])),
  );
}
