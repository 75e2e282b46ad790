import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import type { CompileScope } from '../compile/compile-scope.ts';
import { leadsToOwn } from '../compile/leads-to-own.ts';
import { linkedPairs } from '../compile/linked-match.ts';
import { holdsOwnId, ownCondition, ownRule } from '../compile/own-rule.ts';
import {
  columnInfo,
  columnSql,
  tableConditions,
  tableInfo,
  tableSql,
  type AliasedTable,
} from '../compile/table-read.ts';
import { restrictedTo } from '../compile/restricted-rows.ts';
import { isUnasked, isWithheld } from '../compile/withheld.ts';
import type { FilterValue, InfoSql } from '../database/dialect.ts';
import type {
  Mapping,
  ReferenceField,
  RelationField,
  TableMapping,
  TypeMapping,
  ValueMapping,
} from '../mapping/model.ts';
import { plainValue } from '../mapping/plain-value.ts';
import { withPrefix } from '../mapping/embedded-value.ts';
import { and, constant, empty, join, label, not, sql, type Sql } from '../sql/sql.ts';
import type { SlotOf } from './comparer.ts';
import { compileTest } from './compile-test.ts';
import { all, any } from './conditions.ts';
import type { AskedValue, Filter, Quantifier, ValueTest } from './filter.ts';
import { filterableOf, followedColumns } from './filterable.ts';
import { holdsKey } from './holds-key.ts';
import { indexedFields } from './uses-index.ts';

/** A filter in a statement, and how the values beside it are bound to its slots. */
export type CompiledFilter = {
  readonly condition: Sql;
  readonly bind: (values: readonly AskedValue[]) => readonly FilterValue[];
};

type Request = {
  readonly type: TypeMapping;
  readonly table: AliasedTable;
  /** Do the rows hang on a row about one person, whose rule has let the caller through? */
  readonly underSubject: boolean;
  /** May related rows of a big table be looked for without an index? */
  readonly unindexed: boolean;
};

/**
 * Compiles a filter over the rows of a table.
 * @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` for what the caller may not see, `BAD_USER_INPUT` for what the
 * column can't answer
 */
export function compileFilter(filter: Filter, request: Request, scope: CompileScope): CompiledFilter {
  const slots: { readonly at: number; readonly bound: (value: AskedValue) => FilterValue }[] = [];
  const compiler = new FilterCompiler(scope, (at, bound) => ({ kind: 'filter', index: slots.push({ at, bound }) - 1 }));
  const condition = compiler.compile(filter, { ...request, prefix: null });
  return { condition, bind: (values) => slots.map(({ at, bound }) => bound(values[at] ?? '')) };
}

/** Rows that a part of the filter is about. */
type Rows = Request & {
  /** What stands before the columns' names of an object made of the row; null for the row itself. */
  readonly prefix: string | null;
};

/** Aliases of tables in subqueries: beyond those of joins, of which a fetch has fewer. */
const firstAlias = 1000;

class FilterCompiler {
  readonly #scope: CompileScope;
  readonly #slotOf: SlotOf;
  #aliases = firstAlias;

  constructor(scope: CompileScope, slotOf: SlotOf) {
    this.#scope = scope;
    this.#slotOf = slotOf;
  }

  compile(filter: Filter, rows: Rows): Sql {
    switch (filter.kind) {
      case 'and':
        return all(filter.parts.map((part) => this.compile(part, rows)));
      case 'or':
        return any(filter.parts.map((part) => this.compile(part, rows)));
      case 'not':
        return not(this.compile(filter.part, rows));
      case 'value':
        return this.#value(filter.field, filter.test, rows);
      case 'related':
        return this.#related(filter, rows);
      case 'inside':
        return this.#inside(filter.field, filter.part, rows);
    }
  }

  #value(name: string, test: ValueTest, rows: Rows): Sql {
    const { field, filterable } = this.#find(name, rows);
    if (filterable.kind === 'value') return this.#test(field.name, filterable.value, test, rows);
    if (filterable.kind !== 'through') throw new TypeError(`${name} is no value`);
    const inner = (each: ValueTest) =>
      this.#exists(filterable.relation, rows, (target) => this.#test(field.name, filterable.value, each, target));
    // Nothing is known of a value where there is no row to read it from.
    return test.op === 'isNull' && test.holds ? not(inner({ op: 'isNull', holds: false })) : inner(test);
  }

  #related({ field: name, how, part }: Extract<Filter, { kind: 'related' }>, rows: Rows): Sql {
    const { filterable } = this.#find(name, rows);
    if (filterable.kind !== 'relation') throw new TypeError(`${name} is no relation`);
    const { relation } = filterable;
    return quantified(how, (negated) =>
      this.#exists(relation, rows, (target) => {
        const condition = this.compile(part, target);
        return negated ? not(condition) : condition;
      }),
    );
  }

  #inside(name: string, part: Filter, rows: Rows): Sql {
    const { filterable } = this.#find(name, rows);
    if (filterable.kind === 'embedded') {
      const { target, prefixes } = filterable.field;
      // Made of the same row, it is whose that is.
      const underSubject = rows.underSubject || this.#scope.view.hasOwnRule(rows.type.name);
      return this.compile(part, { ...rows, underSubject, type: this.#type(target), prefix: prefixes[0] ?? '' });
    }
    if (filterable.kind !== 'reference') throw new TypeError(`${name} has nothing inside`);
    return this.#reference(filterable.reference, part, rows);
  }

  /** The key of an entity that others hold; a person's is known, as when it is read, to that person alone. */
  #reference({ name, target: targetName, columns, codecs }: ReferenceField, part: Filter, rows: Rows): Sql {
    const { policy, view, database } = this.#scope;
    const target = this.#type(targetName);
    const keys = target.keys[0] ?? [];
    const isOwn = view.access === 'own' && policy.subjectField(targetName) === keys[0];
    const mine = isOwn ? holdsOwnId(this.#column(columns[0] ?? '', rows.table), database.dialect) : null;
    const test = (each: Filter): Sql => {
      if (each.kind === 'and') return all(each.parts.map(test));
      const key = each.kind === 'value' ? target.fields.get(each.field) : undefined;
      if (each.kind !== 'value' || key === undefined) throw new TypeError('a key has values only');
      if (isWithheld(key, { type: target, underSubject: false }, this.#scope))
        throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
      const at = keys.indexOf(each.field);
      const value: ValueMapping = { ...plainValue('ID'), columns: [columns[at] ?? ''], codecs: [codecs[at] ?? 'TEXT'] };
      const condition = this.#test(name, value, each.test, rows);
      if (mine === null) return condition;
      return each.test.op === 'isNull' && each.test.holds ? any([not(mine), condition]) : all([mine, condition]);
    };
    return test(part);
  }

  #test(field: string, value: ValueMapping, test: ValueTest, rows: Rows): Sql {
    const stored = rows.prefix === null ? value : withPrefix(value, rows.prefix);
    const column = this.#column(stored.columns[0] ?? '', rows.table);
    const { dialect } = this.#scope.database;
    const { enums, source } = this.#scope.mapping;
    const condition = compileTest(test, { value: stored, column, dialect, enums, timezone: source.timezone, slotOf: this.#slotOf }); // prettier-ignore
    if (condition === null)
      throw badInput('The list can’t be filtered or ordered by {field} in this database', { field });
    if (rows.prefix === null || !mayBeBlank(stored, this.#scope.mapping)) return condition;
    const isThere = this.#isThere(rows, rows.prefix);
    return test.op === 'isNull' && test.holds ? any([not(isThere), condition]) : all([isThere, condition]);
  }

  /** Is an object made of the row's columns given? Nothing is known of one whose columns are all blank. */
  #isThere({ type, table, underSubject }: Rows, prefix: string): Sql {
    const { dialect } = this.#scope.database;
    const columns = [...type.fields.values()].flatMap((field) =>
      field.kind !== 'value' || isWithheld(field, { type, underSubject, isEmbedded: true }, this.#scope)
        ? []
        : withPrefix(field.value, prefix).columns,
    );
    return any(
      columns.map((name) => {
        const column = this.#column(name, table);
        if (column.info.family !== 'text') return sql`${column.sql} IS NOT NULL`;
        return sql`${dialect.filters.asText(column)} <> ${constant('')}`;
      }),
    );
  }

  /** Is there a row of the relation of which this holds? */
  #exists(relation: RelationField, rows: Rows, part: (target: Rows) => Sql): Sql {
    const { target: name, where, place } = relation;
    const { dialect } = this.#scope.database;
    const type = this.#type(name);
    if (type.table === null) throw new TypeError(`${name} can't be followed`);
    const table = this.#alias(type.table);
    const { equal, before } = this.#paired(relation, rows, table);
    if (table.info.isBig && !rows.unindexed) this.#checkIndexed(type, table, relation.references);
    const own = ownRule(type, this.#scope);
    const underSubject = leadsToOwn(relation, rows, this.#scope);
    const conditions = [
      ...equal,
      ...tableConditions(table, dialect),
      ...(where === null
        ? []
        : tableConditions({ ...table, table: { ...type.table, inherited: null, where, place } }, dialect)),
      ...(own === null ? [] : [ownCondition(own, table, { dialect, isInside: true })]),
      ...restrictedTo(type, table, this.#scope),
      part({ type, table, underSubject, unindexed: rows.unindexed, prefix: null }),
    ];
    return sql`EXISTS (SELECT 1 FROM ${before}${tableSql(table)} WHERE ${join(conditions, and)})`;
  }

  /** Which rows of the relation belong to a row, and what is read for it before the relation's own table. */
  #paired(
    relation: RelationField,
    rows: Rows,
    table: AliasedTable,
  ): { readonly equal: readonly Sql[]; readonly before: Sql } {
    const { target, references, link } = relation;
    const { database } = this.#scope;
    const { dialect } = database;
    const followed = followedColumns(relation, rows.type);
    if (followed === null) throw new TypeError(`${target} can't be followed`);
    const forms: Sql[] = [];
    const held = (to: AliasedTable, columns: readonly string[]): readonly Sql[] =>
      followed.map((column, index) => {
        const pair = [this.#column(column.name, rows.table), this.#column(columns[index] ?? '', to)] as const;
        const { condition, table: form } = holdsKey(column, pair, {
          target,
          dialect,
          alias: () => label('f', this.#aliases++),
        });
        forms.push(form);
        return condition;
      });
    if (link === null) {
      const equal = held(table, references);
      return { equal, before: join(forms, empty) };
    }
    const between = this.#alias(link.table);
    const pairs = linkedPairs(link, references, { link: between, table, database });
    const equal = [
      ...held(between, link.from),
      ...tableConditions(between, dialect),
      ...pairs.map(([one, other]) => dialect.equal(one, other)),
    ];
    return { equal, before: sql`${join(forms, empty)}${tableSql(between)} CROSS JOIN ` };
  }

  #alias(table: TableMapping): AliasedTable {
    return { table, info: tableInfo(table, this.#scope.database), alias: this.#aliases++ };
  }

  /** Rows of a big table are looked for once for each row of the other: an index has to find them. */
  #checkIndexed(type: TypeMapping, { info }: AliasedTable, references: readonly string[]): void {
    const { database, mapping } = this.#scope;
    const { dialect } = database;
    if (info.indexes.some(([first]) => references.some((column) => dialect.fold(column) === first))) return;
    const indexed = indexedFields({ type, info, dialect, mapping }).join(', ');
    throw new OnestopError('UNINDEXED', { department: mapping.source.name, fields: type.name, indexed });
  }

  #find(name: string, { type, underSubject, prefix }: Rows) {
    const field = type.fields.get(name);
    const filterable = field === undefined ? null : filterableOf(field, type, this.#scope.mapping);
    if (field === undefined || filterable === null) throw new TypeError(`${type.name}.${name} can't be filtered by`);
    if (isUnasked(field, { type, underSubject, isEmbedded: prefix !== null }, this.#scope))
      throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
    return { field, filterable };
  }

  #type(name: string): Mapping['types'] extends ReadonlyMap<string, infer Type> ? Type : never {
    const type = this.#scope.mapping.types.get(name);
    if (type === undefined) throw new TypeError(`there is no type ${name}`);
    return type;
  }

  #column(name: string, { info, alias }: AliasedTable): InfoSql {
    const found = columnInfo(info, name, this.#scope.database.dialect);
    return { sql: columnSql(alias, found.name), info: found };
  }
}

/** Is a blank a value of the field, which the graph would give? */
const mayBeBlank = ({ type, nullIf }: ValueMapping, { enums }: Mapping): boolean =>
  !nullIf.includes('') && (type === 'String' || type === 'Boolean' || enums.has(type));

function quantified(how: Quantifier, exists: (negated: boolean) => Sql): Sql {
  switch (how) {
    case 'one':
    case 'some':
      return exists(false);
    case 'none':
      return sql`NOT ${exists(false)}`;
    case 'every':
      return sql`NOT ${exists(true)}`;
  }
}
