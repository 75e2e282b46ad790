import type { Dialect, TableInfo } from '../database/dialect.ts';
import type { Mapping, TypeMapping, ValueMapping } from '../mapping/model.ts';
import { withPrefix } from '../mapping/embedded-value.ts';
import { isEpochFormat } from '../values/epoch.ts';
import { sortAsTime } from '../values/sort-as-time.ts';
import type { AskedOrder, Filter, ValueTest } from './filter.ts';
import { comparisonKind, filterableOf } from './filterable.ts';

/** What of a request decides whether an index can answer it. */
export type IndexQuestion = {
  readonly type: TypeMapping;
  readonly info: TableInfo;
  readonly dialect: Dialect;
  readonly mapping: Mapping;
};

/** A column that a filter holds against values, where every row must: by equality, or by a range of its order. */
type Bound = { readonly column: string; readonly isEqual: boolean; readonly isKey: boolean };

/**
 * Fields that a filter and an order ask for and no index can find rows by; none where one does. A filter needs one index
 * for what it asks of every row; an order an index that is in it, behind what the filter holds equal. Of one key's rows
 * there are few: they may be in any order.
 */
export function unindexedFields(
  filter: Filter | null,
  orderBy: readonly AskedOrder[] | null,
  question: IndexQuestion,
): readonly string[] {
  const bounds = filter === null ? [] : boundsOf(filter, question);
  const isFiltered = filter !== null && !(filter.kind === 'and' && filter.parts.length === 0);
  if (isFiltered && !isFound(filter, question)) return fieldsOf(filter);
  const [first] = orderBy ?? [];
  if (first === undefined || bounds.some(({ column, isEqual, isKey }) => isEqual && isKey && leads(column, question)))
    return [];
  const column = columnOf(first.field, question);
  const equal = bounds.filter(({ isEqual }) => isEqual).map((each) => each.column);
  return column !== null && isOrdered(column, equal, question) ? [] : [first.field];
}

/** Columns that a filter holds against a value in every row that it leaves, folded. */
export const boundColumns = (filter: Filter, question: IndexQuestion): ReadonlySet<string> =>
  new Set(boundsOf(filter, question).map(({ column }) => column));

/** Fields that an index finds rows by, for people. */
export const indexedFields = (question: IndexQuestion): readonly string[] =>
  [...question.type.fields.values()].flatMap((field) => {
    if (field.kind !== 'value' || filterableOf(field, question.type, question.mapping) === null) return [];
    const [column, ...more] = field.value.columns.map(question.dialect.fold);
    return column !== undefined && more.length === 0 && leads(column, question) ? [field.name] : [];
  });

/** Can an index find the rows that a filter leaves? */
function isFound(filter: Filter, question: IndexQuestion): boolean {
  if (filter.kind === 'or') return filter.parts.length > 0 && filter.parts.every((part) => isFound(part, question));
  if (filter.kind === 'and') return filter.parts.some((part) => isFound(part, question));
  return boundsOf(filter, question).some(({ column }) => leads(column, question));
}

function boundsOf(filter: Filter, question: IndexQuestion): readonly Bound[] {
  switch (filter.kind) {
    case 'and':
      return filter.parts.flatMap((part) => boundsOf(part, question));
    case 'value': {
      const field = question.type.fields.get(filter.field);
      return field?.kind === 'value' ? boundOf(field.value, filter.test, question) : [];
    }
    case 'inside':
      return insideBounds(filter.field, filter.part, question);
    case 'or':
    case 'not':
    case 'related':
      return [];
  }
}

function insideBounds(name: string, part: Filter, question: IndexQuestion): readonly Bound[] {
  const { type, mapping } = question;
  const field = type.fields.get(name);
  const filterable = field === undefined ? null : filterableOf(field, type, mapping);
  if (filterable?.kind === 'reference') {
    const tests = part.kind === 'and' ? part.parts : [part];
    return tests.flatMap((each): readonly Bound[] => {
      if (each.kind !== 'value' || (each.test.op !== 'eq' && each.test.op !== 'in')) return [];
      return filterable.reference.columns.map((column) => ({ column: question.dialect.fold(column), isEqual: true, isKey: true })); // prettier-ignore
    });
  }
  const target = filterable?.kind === 'embedded' ? mapping.types.get(filterable.field.target) : undefined;
  if (filterable?.kind !== 'embedded' || target === undefined) return [];
  const fields = [...target.fields].map(([key, each]) => {
    const value = each.kind === 'value' ? withPrefix(each.value, filterable.field.prefixes[0] ?? '') : null;
    return [key, value === null || each.kind !== 'value' ? each : { ...each, value }] as const;
  });
  return boundsOf(part, { ...question, type: { ...target, fields: new Map(fields) } });
}

/** Where the comparison leaves the column bare. */
function boundOf(value: ValueMapping, test: ValueTest, { dialect, info, mapping }: IndexQuestion): readonly Bound[] {
  const column = dialect.fold(value.columns[0] ?? '');
  const kind = comparisonKind(value, mapping);
  const isEqual = test.op === 'eq' || test.op === 'in';
  const bound = [{ column, isEqual, isKey: kind === 'key' }];
  switch (kind) {
    case 'key':
      return isEqual ? bound : [];
    case 'code':
      return (test.op === 'eq' || test.op === 'in') && !test.unknown ? bound : [];
    case 'number':
      return (isEqual || isRange(test)) && info.columns.get(column)?.family !== 'text' ? bound : [];
    case 'text': {
      const found = info.columns.get(column);
      const isBare = found !== undefined && dialect.isInOrder(found);
      return isEqual || test.op === 'startsWith' || (isRange(test) && isBare) ? bound : [];
    }
    case 'date':
      // Days of moments and counts are stretches: one is a range of the column, several are looked for row by row.
      if (value.formats.length === 0 || value.formats.some(isEpochFormat))
        return test.op === 'eq' || isRange(test) || isOneCount(value, test)
          ? [{ column, isEqual: false, isKey: false }]
          : [];
      return isEqual || (isRange(test) && sortAsTime(value.formats)) ? bound : [];
    case 'boolean':
    case null:
      return [];
  }
}

/** A moment counted in seconds is one number. */
const isOneCount = ({ type, formats }: ValueMapping, { op }: ValueTest): boolean =>
  op === 'in' && type === 'DateTime' && formats[0] === 'epochSeconds';

const isRange = ({ op }: ValueTest): boolean => op === 'lt' || op === 'lte' || op === 'gt' || op === 'gte';

const leads = (column: string, { info }: IndexQuestion): boolean => info.indexes.some(([first]) => first === column);

/** Is there an index in this order, once its columns before are held equal? */
function isOrdered(column: string, equal: readonly string[], { info, dialect }: IndexQuestion): boolean {
  const found = info.columns.get(column);
  if (found === undefined || !dialect.isInOrder(found)) return false;
  return info.indexes.some((columns) => {
    const at = columns.indexOf(column);
    return at >= 0 && columns.slice(0, at).every((before) => equal.includes(before));
  });
}

function columnOf(name: string, { type, dialect }: IndexQuestion): string | null {
  const field = type.fields.get(name);
  return field?.kind === 'value' ? dialect.fold(field.value.columns[0] ?? '') : null;
}

/** Every field that a filter names, each once. */
function fieldsOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...new Set(filter.parts.flatMap(fieldsOf))];
    case 'not':
      return fieldsOf(filter.part);
    case 'value':
    case 'related':
    case 'inside':
      return [filter.field];
  }
}
