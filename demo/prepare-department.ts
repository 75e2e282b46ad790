import { closeSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openOwnFile } from './data-folder.ts';
import type { Engines } from './engines/attach-engines.ts';
import type { Report } from './report.ts';
import type { DepartmentSeed } from './seed/department-seed.ts';
import { createMariadbDatabase, createMariadbReader } from './seed/mariadb-accounts.ts';
import { createDatabase, createReader, type ReaderRequest } from './seed/reader-role.ts';
import { seedMariadb } from './seed/seed-mariadb.ts';
import { seedPostgres } from './seed/seed-postgres.ts';
import type { SeedOutcome, SeedTask } from './seed/seed-request.ts';
import { seedSqlite } from './seed/seed-sqlite.ts';
import { seedingFailure } from './seed/seeding-failure.ts';

/** Where the departments are prepared. */
export type Place = {
  readonly dataFolder: string;
  /** Department → URL of a database that exists. */
  readonly databases: Readonly<Record<string, string>>;
  /** Of the data folder; started by the first who asks. */
  readonly engines: () => Promise<Engines>;
  readonly task: SeedTask;
  readonly report: Report;
};

/** The URL is of an account that may only read, where one could be made. */
export type Prepared = SeedOutcome & { readonly url: string };

/**
 * Finds the department's database or makes it, fills it once, and makes the account that reads it.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`, `DATABASE_UNREACHABLE` or `SEEDING_FAILED`
 */
export async function prepareDepartment(seed: DepartmentSeed, place: Place): Promise<Prepared> {
  try {
    const given = place.databases[seed.department];
    if (given?.startsWith('sqlite:') === true) return await prepareFile(resolve(given.slice(7)), seed, place);
    switch (seed.engine) {
      case 'postgres':
        return await prepareOnServer(await postgresHome(seed, place), seed, place);
      case 'mariadb': {
        const home = await mariadbHome(seed, place);
        return home === null ? await prepareOwnFile(seed, place) : await prepareOnServer(home, seed, place);
      }
      case 'sqlite':
        return await prepareOwnFile(seed, place);
    }
  } catch (cause) {
    throw seedingFailure(seed.department, cause);
  }
}

type Home = {
  /** Of an account that may create tables. */
  readonly url: string;
  /** On an engine of ours. */
  readonly isOurs: boolean;
  readonly fill: (url: string, seed: DepartmentSeed, task: SeedTask) => Promise<SeedOutcome>;
  readonly createReader: (request: ReaderRequest) => Promise<string | null>;
};

async function postgresHome(seed: DepartmentSeed, place: Place): Promise<Home> {
  const given = place.databases[seed.department];
  const url = given ?? (await createDatabase((await place.engines()).adminUrl, seed.database));
  return { url, isOurs: given === undefined, fill: seedPostgres, createReader };
}

/** Null where no server can be had; the report says why. */
async function mariadbHome(seed: DepartmentSeed, place: Place): Promise<Home | null> {
  const server = { fill: seedMariadb, createReader: createMariadbReader };
  const given = place.databases[seed.department];
  if (given !== undefined) return { url: given, isOurs: false, ...server };
  const engines = await place.engines();
  const adminUrl = await engines.mariadbUrl();
  if (adminUrl !== null) return { url: await createMariadbDatabase(adminUrl, seed.database), isOurs: true, ...server };
  place.report.note(`${seed.department} runs on SQLite: ${engines.mariadbReason()}`);
  return null;
}

async function prepareOnServer(
  home: Home,
  seed: DepartmentSeed,
  { dataFolder, report, task }: Place,
): Promise<Prepared> {
  const { url, isOurs } = home;
  const outcome = await home.fill(url, seed, task);
  if (outcome.state === 'foreign' && !isOurs) return { url, ...outcome };
  const ours = [...Object.keys(seed.tables), ...Object.keys(seed.views ?? {})];
  const relations = outcome.state === 'foreign' ? null : ours;
  const reader = await home.createReader({ url, dataFolder, isOurs, relations });
  if (reader === null) report.note(`${seed.department}: no read-only account could be made; the given one is used`);
  return { url: reader ?? url, ...outcome };
}

/** Made before SQLite makes it, which would let everybody read it; its journals take after it. */
async function prepareOwnFile(seed: DepartmentSeed, place: Place): Promise<Prepared> {
  const file = join(place.dataFolder, 'sqlite', `${seed.database}.db`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openOwnFile(file));
  return prepareFile(file, seed, place);
}

async function prepareFile(file: string, seed: DepartmentSeed, { task }: Place): Promise<Prepared> {
  return { url: `sqlite:${file}`, ...(await seedSqlite(file, seed, task)) };
}
