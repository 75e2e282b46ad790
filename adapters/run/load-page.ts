import type { FieldNode } from 'graphql';
import { ownSubjects } from '../../schema/request.ts';
import type { ChildPlan, PagePlan, PageView, ReferencePlan, RowPlan, RowUse } from '../compile/plan.ts';
import { storedText } from '../values/read-value.ts';
import type { BindInput, KeyColumns } from '../database/dialect.ts';
import type { Row } from '../database/driver.ts';
import { guardGroups, type Cut, type GuardedGroups } from './guard-groups.ts';
import { ordinalOf } from './key-scans.ts';
import type { LookedUp } from './lookup-batches.ts';
import { LookupKeys } from './lookup-keys.ts';
import { readPageArguments, type PageArguments } from './page-arguments.ts';
import { expected, maxObjects, type RunState } from './run-state.ts';

/** Rows of one plan, and what was read for them. */
export type RowSet = {
  readonly rows: readonly Row[];
  /** For each child or reference, one page a row; a failed child is absent. */
  readonly pages: ReadonlyMap<ChildPlan | ReferencePlan, readonly (Page | null)[]>;
};

/** What the pages of one list have in common, however many parents it was read for. */
export type PageList = {
  readonly set: RowSet;
  /** What its cursors are bound to, and which values of a row they hold. */
  readonly list: string;
  readonly order: PageView['order'];
  /** Of aggregates: what the rows are grouped by. */
  readonly groups: PageView['groups'];
  /** Of aggregates: rows whose numbers are kept back. */
  readonly keptBack: ReadonlySet<Row>;
};

/** The rows of one parent, as a stretch of a row set. */
export type Page = {
  readonly of: PageList;
  readonly start: number;
  readonly end: number;
  /** For a single row: the key was found twice. */
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** Null where it was not asked for. */
  readonly total: number | null;
  /** Of aggregates: are there groups that are not given at all? */
  readonly hasFew: boolean;
};

export type PageRequest = {
  readonly page: PagePlan;
  readonly node: FieldNode | null;
  /** Null for a list at the root, which has one page. */
  readonly keys: LookupKeys | null;
};

/**
 * Reads a page for every key, with all that hangs below it: one statement for the rows, one for the
 * counts if they are asked for, and the same again for each child, however many keys there are.
 * @throws {OnestopError} `DEPARTMENT_*`, and what its arguments are refused with
 */
export async function loadPages({ page, node, keys }: PageRequest, state: RunState): Promise<readonly Page[]> {
  const asked = readPageArguments(page, node, state.arguments);
  const { caller } = state.input.request;
  if (page.wantsIdentifiers) state.tellUnidentified();
  const own = state.own((identifier, text) => page.fitsOwn(identifier, text));
  const { view, cut, after, before, filter } = asked;
  const input = {
    keys: keys ?? noKeys,
    after,
    before,
    filter,
    limit: limitOf(page, keys, asked.count),
    ...own,
    claims: caller?.claims ?? {},
  };
  const nothing = keys?.ordinals.length === 0;
  const reading = nothing || !wantsRows(page) ? null : readRows(page, { asked, input, keys }, state);
  const counting = nothing || !wantsCount(page) ? null : state.query(view.count(), input);
  const [read, totals = []] = counting === null ? [await reading] : await Promise.all([reading, counting]);
  const { rows, first } = read ?? unread;
  const cutOff = keys === null || first === null ? cutPage(rows, asked) : cutPages(rows, { pages: keys.count, first }, asked); // prettier-ignore
  const kept = guarded(cutOff, { page, asked, keys }, state);
  const { children, references } = page.rows;
  const isLast = children.length === 0 && references.length === 0;
  const set = isLast ? { rows: kept.rows, pages: noPages } : await loadChildren(page.rows, kept.rows, state);
  const of = { set, list: asked.list, order: view.order, groups: view.groups, keptBack: kept.keptBack };
  const totalOf = wantsCount(page) ? totalsOf(totals) : null;
  let start = 0;
  return kept.ends.map((end, ordinal) => {
    const hasMore = kept.longer.has(ordinal);
    const made: Page = {
      of,
      start,
      end,
      // Beyond the end that a page is not counted from there is what its cursor stands on.
      hasNext: cut.isBackwards ? cut.before !== null : hasMore,
      hasPrevious: cut.isBackwards ? hasMore : cut.after !== null,
      total: totalOf === null ? null : (totalOf.get(ordinal) ?? 0),
      hasFew: kept.hasFew.has(ordinal),
    };
    start = end;
    return made;
  });
}

type RowsRequest = Pick<PageRequest, 'keys'> & { readonly asked: PageArguments; readonly input: BindInput };

/** Groups of all parents are limited together, so that they can't be asked for with others'. */
async function readRows({ shape }: PagePlan, { asked, input, keys }: RowsRequest, state: RunState): Promise<LookedUp> {
  const { view, cut } = asked;
  const statement = view.statement(cut);
  if (keys === null || shape.kind === 'aggregate') return { rows: await state.query(statement, input), first: 0 };
  const sole = keys.count === 1 && input.keys.ordinals.length === 1 ? view.soleStatement(cut) : null;
  return state.lookUp({ statement, sole, scan: view.scan(cut), input, keys: keys.count });
}

const unread: LookedUp = { rows: [], first: 0 };

const totalsOf = (rows: readonly Row[]): ReadonlyMap<number, number> =>
  new Map(rows.map(([ordinal, total]) => [Number(ordinal), Number(total)]));

type GuardRequest = Pick<PageRequest, 'page' | 'keys'> & { readonly asked: PageArguments };

/** Groups without what would tell of few people; all else as it stands. */
function guarded(cut: Cut, { page, asked, keys }: GuardRequest, state: RunState): GuardedGroups {
  const guard = page.shape.kind === 'aggregate' ? page.shape.guard : null;
  if (guard === null) return { hasFew: none, keptBack: none, ...cut };
  const parents = keys?.forms() ?? null;
  return guardGroups({ ...cut, guard, reads: page.reads, asked: asked.asked, groups: asked.view.groups, parents }, state); // prettier-ignore
}

const none: ReadonlySet<never> = new Set();

/** Groups of many parents come in one answer, which holds no more than objects can be written of. */
const limitOf = ({ shape }: PagePlan, keys: PageRequest['keys'], count: number): number =>
  shape.kind === 'aggregate' && keys !== null ? Math.max(maxObjects, keys.count) + 1 : count + 1;

const wantsRows = ({ shape }: PagePlan) => shape.kind !== 'connection' || shape.wantsRows;
const wantsCount = ({ shape }: PagePlan) => shape.kind === 'connection' && shape.wantsCount;

const noPages: RowSet['pages'] = new Map();
const noKeys: KeyColumns = { parts: [], ordinals: [] };

/** The page of a list at the root, or of one key; one that is counted from the end comes backwards, and is turned round. */
function cutPage(rows: readonly Row[], { count, cut }: Pick<PageArguments, 'count' | 'cut'>): Cut {
  const page = rows.length > count || cut.isBackwards ? rows.slice(0, count) : rows;
  const longer = rows.length > count ? firstOnly : none;
  return { rows: cut.isBackwards ? [...page].reverse() : page, ends: [page.length], longer };
}

const firstOnly: ReadonlySet<number> = new Set([0]);

/**
 * Rows come by ordinal; a key with two stored forms brings two pages, merged in order by the statement. A page that is
 * counted from the end comes backwards, and is turned round.
 */
function cutPages(
  rows: readonly Row[],
  { pages, first }: { readonly pages: number; readonly first: number },
  { count, cut }: Pick<PageArguments, 'count' | 'cut'>,
): Cut {
  /** Null as long as every row is kept where it is. */
  let kept: Row[] | null = null;
  let at = 0;
  const [ends, longer] = [new Array<number>(pages), new Set<number>()];
  for (let place = 0; place < pages; place += 1) {
    const start = at;
    while (at < rows.length && ordinalOf(rows[at]) === first + place) at += 1;
    if (at - start > count) longer.add(place);
    if (kept !== null || at - start > count || cut.isBackwards) {
      kept ??= rows.slice(0, start);
      const page = rows.slice(start, Math.min(at, start + count));
      kept.push(...(cut.isBackwards ? page.reverse() : page));
    }
    ends[place] = kept?.length ?? at;
  }
  return { rows: kept ?? rows, ends, longer };
}

/** Reads every child of these rows; one that fails is noted, the others answer. */
export async function loadChildren(plan: RowPlan, rows: readonly Row[], state: RunState): Promise<RowSet> {
  const pages = new Map<ChildPlan | ReferencePlan, readonly (Page | null)[]>();
  await Promise.all([
    ...plan.children.map(async (child) => {
      try {
        pages.set(child, await loadChild(child, rows, state));
      } catch (error) {
        state.failures.set(child, expected(error));
      }
    }),
    ...plan.references.map(async (reference) => {
      pages.set(reference, await loadReference(reference, rows, state));
    }),
  ]);
  return { rows, pages };
}

/** Each distinct key once, as the only row of its page. What fails below it is noted there. */
async function loadReference(
  reference: ReferencePlan,
  rows: readonly Row[],
  state: RunState,
): Promise<readonly (Page | null)[]> {
  const { caller } = state.input.request;
  const own: readonly (string | undefined)[] = caller === null ? [] : ownSubjects(caller);
  const { keys, ofRow } = distinctKeys(rows, (row) => {
    if (!isWanted(reference.only, row)) return null;
    const key = readKey({ at: reference.at, parentCodecs: reference.codecs }, row);
    return reference.own && !own.includes(key?.[0]) ? null : key;
  });
  const set = await loadChildren(reference.rows, keys, state);
  const of: PageList = { set, list: '', order: [], groups: new Map(), keptBack: none };
  const page = { hasNext: false, hasPrevious: false, total: null, hasFew: false } as const;
  return ofRow.map((at) => (at === null ? null : { of, start: at, end: at + 1, ...page }));
}

/** The keys of rows, each once, and which of them each row has. */
function distinctKeys(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[] | null,
): { readonly keys: readonly (readonly string[])[]; readonly ofRow: readonly (number | null)[] } {
  const ordinals = new Map<string, number>();
  const keys: (readonly string[])[] = [];
  const ofRow = rows.map((row) => {
    const key = keyOf(row);
    if (key === null) return null;
    const identity = key.length === 1 ? (key[0] ?? '') : JSON.stringify(key);
    const known = ordinals.get(identity);
    if (known !== undefined) return known;
    const ordinal = keys.push(key) - 1;
    ordinals.set(identity, ordinal);
    return ordinal;
  });
  return { keys, ofRow };
}

/** Parents with one key share one page. */
async function loadChild(child: ChildPlan, rows: readonly Row[], state: RunState): Promise<readonly (Page | null)[]> {
  const { keys, ofRow } = distinctKeys(rows, (row) => (isWanted(child.only, row) ? readKey(child, row) : null));
  const lookedUp = new LookupKeys(child.page);
  const formsOf = (part: string, index: number): readonly string[] => child.childCodecs[index]?.storedForms(part) ?? [part]; // prettier-ignore
  for (const key of keys) lookedUp.add(key.map(formsOf));
  const pages = await loadPages({ page: child.page, node: child.node, keys: lookedUp }, state);
  const isOneEach = keys.length === rows.length;
  return isOneEach ? pages : ofRow.map((ordinal) => (ordinal === null ? null : (pages[ordinal] ?? null)));
}

/** Is something read for this row? */
function isWanted(only: RowUse | null, row: Row): boolean {
  if (only === null) return true;
  if (only.kind === 'any') return only.uses.some((use) => isWanted(use, row));
  const which = row[only.at] ?? null;
  return which !== null && Number(which) === only.index && isWanted(only.above, row);
}

function readKey(child: Pick<ChildPlan, 'at' | 'parentCodecs'>, row: Row): readonly string[] | null {
  const parts: string[] = [];
  for (let index = 0; index < child.at.length; index += 1) {
    const raw = row[child.at[index] ?? -1];
    const text = raw === null || raw === undefined ? null : storedText(raw);
    if (text === null || text === '') return null;
    parts.push(child.parentCodecs[index]?.read(text) ?? text);
  }
  return parts;
}
