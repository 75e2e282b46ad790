import type { SelectionSetNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import type { CompileScope } from '../compile/compile-scope.ts';
import { tableKey } from '../database/dialect.ts';
import type { PageShape, PageView } from '../compile/plan.ts';
import { selectFields } from '../compile/selection.ts';
import type { PartedRows } from '../compile/statement.ts';
import { columnInfo, columnSql, type AliasedTable } from '../compile/table-read.ts';
import { isUnasked } from '../compile/withheld.ts';
import type { Compared } from '../filters/comparer.ts';
import { isSingle } from '../filters/compare-number.ts';
import { numberColumn } from '../filters/compare-number-text.ts';
import { comparerOf } from '../filters/compile-test.ts';
import { comparisonKind } from '../filters/filterable.ts';
import type { TypeMapping, ValueField } from '../mapping/model.ts';
import { sql, type Sql, type SqlValue } from '../sql/sql.ts';
import { compileReader } from '../values/read-value.ts';
import { aggregateNames } from './aggregate-names.ts';
import type { AggregateFieldPlan, AggregateValuePlan, GroupGuard } from './aggregate-plan.ts';
import type { AskedGroup } from './asked-group.ts';
import { countPeople } from './count-people.ts';
import { distinctValue, groupDate, groupValue, readable, type GroupValue } from './group-value.ts';

type Request = {
  readonly type: TypeMapping;
  readonly table: AliasedTable;
  readonly underSubject: boolean;
  readonly ofOthers?: boolean;
  readonly selections: readonly SelectionSetNode[];
};

/** What a client selected of an aggregate: how it is written, and what SQL works out for it. */
export type CompiledAggregate = {
  readonly shape: Extract<PageShape, { kind: 'aggregate' }>;
  readonly columns: readonly Sql[];
  readonly parts: PartedRows | null;
  /** How many columns come before the groups. */
  readonly width: number;
  /** What rows are grouped by. @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE`, `BAD_USER_INPUT` */
  readonly groupsOf: (asked: readonly AskedGroup[]) => readonly GroupValue[];
};

type Guarded = Pick<CompiledAggregate, 'parts' | 'width'> & { readonly guard: GroupGuard | null };

type Kind = 'sum' | 'avg' | 'min' | 'max' | 'distinct';

export function compileAggregate(request: Request, scope: CompileScope): CompiledAggregate {
  const compiler = new AggregateCompiler(request, scope);
  const { type, selections } = request;
  const typename = aggregateNames(scope.mapping.source.name, type.name).aggregate;
  const fields = selectFields(selections, typename, scope.selection).map((selected) => compiler.field(selected));
  const { guard, parts, width } = request.ofOthers === true ? compiler.guard() : compiler.bare();
  return {
    shape: { kind: 'aggregate', type, typename, fields, guard },
    columns: compiler.columns,
    parts,
    width,
    groupsOf: (asked) => asked.map((each) => compiler.group(each)),
  };
}

/** Where the groups of a view stand in its rows. */
export function placeGroups(
  asked: readonly AskedGroup[],
  groups: readonly GroupValue[],
  columns: number,
): PageView['groups'] {
  return new Map(
    asked.map(({ field }, index) => [field, { at: columns + index, read: groups[index]?.read ?? (() => null) }]),
  );
}

class AggregateCompiler {
  readonly columns: Sql[] = [];
  /** By position: what stands in the column. */
  readonly #names = new Map<number, string>();
  readonly #request: Request;
  readonly #scope: CompileScope;

  constructor(request: Request, scope: CompileScope) {
    this.#request = request;
    this.#scope = scope;
  }

  field({ key, node, selections }: ReturnType<typeof selectFields>[number]): AggregateFieldPlan {
    const names = aggregateNames(this.#scope.mapping.source.name, this.#request.type.name);
    const values = (typename: string, of: Kind | 'key'): AggregateFieldPlan => ({
      kind: 'values',
      key,
      isKey: of === 'key',
      typename,
      fields: selectFields(selections, typename, this.#scope.selection).map((each) => this.#value(each, of)),
    });
    switch (node.name.value) {
      case 'count':
        return { kind: 'count', key, at: this.#add(sql`count(*)`, 'count') };
      case 'suppressed':
        return { kind: 'suppressed', key };
      case 'key':
        return values(names.key, 'key');
      case 'distinct':
        return values(names.counts, 'distinct');
      case 'sum':
        return values(names.sums, 'sum');
      case 'avg':
        return values(names.averages, 'avg');
      case 'min':
      case 'max':
        return values(names.values, node.name.value);
      default:
        return { kind: 'typename', key, typename: names.aggregate };
    }
  }

  bare(): Guarded {
    // A statement that works nothing out would give the rows themselves.
    if (this.columns.length === 0) this.columns.push(sql`count(*)`);
    return { guard: null, parts: null, width: this.columns.length };
  }

  /** Counts the people of each group beside what was asked, in the same statement. */
  guard(): Guarded {
    const { type, table } = this.#request;
    const { view, mapping, database } = this.#scope;
    const values = new Map(this.#names);
    const rows = this.columns.push(sql`count(*)`) - 1;
    const people = countPeople({ type, table }, this.#scope);
    const width = this.columns.length + people.width;
    const claims = [...mapping.types.keys()].flatMap((name) => view.restrictions(name)).map(({ claim }) => claim);
    const guard: GroupGuard = {
      table: tableKey(database.dialect, table.table),
      view: view.key,
      claims: [...new Set(claims)].sort(),
      tally: (row) => people.read(Number(row[rows] ?? 0), row.slice(rows + 1, width)),
      values,
    };
    return { guard, parts: people.parts, width };
  }

  group({ field: name, by }: AskedGroup): GroupValue {
    const field = this.#find(name);
    if (this.#isWithheld(field)) throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
    const compared = this.#compared(field);
    const group = by === 'VALUE' ? groupValue(compared) : groupDate(compared, by);
    if (group === null) throw badInput('The list can’t be grouped by {field} in this database', { field: name });
    return group;
  }

  #value({ key, node }: ReturnType<typeof selectFields>[number], of: Kind | 'key'): AggregateValuePlan {
    const name = node.name.value;
    if (name === '__typename') return { kind: 'typename', key };
    const field = this.#find(name);
    if (this.#isWithheld(field)) return { kind: 'withheld', key };
    if (of === 'key') return { kind: 'group', key, field: name };
    const { sqls, read } = this.#compile(field, of);
    return { kind: 'value', key, at: sqls.map((each, part) => this.#add(each, `${of} ${name} ${part}`)), read };
  }

  #compile(
    field: ValueField,
    of: Kind,
  ): { readonly sqls: readonly Sql[]; readonly read: (raws: readonly SqlValue[]) => unknown } {
    const compared = this.#compared(field);
    const { value, column, dialect, enums, timezone } = compared;
    const known = comparerOf(compared)?.known;
    if (known === undefined) throw cantWork(field);
    // A number of four bytes has seven digits, whatever is made of it.
    const plain = (found: unknown) => typeof found === 'number' && value.type === 'Float' && isSingle(column.info) ? Number(found.toPrecision(7)) : found; // prettier-ignore
    const held = sql`CASE WHEN ${known} THEN ${column.sql} END`;
    switch (of) {
      case 'distinct': {
        const found = distinctValue(compared);
        if (found === null) throw cantWork(field);
        return { sqls: [sql`count(DISTINCT ${found})`], read: ([raw]) => Number(raw ?? 0) };
      }
      case 'min':
      case 'max': {
        const read = compileReader(value, { enums, timezone });
        const ordered = comparisonKind(value, compared) === 'text' ? textInOrder(compared) : column.sql;
        if (ordered === null) throw cantWork(field);
        const each = sql`CASE WHEN ${known} THEN ${ordered} END`;
        return {
          sqls: [of === 'min' ? sql`min(${each})` : sql`max(${each})`],
          read: (raws) => plain(readable(read(raws))),
        };
      }
      case 'sum':
      case 'avg': {
        const sum = dialect.filters.sum(held, column.info);
        const places = (value.scale ?? 0) + sum.places;
        const type = value.type === 'Float' ? 'Float' : 'Decimal';
        const decimal = { ...value, type, nullIf: [], scale: places === 0 ? null : places };
        const reader = compileReader(decimal, { enums, timezone });
        const read = (raws: readonly SqlValue[]) =>
          plain(readable(reader([sum.read?.(raws[0] ?? null) ?? raws[0] ?? null])));
        if (of === 'sum') return { sqls: [sum.sql], read };
        return { sqls: [sum.sql, sql`count(${held})`], read: (raws) => average(read(raws), raws[1] ?? null) };
      }
    }
  }

  #add(column: Sql, name: string): number {
    const at = this.columns.push(column) - 1;
    this.#names.set(at, name);
    return at;
  }

  #find(name: string): ValueField {
    const field = this.#request.type.fields.get(name);
    if (field?.kind !== 'value') throw new TypeError(`${this.#request.type.name}.${name} can't be worked with`);
    return field;
  }

  #isWithheld(field: ValueField): boolean {
    const { type, underSubject } = this.#request;
    return isUnasked(field, { type, underSubject }, this.#scope);
  }

  /** @throws {OnestopError} `BAD_USER_INPUT` for decimals kept as text: not every engine sums them without loss */
  #compared({ name, value }: ValueField): Compared {
    const { database, mapping } = this.#scope;
    const { info, alias } = this.#request.table;
    const found = columnInfo(info, value.columns[0] ?? '', database.dialect);
    const column = { sql: columnSql(alias, found.name), info: found };
    const { enums, source } = mapping;
    const compared = { value, column, dialect: database.dialect, enums, timezone: source.timezone, slotOf: noSlot };
    if (found.family !== 'text' || comparisonKind(value, compared) !== 'number') return compared;
    const asNumbers = value.type === 'Decimal' ? null : numberColumn(compared);
    if (asNumbers === null) throw cantWork({ name });
    return asNumbers;
  }
}

const cantWork = ({ name }: Pick<ValueField, 'name'>) =>
  badInput('Nothing can be worked out of {field} in this database', { field: name });

/** A column of text in the order of its code points, on every engine; null for one that is no text. */
function textInOrder({ column, dialect }: Compared): Sql | null {
  if (column.info.family !== 'text') return null;
  const info = { ...dialect.filters.textInfo, isCollated: true };
  return dialect.sortKey({ sql: dialect.filters.asText(column), info });
}

/** No value of a request stands in what is worked out. */
const noSlot: Compared['slotOf'] = () => {
  throw new TypeError('an aggregate takes no values');
};

function average(sum: unknown, count: SqlValue): number | null {
  return sum === null || Number(count) === 0 ? null : Number(sum) / Number(count);
}
