import { failedAnswer } from '../../schema/failed-answer.ts';
import { OnestopError } from '../../schema/errors.ts';
import { ownSubjects } from '../../schema/request.ts';
import { accessOf } from '../../schema/view.ts';
import type { FetchAnswer, FetchInput, Representation } from '../../schema/subgraph.ts';
import type { EntityPlan, EntityTypePlan, FetchPlan, RootPlan } from '../compile/plan.ts';
import { allOf } from './all-of.ts';
import { loadChildren, loadPages, type Page } from './load-page.ts';
import { LookupKeys } from './lookup-keys.ts';
import { argumentValue } from './page-arguments.ts';
import { expected, RunState, type Path, type RunScope } from './run-state.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { GraphObject } from './graph-object.ts';
import { writeCursor, writeObject, writePage } from './write-object.ts';

/** A fetch whose rows were read, and are still to be written. */
export type LoadedFetch = {
  /** Once. */
  readonly write: () => FetchAnswer;
  /** Cursor behind the last row of the only list at the root; null where nothing follows it, or nothing was read. */
  readonly cursorAfter: () => string | null;
};

/** Runs a compiled fetch. Expected failures are errors beside the data; when nothing could be answered, data is null. */
export async function loadFetch(plan: FetchPlan, scope: RunScope, input: FetchInput): Promise<LoadedFetch> {
  const state = new RunState(scope, input);
  const results = await allOf(plan.roots, (root) => settleRoot(root, state));
  const failures = results.flatMap((result) => (result.ok ? [] : [result.error]));
  const [first] = failures;
  if (first !== undefined && failures.length === results.length && first.code.startsWith('DEPARTMENT_'))
    return failedFetch(first);
  return {
    write: () => {
      try {
        return writeAnswer(plan, results, state);
      } catch (error) {
        return failed(expected(error));
      }
    },
    cursorAfter: () => {
      const [only] = results;
      const page = only?.ok === true ? only.page : null;
      return page?.hasNext === true && page.end > page.start ? writeCursor(page.end - 1, { page, state }) : null;
    },
  };
}

export const failedFetch = (error: OnestopError): LoadedFetch => ({
  write: () => failed(error),
  cursorAfter: () => null,
});

function writeAnswer(plan: FetchPlan, results: readonly RootResult[], state: RunState): FetchAnswer {
  const data: GraphObject = {};
  for (const [index, root] of plan.roots.entries()) {
    const result = results[index];
    if (result?.ok === false) state.fail({ above: null, key: root.key }, result.error);
    setOwn(data, root.key, result?.ok === true ? result.write() : null);
  }
  return {
    data,
    errors: state.errors,
    subjects: [...state.subjects],
    findings: state.findings,
    servedFrom: 'source',
    age: 0,
  };
}

/** The answer of a fetch that failed as a whole. */
const failed = ({ code, details }: OnestopError): FetchAnswer => failedAnswer({ path: [], code, details });

/** What writes a root field's value; of a list, its page. */
type LoadedRoot = { readonly write: () => unknown; readonly page: Page | null };
type RootResult = ({ readonly ok: true } & LoadedRoot) | { readonly ok: false; readonly error: OnestopError };

async function settleRoot(root: RootPlan, state: RunState): Promise<RootResult> {
  try {
    return { ok: true, ...(await loadRoot(root, state)) };
  } catch (error) {
    return { ok: false, error: expected(error) };
  }
}

/** Reads what a root field needs. */
async function loadRoot(root: RootPlan, state: RunState): Promise<LoadedRoot> {
  const path: Path = { above: null, key: root.key };
  switch (root.kind) {
    case 'typename':
      return { write: () => root.typename, page: null };
    case 'withheld':
      throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
    case 'list': {
      const [page] = await loadPages({ page: root.page, node: root.node, keys: null }, state);
      if (page === undefined) return { write: () => null, page: null };
      return { write: () => writePage(root.page, page, { path, state }), page };
    }
    case 'lookup': {
      const given = Object.fromEntries(
        root.entity.fields.map((name) => [name, argumentValue(root.node, name, state.input.variables)]),
      );
      const write = await loadEntities(root.entity, [given], state);
      return { write: () => write(0, path), page: null };
    }
    case 'entities':
      return { write: await loadRepresentations(root.types, path, state), page: null };
  }
}

/** Writes one of the entities that were asked for together; of none, null. */
type EntityWriter = (place: number, path: Path) => unknown;

/** One statement for each type and key among the representations; answers stand in their order. */
async function loadRepresentations(
  types: ReadonlyMap<string, EntityTypePlan>,
  path: Path,
  state: RunState,
): Promise<() => unknown> {
  const { representations } = state.input;
  const { groups, groupOf } = groupByEntity(types, representations);
  const writers: (EntityWriter | undefined)[] = [];
  const failures: OnestopError[] = [];
  await allOf(groups, async (group) => {
    const at = groups.indexOf(group);
    try {
      writers[at] = await loadEntities(group.entity, group.asked, state);
    } catch (error) {
      failures.push(expected(error));
      state.fail({ above: path, key: groupOf.indexOf(at) }, expected(error));
    }
  });
  if (failures[0] !== undefined && failures.length === groups.length) {
    state.errors.length = 0;
    throw failures[0];
  }
  return () => {
    const at = { above: path, key: 0 }; // what is to be told of one is told while it is written
    const next = groups.map(() => 0);
    return groupOf.map((group, index) => {
      at.key = index;
      const place = next[group] ?? 0;
      next[group] = place + 1;
      return writers[group]?.(place, at) ?? null;
    });
  };
}

type EntityGroup = { readonly entity: EntityPlan; readonly asked: Representation[] };

/** Representations that are found alike, and for each of all the group that it is in; -1 where nothing finds it. */
function groupByEntity(
  types: ReadonlyMap<string, EntityTypePlan>,
  representations: readonly Representation[],
): { readonly groups: readonly EntityGroup[]; readonly groupOf: readonly number[] } {
  const groups: EntityGroup[] = [];
  const groupOf = representations.map((representation) => {
    const entity = entityOf(types, representation);
    if (entity === null) return -1;
    let group = 0;
    while (group < groups.length && groups[group]?.entity !== entity) group += 1;
    if (group === groups.length) groups.push({ entity, asked: [] });
    groups[group]?.asked.push(representation);
    return group;
  });
  return { groups, groupOf };
}

function entityOf(types: ReadonlyMap<string, EntityTypePlan>, representation: Representation): EntityPlan | null {
  const keys = types.get(representation.__typename)?.keys ?? [];
  for (const entity of keys) if (hasKey(representation, entity.fields)) return entity;
  return null;
}

function hasKey(representation: Representation, fields: readonly string[]): boolean {
  for (const name of fields) if (!isKeyValue(representation[name])) return false;
  return true;
}

/** A representation may come from anywhere; only text and numbers can be keys. */
const isKeyValue = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

async function loadEntities(
  entity: EntityPlan,
  representations: readonly Readonly<Record<string, unknown>>[],
  state: RunState,
): Promise<EntityWriter> {
  const isAllowed = askable(entity, representations, state);
  const { source } = entity;
  if (source.kind === 'keys') {
    const nothing = entity.fields.map(() => null);
    const read = representations.map((representation) => source.read(representation));
    const rows = read.map((row, index) => (row !== null && isAllowed(index) ? row : nothing));
    const set = await loadChildren(source.rows, rows, state);
    return (index, path) => {
      if (!isAllowed(index)) return refuse(path, state);
      return (read[index] ?? null) === null ? null : writeObject(source.object, { set, index, path }, state);
    };
  }
  const { page } = source;
  const keys = new LookupKeys(page);
  const nobody = page.fits.map(() => []); // matches no row
  representations.forEach((representation, index) => {
    keys.add(isAllowed(index) ? (entity.match(representation) ?? nobody) : nobody);
  });
  const pages = await loadPages({ page, node: null, keys }, state);
  return (index, path) => {
    if (!isAllowed(index)) return refuse(path, state);
    const found = pages[index];
    return found === undefined ? null : writePage(page, found, { path, state });
  };
}

/**
 * Which of them may be asked for: a citizen may ask for their own record only, where the key itself tells whose it is. Says
 * nothing of who exists.
 */
function askable(
  { subjectKey, fields }: EntityPlan,
  representations: readonly Readonly<Record<string, unknown>>[],
  { input }: RunState,
): (index: number) => boolean {
  const { caller } = input.request;
  if (subjectKey === null || caller === null || accessOf(input.request) !== 'own') return () => true;
  const [own, field] = [ownSubjects(caller), fields[subjectKey.at] ?? ''];
  const allowed = representations.map((each) => {
    const id = each[field];
    return isKeyValue(id) && own.includes(subjectKey.codec.read(String(id)));
  });
  return (index) => allowed[index] === true;
}

function refuse(path: Path, state: RunState): null {
  state.fail(path, new OnestopError('FORBIDDEN_RECORD'));
  return null;
}
