import { closeSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { OnestopError } from '../schema/errors.ts';
import { openDataFolder, openOwnFile, writeFileAtomically } from './data-folder.ts';
import { attachEngines, type Engines } from './engines/attach-engines.ts';
import { createPopulation } from './population.ts';
import type { Report } from './report.ts';
import { writeAccount, type DirtAccount } from './seed/dirt-account.ts';
import { createDatabase, createReader } from './seed/reader-role.ts';
import { seedInsurance } from './seed/seed-insurance.ts';
import { seedRegistry } from './seed/seed-registry.ts';
import type { SeedOutcome, SeedTask } from './seed/seed-request.ts';
import { seedingFailure } from './seed/seeding-failure.ts';

const departmentNames = ['civil-registry', 'social-insurance'] as const;

export type DepartmentName = (typeof departmentNames)[number];

export type PrepareRequest = {
  readonly dataFolder: string;
  readonly seed: number;
  readonly citizens: number;
  /** Department → URL of a database that exists, with an account that may write. Ours where it is absent. */
  readonly databases?: Readonly<Record<string, string>>;
  readonly report: Report;
};

export type PreparedDepartment = {
  readonly name: DepartmentName;
  /** `postgres://…` of an account that may only read, or `sqlite:/absolute/path`. */
  readonly url: string;
  /** `kept`: seeded before with the same values. `foreign`: somebody else's data, used as it is. */
  readonly state: SeedOutcome['state'];
  /** Null where the data is somebody else's. */
  readonly account: DirtAccount | null;
};

export type PreparedDepartments = {
  readonly departments: Readonly<Record<DepartmentName, PreparedDepartment>>;
  /** Null where no department needs an engine of ours. */
  readonly engines: Engines | null;
  close(): Promise<void>;
};

/**
 * Starts the departments' engines and fills their databases with the city's people, each once. A
 * database with tables but without our marker is never written.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`, `DATABASE_UNREACHABLE`, `SEEDING_FAILED` or `CONFIG_INVALID`
 */
export async function prepareDepartments(request: PrepareRequest): Promise<PreparedDepartments> {
  checkNames(request.databases ?? {});
  const dataFolder = openDataFolder(request.dataFolder);
  const given = request.databases ?? {};
  const engines = given['civil-registry'] === undefined ? await attachEngines({ dataFolder }) : null;
  const place = { request, dataFolder, task: seedTask(request) };
  const close = async (): Promise<void> => engines?.close();
  try {
    const registry = prepareRegistry(place, engines);
    const insurance = prepareInsurance(place);
    await Promise.allSettled([registry, insurance]); // neither is left at work when the other fails
    const departments = { 'civil-registry': await registry, 'social-insurance': await insurance };
    for (const name of departmentNames) tell(place, departments[name]);
    return { departments, engines, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Place = { readonly request: PrepareRequest; readonly dataFolder: string; readonly task: SeedTask };

/** The name lists are loaded when somebody seeds, and once. */
function seedTask({ seed, citizens, report }: PrepareRequest): SeedTask {
  let population: ReturnType<typeof createPopulation> | undefined;
  return { seed, citizens, report, population: () => (population ??= createPopulation({ seed, citizens })) };
}

function checkNames(databases: Readonly<Record<string, string>>): void {
  const schemes: Readonly<Record<string, RegExp>> = {
    'civil-registry': /^postgres(ql)?:/,
    'social-insurance': /^sqlite:/,
  };
  for (const [name, url] of Object.entries(databases)) {
    const scheme = schemes[name];
    if (scheme?.test(url) === true) continue;
    const reason =
      scheme === undefined ? 'the demo has no such department' : 'this department can’t run on such a database';
    const fix = 'Use civil-registry=postgres://… and social-insurance=sqlite:PATH.';
    throw new OnestopError('CONFIG_INVALID', { where: `--databases ${name}`, reason, fix });
  }
}

async function prepareRegistry(
  { request, dataFolder, task }: Place,
  engines: Engines | null,
): Promise<PreparedDepartment> {
  const name = 'civil-registry';
  const given = request.databases?.[name];
  const isOurs = engines !== null;
  const url = isOurs ? await createDatabase(engines.adminUrl, 'civil_registry') : (given ?? '');
  const outcome = await seeding(name, seedRegistry(url, task));
  if (outcome.state === 'foreign' && !isOurs) return { name, url, ...outcome };
  const reader = await createReader({ url, dataFolder, isOurs, isSeeded: outcome.state !== 'foreign' });
  if (reader === null) request.report.note(`${name}: no read-only account could be made; the given one is used`);
  return { name, url: reader ?? url, ...outcome };
}

async function prepareInsurance({ request, dataFolder, task }: Place): Promise<PreparedDepartment> {
  const name = 'social-insurance';
  const given = request.databases?.[name];
  const file =
    given === undefined ? join(dataFolder, 'sqlite', 'social-insurance.db') : resolve(given.slice('sqlite:'.length));
  if (given === undefined) makePrivate(file);
  const outcome = await seeding(name, seedInsurance(file, task));
  return { name, url: `sqlite:${file}`, ...outcome };
}

/** Made before SQLite makes it, which would let everybody read it; its journals take after it. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openOwnFile(file));
}

async function seeding<T>(department: DepartmentName, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw seedingFailure(department, cause);
  }
}

/** Says what was found, and keeps the account in the data folder for whoever comes later. */
function tell({ request, dataFolder }: Place, { name, state, account }: PreparedDepartment): void {
  if (account === null)
    return request.report.note(`${name}: the database holds data that is not the demo's; it is used as it is`);
  writeFileAtomically(accountFile(dataFolder, name), `${JSON.stringify(account, null, 2)}\n`);
  if (state === 'seeded') for (const line of writeAccount(account)) request.report.note(line);
}

/** Where the account of a department's dirt is kept, as JSON (`DirtAccount`). */
export const accountFile = (dataFolder: string, department: DepartmentName): string =>
  join(dataFolder, `account-${department}.json`);
