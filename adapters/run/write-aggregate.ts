import type { FieldNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import type { AggregateFieldPlan, AggregateValuePlan } from '../aggregates/aggregate-plan.ts';
import type { PagePlan } from '../compile/plan.ts';
import type { Row } from '../database/driver.ts';
import type { GroupKey } from '../aggregates/group-value.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { GraphObject } from './graph-object.ts';
import type { Page, PageList } from './load-page.ts';
import { maxGroups, readPageArguments } from './page-arguments.ts';
import type { Path, RunState } from './run-state.ts';

type Scope = { readonly path: Path | null; readonly state: RunState };

/**
 * Counts and sums, an entry for each group in the order of what they have in common; one entry where nothing is grouped.
 * Groups of few people are one entry together, the last, without what they have in common.
 * @throws {OnestopError} `ANSWER_TOO_LARGE` for more groups than an answer holds
 */
export function writeAggregates(
  fields: readonly AggregateFieldPlan[],
  { of: { set, groups, keptBack }, start, end, hasNext, hasFew }: Page,
  { path, state }: Scope,
): readonly GraphObject[] {
  if (hasNext) throw new OnestopError('ANSWER_TOO_LARGE', { department: state.scope.department, limit: maxGroups });
  const rows = set.rows.slice(start, end);
  const entry = (row: Row, index: number, isKeptBack: boolean): GraphObject =>
    writeEntry(fields, row, { groups, path: at(path, index), state, suppressed: isKeptBack ? 'numbers' : null });
  const written = sortGroups(rows, [...groups.values()]).map((row, index) => entry(row, index, keptBack.has(row)));
  if (hasFew) return [...written, writeEntry(fields, [], { groups, path: at(path, rows.length), state, suppressed: 'all' })]; // prettier-ignore
  return rows.length === 0 && groups.size === 0 ? [entry([], 0, false)] : written;
}

/** Of a parent that has nothing its rows could be found by. */
export function writeNoAggregate(page: PagePlan, node: FieldNode, { path, state }: Scope): readonly GraphObject[] {
  if (page.shape.kind !== 'aggregate') return [];
  const { view } = readPageArguments(page, node, state.arguments);
  if (view.groups.size > 0) return [];
  return [writeEntry(page.shape.fields, [], { groups: view.groups, path: at(path, 0), state, suppressed: null })];
}

const at = (path: Path | null, key: number): Path => ({ above: path, key });

type Group = PageList['groups'] extends ReadonlyMap<string, infer Each> ? Each : never;

/** By what they have in common: numbers by their value, texts by their code points, what is not known last. */
function sortGroups(rows: readonly Row[], groups: readonly Group[]): readonly Row[] {
  if (groups.length === 0) return rows;
  return rows
    .map((row) => ({ row, key: groups.map((group) => group.read(row[group.at] ?? null)) }))
    .sort((one, other) => compareKeys(one.key, other.key))
    .map(({ row }) => row);
}

function compareKeys(one: readonly GroupKey[], other: readonly GroupKey[]): number {
  for (const [index, a] of one.entries()) {
    const b = other[index] ?? null;
    if (a === b) continue;
    if (a === null || b === null) return a === null ? 1 : -1;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  }
  return 0;
}

type EntryScope = Scope & {
  readonly groups: PageList['groups'];
  /** Numbers alone, where the group is of people enough; all, where that there is one tells of few. */
  readonly suppressed: 'numbers' | 'all' | null;
};

function writeEntry(fields: readonly AggregateFieldPlan[], row: Row, scope: EntryScope): GraphObject {
  scope.state.countObject();
  const entry: GraphObject = {};
  for (const field of fields) setOwn(entry, field.key, writeField(field, row, scope));
  return entry;
}

function writeField(field: AggregateFieldPlan, row: Row, scope: EntryScope): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typename;
    case 'count':
      return scope.suppressed === null ? Number(row[field.at] ?? 0) : null;
    case 'suppressed':
      return scope.suppressed !== null;
    case 'values': {
      if (scope.suppressed === 'all' && field.isKey) return null;
      const values: GraphObject = {};
      const path = { above: scope.path, key: field.key };
      for (const each of field.fields) {
        const value = each.kind === 'typename' ? field.typename : writeValue(each, row, { ...scope, path });
        setOwn(values, each.key, value);
      }
      return values;
    }
  }
}

function writeValue(field: Exclude<AggregateValuePlan, { kind: 'typename' }>, row: Row, scope: EntryScope): unknown {
  switch (field.kind) {
    case 'withheld':
      scope.state.fail({ above: scope.path, key: field.key }, new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE'));
      return null;
    case 'value':
      return scope.suppressed === null ? field.read(field.at.map((place) => row[place] ?? null)) : null;
    case 'group': {
      const group = scope.groups.get(field.field);
      return group === undefined ? null : group.read(row[group.at] ?? null);
    }
  }
}
