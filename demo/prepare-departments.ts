import { join } from 'node:path';
import { checkDatabases } from './check-databases.ts';
import { openDataFolder, writeFileAtomically } from './data-folder.ts';
import { departmentNames, departmentSeeds, type DepartmentName } from './departments.ts';
import { attachEngines, type Engines } from './engines/attach-engines.ts';
import { createPopulation, type Population } from './population.ts';
import { shareHouseholds } from './population/shared-households.ts';
import { prepareDepartment, type Place } from './prepare-department.ts';
import type { Report } from './report.ts';
import { writeAccount, type DirtAccount } from './seed/dirt-account.ts';
import { createHub } from './seed/hub-database.ts';
import type { SeedOutcome, SeedTask } from './seed/seed-request.ts';
import { seedingFailure } from './seed/seeding-failure.ts';

export type PrepareRequest = {
  readonly dataFolder: string;
  readonly seed: number;
  readonly citizens: number;
  /** Department, or `hub`, → URL of a database that exists, with an account that may write. Ours where it is absent. */
  readonly databases?: Readonly<Record<string, string>>;
  readonly report: Report;
};

export type PreparedDepartment = {
  readonly name: DepartmentName;
  /** `postgres://…` or `mysql://…` of an account that may only read, or `sqlite:/absolute/path`. */
  readonly url: string;
  /** `kept`: seeded before with the same values. `foreign`: somebody else's data, used as it is. */
  readonly state: SeedOutcome['state'];
  /** Null where the data is somebody else's. */
  readonly account: DirtAccount | null;
};

export type PreparedDepartments = {
  readonly departments: Readonly<Record<DepartmentName, PreparedDepartment>>;
  /** The database of the graph's own systems: URL of an account that may create tables in it. */
  readonly hub: { readonly url: string };
  /** Null where nothing needs an engine of ours. */
  readonly engines: Engines | null;
  close(): Promise<void>;
};

/**
 * Starts the departments' engines and fills their databases with the city's people, each once. A
 * database with tables but without our marker is never written.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`, `DATABASE_UNREACHABLE`, `SEEDING_FAILED` or `CONFIG_INVALID`
 */
export async function prepareDepartments(request: PrepareRequest): Promise<PreparedDepartments> {
  const databases = request.databases ?? {};
  checkDatabases(databases);
  const dataFolder = openDataFolder(request.dataFolder);
  const engines = openEngines(dataFolder, databases);
  const task = seedTask(request);
  const place: Place = { dataFolder, databases, engines: engines.attach, task, report: request.report };
  try {
    const filling = departmentNames.map((name) => prepareNamed(name, place));
    const linking = prepareHub(place);
    await Promise.allSettled([...filling, linking]); // none is left at work when another fails
    const prepared = await Promise.all(filling);
    for (const department of prepared) tell(place, department);
    // One of each name was prepared.
    const departments = Object.fromEntries(
      prepared.map((each) => [each.name, each]),
    ) as PreparedDepartments['departments'];
    return { departments, hub: await linking, engines: await engines.attached(), close: engines.close };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

const prepareNamed = async (name: DepartmentName, place: Place): Promise<PreparedDepartment> => ({
  name,
  ...(await prepareDepartment(departmentSeeds[name], place)),
});

async function prepareHub({ dataFolder, databases, engines }: Place): Promise<PreparedDepartments['hub']> {
  const given = databases['hub'];
  if (given !== undefined) return { url: given };
  try {
    return { url: await createHub((await engines()).adminUrl, dataFolder) };
  } catch (cause) {
    throw seedingFailure('hub', cause);
  }
}

/** Attached by the first who asks; what needs none does not wait for them. */
function openEngines(dataFolder: string, databases: Readonly<Record<string, string>>) {
  const mariadb = departmentNames.some(
    (name) => departmentSeeds[name].engine === 'mariadb' && databases[name] === undefined,
  );
  let attaching: Promise<Engines> | undefined;
  const attached = async (): Promise<Engines | null> => attaching?.catch(() => null) ?? null;
  return {
    attach: (): Promise<Engines> => (attaching ??= attachEngines({ dataFolder, mariadb })),
    attached,
    close: async (): Promise<void> => (await attached())?.close(),
  };
}

/** The name lists are loaded when somebody seeds, and once. */
function seedTask({ seed, citizens, report }: PrepareRequest): SeedTask {
  let population: Promise<Population> | undefined;
  return { seed, citizens, report, population: () => (population ??= openPopulation({ seed, citizens })) };
}

const openPopulation = async (city: { readonly seed: number; readonly citizens: number }): Promise<Population> =>
  shareHouseholds(await createPopulation(city));

/** Says what was found, and keeps the account in the data folder for whoever comes later. */
function tell({ report, dataFolder }: Place, { name, state, account }: PreparedDepartment): void {
  if (account === null)
    return report.note(`${name}: the database holds data that is not the demo's; it is used as it is`);
  writeFileAtomically(accountFile(dataFolder, name), `${JSON.stringify(account, null, 2)}\n`);
  if (state === 'seeded') for (const line of writeAccount(account)) report.note(line);
}

/** Where the account of a department's dirt is kept, as JSON (`DirtAccount`). */
export const accountFile = (dataFolder: string, department: DepartmentName): string =>
  join(dataFolder, `account-${department}.json`);

/** The databases by department, the hub's among them: what mapped SDL files and commands beside the demo look for. */
export const databaseUrls = ({ departments, hub }: PreparedDepartments): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.values(departments).map(({ name, url }) => [name, url])),
  hub: hub.url,
});
