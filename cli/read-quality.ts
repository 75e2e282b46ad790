import { randomUUID } from 'node:crypto';
import { MissingInDatabase } from '../adapters/compile/table-read.ts';
import { openDriver } from '../adapters/database/open-driver.ts';
import { readRightMapping, resolveUrl } from '../adapters/load-mapped-subgraph.ts';
import { createMappedSubgraph, type MappedSubgraphOptions } from '../adapters/mapped-subgraph.ts';
import type { DriverOptions } from '../adapters/database/driver.ts';
import { countType, type TypeQuality } from '../adapters/quality/count-type.ts';
import { scannedTypes, type ScannedType } from '../adapters/quality/scanned-types.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Account } from '../schema/personal-read.ts';
import { callerClaims, everyValue, type Caller, type RequestContext } from '../schema/request.ts';
import { readDepartmentFile, type DepartmentFile } from './department-files.ts';

export type QualityRequest = {
  readonly files: readonly DepartmentFile[];
  /** In place of the one file's own url. */
  readonly databaseUrl: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Makes the pseudonyms: those of a graph that has the same secret. */
  readonly secret: string;
  /** One department and one type of all; null for every one. */
  readonly department: string | null;
  readonly type: string | null;
  /** Pseudonyms kept of each count. */
  readonly keys: number;
};

export type DepartmentQuality = {
  readonly department: string;
  /** Those that were read to their end. */
  readonly types: readonly TypeQuality[];
  /** What the next one failed with; null where all were read. */
  readonly failure: OnestopError | null;
};

/**
 * Counts what could not be given, department by department; one that fails leaves the others to be read.
 * @throws {OnestopError} `USAGE`, `CONFIG_INVALID`, before any database is asked
 */
export async function* readQuality(request: QualityRequest): AsyncIterable<DepartmentQuality> {
  for (const department of chooseDepartments(request)) yield await readDepartment(department, request);
}

type ChosenDepartment = Pick<MappedSubgraphOptions, 'mapping' | 'expanded' | 'databaseUrl'> & {
  readonly where: string;
  readonly types: readonly ScannedType[];
};

function chooseDepartments(request: QualityRequest): readonly ChosenDepartment[] {
  const { files, department, type, environment } = request;
  const read = files.map((file) => {
    const mapped = readRightMapping(readDepartmentFile(file), file.displayName);
    return { ...mapped, where: file.displayName, types: scannedTypes(mapped.mapping) };
  });
  const named = read.filter(({ mapping }) => department === null || mapping.source.name === department);
  refuseUnknown('--department', department, { known: read.map(({ mapping }) => mapping.source.name), found: named });
  const chosen = named
    .map((each) => ({ ...each, types: each.types.filter(({ name }) => type === null || name === type) }))
    .filter(({ types }) => type === null || types.length > 0);
  const names = named.flatMap(({ types }) => types.map(({ name }) => name));
  refuseUnknown('--type', type, { known: [...new Set(names)], found: chosen });
  return chosen.map((each) => {
    const { source } = each.mapping;
    return { ...each, databaseUrl: request.databaseUrl ?? resolveUrl(source.url, { where: each.where, environment }) };
  });
}

function refuseUnknown(
  option: string,
  name: string | null,
  { known, found }: { readonly known: readonly string[]; readonly found: readonly unknown[] },
): void {
  if (name === null || found.length > 0) return;
  const what = option === '--type' ? 'types with a table and a key' : 'departments';
  throw new OnestopError('USAGE', { reason: `${option} names ${name}, but the ${what} are ${known.join(', ')}` });
}

async function readDepartment(chosen: ChosenDepartment, { secret, keys }: QualityRequest): Promise<DepartmentQuality> {
  const { mapping, expanded, databaseUrl } = chosen;
  const department = mapping.source.name;
  // A report takes one connection, whatever the department can bear: its own work goes on.
  const modest = { ...mapping, source: { ...mapping.source, pool: 1 } };
  let cause: unknown = null;
  const onFailure = (error: unknown) => void (cause = error);
  const port = createMappedSubgraph({ mapping: modest, expanded, databaseUrl, secret, onFailure });
  const types: TypeQuality[] = [];
  try {
    await reachDatabase({ ...modest.source, department, url: databaseUrl, onFailure });
    for (const type of chosen.types)
      types.push(await countType(port, type, { request: inOwnersName(), account: unrecorded, keys }));
    return { department, types, failure: null };
  } catch (error) {
    if (!(error instanceof OnestopError)) throw error;
    return { department, types, failure: explainFailure(error, { where: chosen.where, cause }) };
  } finally {
    await port.close();
  }
}

/** The owner's own staff, beside the graph, with the account that they have of their database. */
const unrecorded: Account = async () => {};

/** The owner reads all rows, for as long as it takes. */
const inOwnersName = (): RequestContext => ({
  requestId: randomUUID(),
  traceId: randomUUID().replaceAll('-', ''),
  caller: { subject: 'the owner', role: 'official', client: 'quality', scopes: [], claims: everything },
  purpose: 'data-quality',
  deadline: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
});

const everything: NonNullable<Caller['claims']> = Object.fromEntries(
  callerClaims.map((claim) => [claim, [everyValue]]),
);

/** @throws {OnestopError} `DATABASE_UNREACHABLE` with the driver's own reason, which quotes nothing stored */
async function reachDatabase(options: DriverOptions): Promise<void> {
  const driver = openDriver(options);
  try {
    await driver.ping();
  } catch (error) {
    if (!(error instanceof OnestopError)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new OnestopError('DATABASE_UNREACHABLE', { department: options.department, reason }, { cause: error });
  } finally {
    await driver.close();
  }
}

/** What a client is not told, its owner is: but no text of a statement's failure, which may quote what is stored. */
function explainFailure(
  error: OnestopError,
  { where, cause }: { readonly where: string; readonly cause: unknown },
): OnestopError {
  if (error.code !== 'DEPARTMENT_ERROR') return error;
  const { code } = Object(cause) as { readonly code?: unknown };
  const what =
    cause instanceof MissingInDatabase
      ? cause.message
      : `it failed with ${typeof code === 'string' ? code : 'no code'}`;
  const fix = `Run \`onestop check ${where}\`, and look at what the account may read.`;
  return new OnestopError('CONFIG_INVALID', { where, reason: `the database could not answer: ${what}`, fix });
}
