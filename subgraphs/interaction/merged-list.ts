import type { GraphQLResolveInfo } from 'graphql';
import type { ResolverContext } from '../../adapters/resolver-subgraph.ts';
import type { CursorCodec } from '../../adapters/run/cursor.ts';
import { OnestopError } from '../../schema/errors.ts';
import { mergedPageDefault, mergedPageMax } from '../../schema/merged-lists.ts';
import type { FetchError, Representation } from '../../schema/subgraph.ts';
import type { RequiredFields } from './required-fields.ts';
import type { MergedField, MergedSource } from './merged-sources.ts';
import type { MergedWhere } from './merged-where.ts';
import { selectedFields } from './selected-fields.ts';
import { mergePages, type MergedPage, type MergedPlace, type PlacedPage } from './merge-pages.ts';
import { readFromPlace } from './read-from-place.ts';
import type { SourceAnswer, SourceReader } from './source-reader.ts';

export type MergedListScope = {
  readonly cursors: CursorCodec;
  /** What asks the source in the name of this fetch. */
  readonly readerOf: (context: ResolverContext, source: MergedSource) => SourceReader;
  /** What reads the fields of a parent that its holders, not the sources, have. */
  readonly requiredFields: (context: ResolverContext) => RequiredFields;
};

type PageArguments = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly where?: MergedWhere | null;
};
type Parent = { readonly id: string } | undefined;

/** The resolver of one merged list. What a source fails with is told beside what the others have. */
export function createMergedList(field: MergedField, scope: MergedListScope) {
  // A cursor goes on in the list that gave it: under another filter it would stand nowhere.
  const nameOf = (where: MergedWhere | null) =>
    `interaction places ${field.parent}.${field.name}${where === null ? '' : ` ${JSON.stringify(where)}`}`;
  const keys = field.sources.map(({ key }) => key);
  const askAll = async <T>(work: Work, ask: (reader: SourceReader, at: At) => Promise<SourceAnswer<T>>) => {
    const required = askRequired(field, work, scope);
    return Promise.all(
      field.sources.map(async (source): Promise<T | null> => {
        // Who needs nothing of others is not kept waiting by them.
        const held = source.requires.length === 0 ? nothingHeld : await required;
        const parent = representationOf(source, work, held);
        if (parent === undefined) return null;
        const { value, errors } = await ask(scope.readerOf(work.context, source), { source, parent });
        for (const error of errors) work.fail({ ...error, department: error.department ?? source.department });
        return value;
      }),
    );
  };

  return async (parent: Parent, given: PageArguments, context: ResolverContext, info: GraphQLResolveInfo) => {
    const first = readFirst(given.first);
    const where = given.where ?? null;
    const listName = nameOf(where);
    const place = readPlace(given.after, (cursor) => scope.cursors.open(listName, cursor));
    const asked = selectedFields(info.fieldNodes, info.fragments);
    const work: Work = { parent, context, fail: tellOnce(context, info) };
    const [page, total] = await Promise.all([
      asked.some((name) => name !== 'totalCount') ? loadPage() : null,
      asked.includes('totalCount') ? loadTotal() : null,
    ]);
    return page === 'nothing' ? null : connection(page, total, { from: place, listName });

    async function loadPage(): Promise<MergedPage | 'nothing'> {
      const pages = await askAll<PlacedPage>(work, (reader, at) =>
        readFromPlace(reader, { parent: at.parent, first, where, place: place?.[at.source.key], keys }),
      );
      const given = pages.filter((each) => each !== null);
      return given.length === 0 ? 'nothing' : mergePages(given, first, place ?? {});
    }

    /** A sum with a part missing would be a wrong number. */
    async function loadTotal(): Promise<number | null> {
      const counts = await askAll<number>(work, (reader, at) => reader.count(at.parent, where));
      return counts.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
    }
  };

  function connection(
    page: MergedPage | null,
    total: number | null,
    { from, listName }: { readonly from: MergedPlace | null; readonly listName: string },
  ) {
    const rows = page?.rows ?? [];
    const seal = (place: MergedPlace) => scope.cursors.seal(listName, [JSON.stringify(place)]);
    const node = (row: (typeof rows)[number]) => ({ __typename: row.typename, id: row.id });
    const cursorOf = (row: (typeof rows)[number] | undefined) => (row === undefined ? null : seal(row.place));
    return {
      nodes: () => rows.map(node),
      edges: () => rows.map((row) => ({ node: node(row), cursor: () => cursorOf(row) })),
      pageInfo: () => ({
        hasNextPage: page?.hasNext ?? false,
        hasPreviousPage: from !== null,
        startCursor: () => cursorOf(rows[0]),
        endCursor: () => cursorOf(rows.at(-1)),
      }),
      totalCount: total,
    };
  }
}

type At = { readonly source: MergedSource; readonly parent: Representation | null };

type Work = {
  readonly parent: Parent;
  readonly context: ResolverContext;
  readonly fail: (error: Omit<FetchError, 'path'> & { readonly department: string }) => void;
};

/** Rows, counts and sources may fail for one reason: each department and code is told once. */
function tellOnce(context: ResolverContext, info: GraphQLResolveInfo): Work['fail'] {
  const told = new Set<string>();
  return ({ department, code, details, retryAfter }) => {
    if (told.has(`${department} ${code}`)) return;
    told.add(`${department} ${code}`);
    context.note(info, {
      department,
      code,
      ...(details && { details }),
      ...(retryAfter !== undefined && { retryAfter }),
    });
  };
}

type Held = { readonly entity: Readonly<Record<string, unknown>>; readonly isWhole: boolean };

const nothingHeld: Held = { entity: {}, isWhole: true };

/** Reads what sources need of the parent from whoever holds it, and tells of holders that fail. */
async function askRequired(
  field: MergedField,
  { parent, context, fail }: Work,
  { requiredFields }: MergedListScope,
): Promise<Held> {
  const names = requiredBy(field);
  if (parent === undefined || field.parent === 'Query' || names.length === 0) return nothingHeld;
  const { entities, errors } = await requiredFields(context)({ __typename: field.parent, id: parent.id }, names);
  for (const error of errors) fail(error);
  return { entity: entities[0] ?? {}, isWhole: errors.length === 0 };
}

/**
 * What a source is asked with: null at the root, undefined where a holder failed that it needs. Of somebody whom no
 * holder knows nothing is known, and null is what is asked with.
 */
function representationOf(source: MergedSource, { parent }: Work, { entity, isWhole }: Held) {
  if (parent === undefined || source.parent === 'Query') return null;
  if (!isWhole && !source.requires.every((name) => Object.hasOwn(entity, name))) return undefined;
  const required = Object.fromEntries(source.requires.map((name) => [name, entity[name] ?? null]));
  return { __typename: source.parent, id: parent.id, ...required } satisfies Representation;
}

/** Fields of the parent that some source is found by, each once. */
export const requiredBy = ({ sources }: MergedField): readonly string[] => [
  ...new Set(sources.flatMap(({ requires }) => requires)),
];

function readFirst(given: number | null | undefined): number {
  const first = given ?? mergedPageDefault;
  if (first < 0 || first > mergedPageMax) throw new OnestopError('LIST_LIMIT_EXCEEDED', { max: mergedPageMax, first });
  return first;
}

function readPlace(
  given: string | null | undefined,
  open: (cursor: string) => readonly unknown[] | null,
): MergedPlace | null {
  if (given === null || given === undefined) return null;
  const [text] = open(given) ?? [];
  if (typeof text !== 'string') throw new OnestopError('CURSOR_INVALID');
  return JSON.parse(text) as MergedPlace; // sealed by this list alone
}
