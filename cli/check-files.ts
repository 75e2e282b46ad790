import { isObjectType, buildASTSchema } from 'graphql';
import { checkDatabase } from '../adapters/check/check-database.ts';
import { readDictionaries } from '../adapters/check/check-dictionary.ts';
import { openDriver } from '../adapters/database/open-driver.ts';
import { resolveUrl } from '../adapters/load-mapped-subgraph.ts';
import { mappedTables } from '../adapters/mapping/mapped-tables.ts';
import type { MappingMistake } from '../adapters/mapping/mistake.ts';
import type { Mapping } from '../adapters/mapping/model.ts';
import { readMapping, type ReadMapping } from '../adapters/mapping/read-mapping.ts';
import { checkPolicies } from '../adapters/check/check-policies.ts';
import type { PublishedSubgraph } from '../adapters/ports/published-types.ts';
import { publishSdl } from '../adapters/sdl/publish.ts';
import { composeSubgraphs, type CompositionProblem } from '../gateway/composition/compose-subgraphs.ts';
import { OnestopError } from '../schema/errors.ts';
import { readPolicy } from '../schema/policy.ts';
import { ownSystemSdls } from './own-system-sdls.ts';

export type CheckedFile = { readonly displayName: string; readonly sdl: string };

export type CheckOptions = {
  /** Ask the databases? */
  readonly online: boolean;
  /** In place of the file's own url. */
  readonly databaseUrl: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type CheckResult = {
  readonly mistakes: readonly MappingMistake[];
  /** `department Type.field`, each that answers without a token; none where there are mistakes. */
  readonly publicFields: readonly string[];
  /** What composition found odd without refusing it. */
  readonly hints: readonly string[];
};

/**
 * Checks mapped SDL files: each by itself, against its database, and all together by composition.
 * @throws {OnestopError} `DATABASE_UNREACHABLE`, `CONFIG_INVALID`
 */
export async function checkFiles(files: readonly CheckedFile[], options: CheckOptions): Promise<CheckResult> {
  const read = files.map(({ sdl, displayName }) => readMapping(sdl, displayName));
  const mistakes = read.flatMap((each) => each.mistakes);
  if (options.online)
    for (const { mapping } of read) if (mapping !== null) mistakes.push(...(await askDatabase(mapping, options)));
  // What does not stand by itself can't be judged together.
  const departments = mistakes.length === 0 ? publishedOf(read) : [];
  mistakes.push(...checkPolicies(departments));
  const composed = mistakes.length === 0 ? composeSubgraphs([...ownSystemSdls(departments), ...departments]) : null;
  if (composed?.kind === 'failed') mistakes.push(...composed.problems.map(toMistake));
  const hints = composed?.kind === 'composed' ? composed.hints.map(({ code, message }) => `${code}: ${message}`) : [];
  return { mistakes, hints, publicFields: mistakes.length > 0 ? [] : read.flatMap(publicFields) };
}

async function askDatabase(
  mapping: Mapping,
  { databaseUrl, environment }: CheckOptions,
): Promise<readonly MappingMistake[]> {
  const { name, url, place, ...limits } = mapping.source;
  const driver = openDriver({
    ...limits,
    department: name,
    url: databaseUrl ?? resolveUrl(url, { where: place.file, environment }),
    onFailure: () => {},
  });
  try {
    const catalog = await driver.catalog(mappedTables(mapping));
    const { dialect } = driver;
    const query: typeof driver.query = (text, values) => driver.query(text, values);
    const dictionaries = await readDictionaries(mapping, { database: { catalog, dialect }, query });
    return checkDatabase({ mapping, catalog, dialect, dictionaries });
  } catch (error) {
    if (!(error instanceof OnestopError)) throw error;
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new OnestopError('DATABASE_UNREACHABLE', { department: name, reason: cause }, { cause: error });
  } finally {
    await driver.close();
  }
}

const publishedOf = (read: readonly ReadMapping[]): readonly PublishedSubgraph[] =>
  read.flatMap(({ mapping, expanded }) =>
    mapping === null || expanded === null ? [] : [{ name: mapping.source.name, sdl: publishSdl(expanded) }],
  );

const toMistake = ({ department, file, line, column, code, message }: CompositionProblem): MappingMistake => ({
  code: 'COMPOSITION_FAILED',
  place: { file: file ?? department ?? '(all departments)', line: line ?? 1, column: column ?? 1 },
  message: `${code}: ${message}`,
  action: new OnestopError('COMPOSITION_FAILED', { reason: message }).action,
});

function publicFields({ mapping, expanded }: ReadMapping): readonly string[] {
  if (mapping === null || expanded === null) return [];
  const schema = buildASTSchema(expanded, { assumeValidSDL: true });
  const policy = readPolicy(schema);
  const names = ['Query', ...mapping.types.keys()];
  return names.flatMap((name) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return [];
    return Object.keys(type.getFields())
      .filter((field) => !policy.isPersonal(name, field))
      .map((field) => `${mapping.source.name} ${name}.${field}`);
  });
}
