import path from 'node:path';
import { environmentName } from '../cli/demo-environment.ts';
import { checkoutFolder } from '../demo/data-folder.ts';
import { databaseUrls, prepareDepartments, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { silentReport } from '../demo/report.ts';

/** The city most tests look at: real engines, seeded once and shared by every test file of the checkout. */
export const citySize = { seed: 7, citizens: 600 } as const;

export const cityFolder = path.join(checkoutFolder(), '.cache', 'test-city');

/** Starts the shared engines, or attaches to them; close it after the tests. Never kill or write to these. */
export const openCity = (): Promise<PreparedDepartments> =>
  prepareDepartments({ dataFolder: cityFolder, ...citySize, report: silentReport });

/** The city's databases by the variables that mapped SDL files name, the hub's among them. */
export const environmentOf = (city: PreparedDepartments): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(databaseUrls(city)).map(([name, url]) => [environmentName(name), url]));
