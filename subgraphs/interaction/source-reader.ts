import DataLoader from 'dataloader';
import { parse } from 'graphql';
import type { ResolverContext } from '../../adapters/resolver-subgraph.ts';
import type {
  ExplainedStatement,
  FetchAnswer,
  PreparedFetch,
  Representation,
  Subgraph,
} from '../../schema/subgraph.ts';
import type { MergedSource } from './merged-sources.ts';
import type { MergedWhere } from './merged-where.ts';
import type { SourcePage, SourceRow } from './merge-pages.ts';

export type SourceQuestion = {
  /** Null at the root. */
  readonly parent: Representation | null;
  readonly first: number;
  readonly after: string | null;
  /** What holds of the rows wanted; null for all. */
  readonly where: MergedWhere | null;
};

/** What one source answers for one parent; null where it failed, and an error says why. */
export type SourceAnswer<T> = { readonly value: T | null; readonly errors: FetchAnswer['errors'] };

/** Asks one source in the name of one request: parents that ask the same way are one fetch. */
export type SourceReader = {
  readonly page: (question: SourceQuestion) => Promise<SourceAnswer<SourcePage>>;
  readonly count: (parent: Representation | null, where: MergedWhere | null) => Promise<SourceAnswer<number>>;
};

/** Fetches of all rows, and of those that a filter leaves; the latter are compiled when one is first asked for. */
type Asked = Readonly<Record<'page' | 'count', (isFiltered: boolean) => PreparedFetch>>;

/** A source whose fetches are compiled. */
export type PreparedSource = {
  /** Asks in the name of one request. */
  readonly open: (context: ResolverContext) => SourceReader;
  /** What the source would run for a page of this size, and for the count. */
  readonly explain: (asked: {
    readonly first: number | null;
    readonly count: boolean;
  }) => Promise<readonly ExplainedStatement[]>;
};

/**
 * Compiles the fetches of a source, once.
 * @param at the interface's field that rows are ordered by
 */
export function prepareSource(source: MergedSource, subgraph: Subgraph, at: string): PreparedSource {
  const prepare = (selection: string) => {
    const make = (isFiltered: boolean) =>
      subgraph.prepare({ document: parse(fetchText(source, selection, isFiltered), { noLocation: true }) });
    const all = make(false);
    let filtered: PreparedFetch | undefined;
    return (isFiltered: boolean) => (isFiltered ? (filtered ??= make(true)) : all);
  };
  const asked: Asked = {
    page: prepare(`{ edges { cursor node { id at: ${at} } } pageInfo { hasNextPage } }`),
    count: prepare('{ totalCount }'),
  };
  return {
    open: (context) => openReader(source, asked, context),
    explain: async ({ first, count }) => [
      ...(first === null ? [] : await asked.page(false).explain({ first, after: null })),
      ...(count ? await asked.count(false).explain({ first: 0, after: null }) : []),
    ],
  };
}

function fetchText({ parent, field, where }: MergedSource, selection: string, isFiltered: boolean): string {
  const [variable, argument] = isFiltered && where !== null ? [`, $where: ${where.type}`, ', where: $where'] : ['', ''];
  const variables = `$first: Int, $after: String${variable}`;
  const list = `list: ${field}(first: $first, after: $after${argument}) ${selection}`;
  return parent === 'Query'
    ? `query (${variables}) { ${list} }`
    : `query ($representations: [_Any!]!, ${variables}) {
        _entities(representations: $representations) { ... on ${parent} { ${list} } }
      }`;
}

function openReader(source: MergedSource, asked: Asked, context: ResolverContext): SourceReader {
  const pages = new DataLoader<SourceQuestion, SourceAnswer<SourcePage>, string>(
    (questions) => inGroups(questions, (group) => ask(asked.page, group, { source, context, read: readPage })),
    { cacheKeyFn: (question) => JSON.stringify(question) },
  );
  const counts = new DataLoader<SourceQuestion, SourceAnswer<number>, string>(
    (questions) => inGroups(questions, (group) => ask(asked.count, group, { source, context, read: readCount })),
    { cacheKeyFn: (question) => JSON.stringify(question) },
  );
  return {
    page: (question) => pages.load(question),
    count: (parent, where) => counts.load({ parent, first: 0, after: null, where }),
  };
}

/** Questions with the same page are one fetch. */
async function inGroups<T>(
  questions: readonly SourceQuestion[],
  answerGroup: (group: readonly SourceQuestion[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const groups = new Map<string, SourceQuestion[]>();
  for (const question of questions) {
    const page = JSON.stringify([question.first, question.after, question.where]);
    groups.set(page, [...(groups.get(page) ?? []), question]);
  }
  const answers = new Map<SourceQuestion, T>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const given = await answerGroup(group);
      for (const [index, question] of group.entries()) {
        const answer = given[index];
        if (answer !== undefined) answers.set(question, answer);
      }
    }),
  );
  return questions.flatMap((question) => answers.get(question) ?? []);
}

type AskScope<T> = {
  readonly source: MergedSource;
  readonly context: ResolverContext;
  readonly read: (list: unknown, source: MergedSource) => T | null;
};

async function ask<T>(
  prepared: Asked['page'],
  questions: readonly SourceQuestion[],
  { source, context, read }: AskScope<T>,
): Promise<readonly SourceAnswer<T>[]> {
  const { first = 0, after = null, where = null } = questions[0] ?? {};
  const representations = questions.flatMap(({ parent }) => parent ?? []);
  const isFiltered = where !== null;
  const variables = { first, after, ...(isFiltered && { where }) };
  const answer = await prepared(isFiltered).run({ variables, representations, request: context.request });
  context.tell(answer);
  const isRoot = source.parent === 'Query';
  const entities = isRoot ? [answer.data] : answer.data?.['_entities'];
  const objects: readonly unknown[] = Array.isArray(entities) ? entities : [];
  return questions.map((_, index) => ({
    value: read(property(objects[index], 'list'), source),
    errors: answer.errors.filter(({ path }) => isRoot || path.length < 2 || path[1] === index),
  }));
}

function readPage(list: unknown, { key, typename }: MergedSource): SourcePage | null {
  const edges = property(list, 'edges');
  if (!Array.isArray(edges)) return null;
  const rows = edges.flatMap((edge: unknown) => readRow(edge, typename));
  return { key, rows, hasNext: property(property(list, 'pageInfo'), 'hasNextPage') === true };
}

/** A row without an id or a cursor can't be given: its owner tells of it. */
function readRow(edge: unknown, typename: string): readonly SourceRow[] {
  const [cursor, node] = [property(edge, 'cursor'), property(edge, 'node')];
  const [id, at] = [property(node, 'id'), property(node, 'at')];
  if (typeof cursor !== 'string' || typeof id !== 'string') return [];
  const moment = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return [{ typename, id, cursor, at: Number.isNaN(moment) ? null : moment }];
}

function readCount(list: unknown): number | null {
  const count = property(list, 'totalCount');
  return typeof count === 'number' ? count : null;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
