import type { SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import { copyNumber, type TableInfo } from '../database/dialect.ts';
import type { ColumnOrder, TypeMapping } from '../mapping/model.ts';
import { and, join } from '../sql/sql.ts';
import { compileAggregate, placeGroups, type CompiledAggregate } from '../aggregates/compile-aggregate.ts';
import { compileFilter } from '../filters/compile-filter.ts';
import type { AskedOrder } from '../filters/filter.ts';
import { sortsAsValue } from '../filters/filterable.ts';
import { boundColumns, indexedFields, unindexedFields } from '../filters/uses-index.ts';
import { compileConnection } from './compile-connection.ts';
import { compileObject } from './compile-object.ts';
import { noPlans, type CompileScope, type PageRequest, type RowScope } from './compile-scope.ts';
import { compileRow } from './compile-row.ts';
import { plainView, type PagePlan, type PageView, type RowObjectPlan, type ScanPlan, type ViewShape } from './plan.ts';
import { keyMatch } from './key-match.ts';
import type { CursorNulls, PageCut } from './keyset.ts';
import type { OrderColumn } from './order.ts';
import { ownColumn, ownRule } from './own-rule.ts';
import { restrictedTo } from './restricted-rows.ts';
import { aggregateStatement, countStatement, pageStatement, scanStatement, solePageStatement, type PageSource } from './statement.ts'; // prettier-ignore
import { columnInfo, orderedColumns, TableRead } from './table-read.ts';
import { isUnasked } from './withheld.ts';

/** Compiles a page of rows: one row for a to-one relation or a key, a connection for a list. */
export function compilePage(request: PageRequest, scope: CompileScope): PagePlan {
  const { type, match, list } = request;
  const { dialect } = scope.database;
  const read = new TableRead(type.table, scope.database);
  const { underSubject } = request;
  const rows: RowScope = {
    kind: 'table',
    read,
    table: read.base,
    children: [],
    references: [],
    underSubject,
    kept: noPlans(),
  };
  const rowOf = (selections: readonly SelectionSetNode[]): RowObjectPlan =>
    compileRow({ type, selections, rows }, { scope, compileObject });
  const aggregate = request.isAggregate === true ? compileAggregate({ ...request, table: read.base }, scope) : null;
  const shape =
    aggregate?.shape ??
    (list === null
      ? { kind: 'one' as const, object: rowOf(request.selections) }
      : compileConnection(request, list, { compileRow: rowOf, scope }));
  const own = ownRule(type, scope);
  const keyed = match === null ? null : keyMatch({ columns: match, link: request.link ?? null, walk: request.walk ?? null, own, restricted: (table) => restrictedTo(type, table, scope) }, read.base, scope.database); // prettier-ignore
  const fits = (column: string) => {
    const info = columnInfo(read.base.info, column, dialect);
    return (text: string) => dialect.fits(info, text);
  };
  return {
    reads: request.reads,
    rows: { reads: type.name, children: rows.children, references: rows.references },
    fits: (keyed?.columns ?? []).map((info) => (text) => dialect.fits(info, text)),
    fitsOwn: (identifier, text) => {
      // Where only a filter looks at rows of people, no column of this table is asked.
      if (own === null) return !text.includes('\0');
      const column = ownColumn(own, identifier);
      return column !== undefined && fits(column)(text);
    },
    wantsIdentifiers: own !== null && own.otherwise.length > 0,
    fromCursor: dialect.fromCursor,
    view: keptViews((asked) => compileView(asked, { request, read, own, keyed, aggregate, scope })),
    shape,
  };
}

/** Views kept of one list: as many shapes of filters and orders as its clients use at a time. */
const maxViews = 30;

function keptViews(make: (shape: ViewShape) => PageView): PagePlan['view'] {
  const plain = cachedOnce(() => make(plainView));
  // It takes its room when it is made, and most lists are asked for as they stand.
  let kept: LRUCache<string, PageView> | undefined;
  return (shape) => {
    if (shape.filter === null && shape.orderBy === null && shape.groupBy.length === 0) return plain();
    const views = (kept ??= new LRUCache({ max: maxViews }));
    const key = JSON.stringify([shape.filter, shape.orderBy, shape.groupBy]);
    const view = views.get(key) ?? make(shape);
    views.set(key, view);
    return view;
  };
}

/** Statements are rendered once for each shape of the cursors: at most so many as nulls can stand in them. */
function cachedByCut<T>(make: (cut: PageCut) => T): (cut: PageCut) => T {
  const made = new Map<string, T>();
  const isWhole = ({ after, before, isBackwards }: PageCut): boolean =>
    after === null && before === null && !isBackwards;
  let whole: T | undefined;
  const shapeOf = (nulls: CursorNulls): string => (nulls === null ? '-' : nulls.map(Number).join(''));
  return (cut) => {
    if (isWhole(cut)) return whole === undefined ? (whole = make(cut)) : whole;
    const shape = `${shapeOf(cut.after)} ${shapeOf(cut.before)} ${String(cut.isBackwards)}`;
    const statement = made.get(shape) ?? make(cut);
    made.set(shape, statement);
    return statement;
  };
}

function cachedOnce<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

type ViewScope = {
  readonly request: PageRequest;
  /** What the rows' fields are read from; the view adds what it is ordered by. */
  readonly read: TableRead;
  readonly own: PageSource['own'];
  readonly keyed: PageSource['match'];
  readonly aggregate: CompiledAggregate | null;
  readonly scope: CompileScope;
};

/** @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE`, `BAD_USER_INPUT` */
function compileView(asked: ViewShape, view: ViewScope): PageView {
  const { request, read: rowRead, own, keyed, aggregate, scope } = view;
  const { type, underSubject } = request;
  const { dialect } = scope.database;
  const read = rowRead.fork();
  const order = aggregate === null ? orderColumns(request, asked, { read, scope }) : [];
  const filter =
    asked.filter === null ? null : compileFilter(asked.filter, { type, table: read.base, underSubject, unindexed: request.list?.unindexed === true }, scope); // prettier-ignore
  if (keyed === null && own === null) checkIndexed(asked, { request, read, scope });
  const groups = aggregate?.groupsOf(asked.groupBy) ?? [];
  const conditions = [...restrictedTo(type, read.base, scope), ...(filter === null ? [] : [filter.condition])];
  const source: PageSource = {
    read,
    dialect,
    match: keyed,
    own,
    order,
    filter: conditions.length === 0 ? null : join(conditions, and),
  };
  return {
    list: `${scope.mapping.source.name} ${request.reads} ${order.map(({ column, descending }) => `${column}${descending ? '-' : '+'}`).join()}`,
    order: order.map(({ at, column }) => {
      const info = columnInfo(read.base.info, column, dialect);
      return { at, toCursor: (value) => dialect.toCursor(value, info) };
    }),
    statement:
      aggregate === null
        ? cachedByCut((cut) => pageStatement(source, cut))
        : cachedOnce(() => aggregateStatement(source, { ...aggregate, groups: groups.map((group) => group.sql) })),
    soleStatement: aggregate === null ? cachedByCut((cut) => solePageStatement(source, cut)) : () => null,
    scan: aggregate === null ? cachedByCut((cut) => scanPlan(source, cut)) : () => null,
    groups: placeGroups(asked.groupBy, groups, aggregate?.width ?? 0),
    count: cachedOnce(() => countStatement(source)),
    bindFilter: filter?.bind ?? (() => []),
  };
}

function scanPlan(source: PageSource, cut: PageCut): ScanPlan | null {
  const [statement, scan] = [scanStatement(source, cut), source.match?.scan];
  return statement === null ? null : { statement, isPlain: scan?.kind === 'byText' ? scan.isPlain : null };
}

/**
 * A question that no index answers reads a big table whole, for every client who asks it.
 * @throws {OnestopError} `UNINDEXED`
 */
function checkIndexed(
  { filter, orderBy }: ViewShape,
  { request, read, scope }: Pick<ViewScope, 'request' | 'read' | 'scope'>,
): void {
  const { type, list } = request;
  const { info } = read.base;
  if (!info.isBig || list?.unindexed === true) return;
  const { mapping, database } = scope;
  const question = { type, info, dialect: database.dialect, mapping };
  const fields = unindexedFields(filter, orderBy, question);
  if (fields.length === 0) return;
  const [department, indexed] = [mapping.source.name, indexedFields(question)];
  throw new OnestopError('UNINDEXED', { department, fields: fields.join(', '), indexed: indexed.join(', ') });
}

/** The order asked for or declared, then the key and the primary key or the row's address: no two rows stand at one place. */
function orderColumns(
  request: PageRequest,
  { orderBy: asked, filter }: ViewShape,
  { read, scope }: Pick<ViewScope, 'read' | 'scope'>,
): readonly OrderColumn[] {
  const { type, list } = request;
  const { dialect } = scope.database;
  // What a filter holds against a value is not null in any row that it leaves.
  const held = filter === null ? noColumns : boundColumns(filter, { type, info: read.base.info, dialect, mapping: scope.mapping }); // prettier-ignore
  const declared =
    list === null
      ? type.table.prefer
      : asked === null
        ? list.orderBy.flatMap(({ field, descending }) =>
            isKeptBack(field, request, scope)
              ? []
              : fieldColumns(type, field).map((column) => ({ column, descending })),
          )
        : asked.map((each) => askedColumn(each, { request, read, scope }));
  const tail = [
    ...(type.keys[0] ?? []).flatMap((field) => fieldColumns(type, field)),
    ...identifyingColumns(read.base.info, { isList: list !== null, isRoot: request.match === null }),
  ];
  // The tail follows the last direction, so that one comparison of rows can answer a cursor.
  const descending = declared.at(-1)?.descending ?? false;
  const all: readonly ColumnOrder[] = [...declared, ...tail.map((column) => ({ column, descending }))];
  const seen = new Set<string>();
  return all.flatMap((each, index) => {
    const info = columnInfo(read.base.info, each.column, dialect);
    const folded = dialect.fold(info.name);
    if (seen.has(folded)) return [];
    seen.add(folded);
    const isExact = asked !== null && index < declared.length;
    const nullable = info.nullable && !held.has(folded);
    return [{ ...each, isExact, nullable, at: read.column(read.base, each.column) }];
  });
}

const noColumns: ReadonlySet<string> = new Set();

/** The column of a field that a client orders by. */
function askedColumn(
  { field: name, descending }: AskedOrder,
  { request, read, scope }: Pick<ViewScope, 'request' | 'read' | 'scope'>,
): ColumnOrder {
  const { type, underSubject } = request;
  const field = type.fields.get(name);
  if (field?.kind !== 'value') throw new TypeError(`${type.name}.${name} can't be ordered by`);
  if (isUnasked(field, { type, underSubject }, scope)) throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
  const column = field.value.columns[0] ?? '';
  if (!sortsAsValue(field.value, columnInfo(read.base.info, column, scope.database.dialect)))
    throw badInput('The list can’t be filtered or ordered by {field} in this database', { field: name });
  return { column, descending };
}

/**
 * What tells one row from every other: a unique key, the row's address, or for a list of neither all that can be ordered.
 * Of rows alike in all of it a whole list has their number; below a parent it would number the table for each.
 */
function identifyingColumns(
  info: TableInfo,
  { isList, isRoot }: { readonly isList: boolean; readonly isRoot: boolean },
): readonly string[] {
  if (info.uniqueKeys[0] !== undefined) return info.uniqueKeys[0];
  if (info.address !== null) return [info.address.name];
  if (!isList) return [];
  return [...orderedColumns(info).map((column) => column.name), ...(isRoot ? [copyNumber.name] : [])];
}

/** An order by what somebody may not see would show it; they get the list in that of its key. */
function isKeptBack(name: string, { type, underSubject }: PageRequest, scope: CompileScope): boolean {
  const field = type.fields.get(name);
  return field !== undefined && isUnasked(field, { type, underSubject }, scope);
}

function fieldColumns(type: TypeMapping, name: string): readonly string[] {
  const field = type.fields.get(name);
  return field?.kind === 'value' ? field.value.columns : [];
}
