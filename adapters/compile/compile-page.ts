import type { SelectionSetNode } from 'graphql';
import { untyped, type ColumnInfo, type TableInfo } from '../database/dialect.ts';
import type { ColumnOrder, ListMapping, TypeMapping } from '../mapping/model.ts';
import type { OwnIdentifier, Statement } from '../sql/sql.ts';
import { compileObject } from './compile-object.ts';
import type { CompileScope, PageRequest, RowScope } from './compile-scope.ts';
import type { ConnectionField, EdgeField, ObjectPlan, PageInfoField, PagePlan, PageShape } from './plan.ts';
import { selectFields } from './selection.ts';
import { identifierOf } from '../codecs/key-codec.ts';
import { countStatement, pageStatement, type OrderColumn, type OwnRule, type PageSource } from './statement.ts';
import { columnInfo, MissingInDatabase, TableRead } from './table-read.ts';

/** Compiles a page of rows: one row for a to-one relation or a key, a connection for a list. */
export function compilePage(request: PageRequest, scope: CompileScope): PagePlan {
  const { type, match, list } = request;
  const { dialect } = scope.database;
  const read = new TableRead(type.table, scope.database);
  const { underSubject } = request;
  const rows: RowScope = { kind: 'table', read, table: read.base, children: [], references: [], underSubject };
  const compileRow = (selections: readonly SelectionSetNode[]): ObjectPlan =>
    compileObject({ type, selections, rows }, scope);
  const shape =
    list === null
      ? { kind: 'one' as const, object: compileRow(request.selections) }
      : compileConnection(request, list, { compileRow, scope });
  const order = orderColumns(request, read, scope);
  const own = ownRule(type, scope);
  const source: PageSource = { read, dialect, match, own, order };
  const fits = (column: string) => {
    const info = columnInfo(read.base.info, column, dialect);
    return (text: string) => dialect.fits(info, text);
  };
  return {
    list: `${scope.mapping.source.name} ${request.reads} ${order.map(({ column, descending }) => `${column}${descending ? '-' : '+'}`).join()}`,
    reads: request.reads,
    rows: { reads: type.name, children: rows.children, references: rows.references },
    fits: (match ?? []).map(fits),
    fitsOwn: (identifier, text) => {
      const column = own === null ? undefined : columnOf(own, identifier);
      return column !== undefined && fits(column)(text);
    },
    wantsIdentifiers: own !== null && own.otherwise.length > 0,
    order: order.map(({ at, column }) => {
      const info = columnInfo(read.base.info, column, dialect);
      return { at, toCursor: (value) => dialect.toCursor(value, info) };
    }),
    fromCursor: dialect.fromCursor,
    statement: cachedByShape((nulls) => pageStatement(source, nulls)),
    count: cachedOnce(() => countStatement(source)),
    shape,
  };
}

/** Statements are rendered once for each shape of the cursor: at most two to the power of its columns. */
function cachedByShape(make: (cursorNulls: readonly boolean[] | null) => Statement): PagePlan['statement'] {
  const made = new Map<string, Statement>();
  return (cursorNulls) => {
    const shape = cursorNulls === null ? '' : cursorNulls.map(Number).join('');
    const statement = made.get(shape) ?? make(cursorNulls);
    made.set(shape, statement);
    return statement;
  };
}

function cachedOnce<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const columnOf = (own: OwnRule, wanted: OwnIdentifier): string | undefined =>
  wanted === 'id' ? own.id : own.otherwise.find(({ identifier }) => identifier === wanted)?.column;

/** Which columns tell that a row is the caller's, where a citizen may see only their own rows. */
function ownRule(type: TypeMapping, scope: CompileScope): OwnRule | null {
  const subject = scope.policy.subjectField(type.name);
  if (scope.access !== 'own' || subject === null) return null;
  const field = type.fields.get(subject);
  const column = field?.kind === 'value' ? field.value.columns[0] : undefined;
  // No column to hold against the caller must never come to mean no rule.
  if (column === undefined) throw new MissingInDatabase(`${type.name}.${subject} is read from no column`);
  return {
    id: column,
    otherwise: scope.policy.subjectAlternative(type.name).map((name) => identifyingColumn(type, name)),
  };
}

/** What a column identifies the caller by follows from the kind of key it holds. */
function identifyingColumn(type: TypeMapping, name: string): OwnRule['otherwise'][number] {
  const field = type.fields.get(name);
  const column = field?.kind === 'value' ? field.value.columns[0] : undefined;
  const identifier = field?.kind === 'value' ? identifierOf[field.value.codecs[0] ?? 'TEXT'] : undefined;
  if (column === undefined || identifier === undefined)
    throw new MissingInDatabase(`${type.name}.${name} identifies nobody`);
  return { column, identifier };
}

/** The declared order, then the key and the primary key or the row's address: no two rows stand at one place. */
function orderColumns({ type, list }: PageRequest, read: TableRead, scope: CompileScope): readonly OrderColumn[] {
  const { dialect } = scope.database;
  const declared =
    list === null
      ? type.table.prefer
      : list.orderBy.flatMap((each) =>
          fieldColumns(type, each.field).map((column) => ({ column, descending: each.descending })),
        );
  const tail = [
    ...(type.keys[0] ?? []).flatMap((field) => fieldColumns(type, field)),
    ...identifyingColumns(read.base.info, list !== null),
  ];
  // The tail follows the last declared direction, so that one comparison of rows can answer a cursor.
  const descending = declared.at(-1)?.descending ?? false;
  const all: readonly ColumnOrder[] = [...declared, ...tail.map((column) => ({ column, descending }))];
  const seen = new Set<string>();
  return all.flatMap((each) => {
    const info = columnInfo(read.base.info, each.column, dialect);
    const folded = dialect.fold(info.name);
    if (seen.has(folded)) return [];
    seen.add(folded);
    return [{ ...each, nullable: info.nullable, at: read.column(read.base, each.column) }];
  });
}

/** What tells one row from every other: a unique key, the row's address, or for a list of a view all that can be ordered. */
function identifyingColumns({ uniqueKeys, address, columns }: TableInfo, isList: boolean): readonly string[] {
  if (uniqueKeys[0] !== undefined) return uniqueKeys[0];
  if (address !== null) return [address.name];
  if (!isList) return [];
  return [...columns.values()].filter((column) => isOrdered(column)).map((column) => column.name);
}

/** SQLite alone has columns without a type, of which it orders anything. */
const isOrdered = ({ family, type }: ColumnInfo): boolean =>
  family !== 'bytes' && (family !== 'other' || type === untyped);

function fieldColumns(type: TypeMapping, name: string): readonly string[] {
  const field = type.fields.get(name);
  return field?.kind === 'value' ? field.value.columns : [];
}

type ConnectionScope = {
  readonly compileRow: (selections: readonly SelectionSetNode[]) => ObjectPlan;
  readonly scope: CompileScope;
};

function compileConnection(
  { type, selections }: PageRequest,
  list: ListMapping,
  { compileRow, scope }: ConnectionScope,
): PageShape {
  const typename = `${type.name}Connection`;
  const fields = selectFields(selections, typename, scope.selection).map(
    ({ key, node, selections: inner }): ConnectionField => {
      switch (node.name.value) {
        case 'nodes':
          return { kind: 'nodes', key, object: compileRow(inner) };
        case 'edges':
          return { kind: 'edges', key, fields: compileEdge(type.name, inner, { compileRow, scope }) };
        case 'pageInfo':
          return { kind: 'pageInfo', key, fields: compilePageInfo(inner, scope) };
        case 'totalCount':
          return { kind: 'totalCount', key };
        default:
          return { kind: 'typename', key, typename };
      }
    },
  );
  const kinds = new Set(fields.map((field) => field.kind));
  const wantsRows = kinds.has('nodes') || kinds.has('edges') || kinds.has('pageInfo');
  return {
    kind: 'connection',
    max: list.max,
    default: list.default,
    fields,
    wantsRows,
    wantsCount: kinds.has('totalCount'),
  };
}

function compileEdge(
  target: string,
  selections: readonly SelectionSetNode[],
  { compileRow, scope }: ConnectionScope,
): readonly EdgeField[] {
  const typename = `${target}Edge`;
  return selectFields(selections, typename, scope.selection).map(({ key, node, selections: inner }): EdgeField => {
    if (node.name.value === 'node') return { kind: 'node', key, object: compileRow(inner) };
    return node.name.value === 'cursor' ? { kind: 'cursor', key } : { kind: 'typename', key, typename };
  });
}

const compilePageInfo = (selections: readonly SelectionSetNode[], scope: CompileScope): readonly PageInfoField[] =>
  selectFields(selections, 'PageInfo', scope.selection).map(({ key, node }) => ({
    key,
    kind: pageInfoKind(node.name.value),
  }));

function pageInfoKind(field: string): PageInfoField['kind'] {
  switch (field) {
    case 'hasNextPage':
    case 'hasPreviousPage':
    case 'startCursor':
    case 'endCursor':
      return field;
    default:
      return 'typename';
  }
}
