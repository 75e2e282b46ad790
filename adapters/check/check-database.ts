import { conditionColumns } from '../mapping/condition.ts';
import { withPrefix } from '../mapping/embedded-value.ts';
import { collectMistakes, type MappingMistake } from '../mapping/mistake.ts';
import { isEpochFormat } from '../values/epoch.ts';
import type {
  FieldMapping,
  ListMapping,
  Mapping,
  Place,
  RelationField,
  TableMapping,
  TypeMapping,
  ValueMapping,
} from '../mapping/model.ts';
import { tableKey, type ColumnFamily, type ColumnInfo } from '../database/dialect.ts';
import { checkDictionary, type ReadDictionaries } from './check-dictionary.ts';
import { checkLink } from './check-link.ts';
import { checkWalk } from './check-walk.ts';
import { findColumn, findTable, type CheckScope, type InDatabase, type InTable } from './find-in-database.ts';

/**
 * Holds a mapping against its database: does every table and column exist, and can it be read as mapped?
 * @param scope.dictionaries what the mapping's dictionaries say
 */
export function checkDatabase(
  scope: CheckScope & { readonly dictionaries: ReadDictionaries },
): readonly MappingMistake[] {
  const mistakes = collectMistakes();
  for (const type of scope.mapping.types.values()) {
    const info = type.table === null ? undefined : findTable(type.table, { ...scope, mistakes });
    if (type.table !== null && info !== undefined) checkTable(type, type.table, { ...scope, mistakes, info });
    // What an interface or union reads, its types do.
    if (type.possible.length > 0) continue;
    for (const field of type.fields.values()) {
      if (field.kind === 'relation') checkReferences(field, { ...scope, mistakes });
      if (field.kind === 'relation' && field.list !== null)
        checkOrder(field.list, field.target, { ...scope, mistakes });
    }
  }
  for (const root of scope.mapping.roots.values())
    if (root.kind === 'list') checkOrder(root.list, root.target, { ...scope, mistakes });
  for (const mapping of scope.mapping.enums.values())
    checkDictionary(mapping, { checkValue, read: scope.dictionaries.get(mapping.name) }, { ...scope, mistakes });
  return mistakes.found;
}

function checkTable(type: TypeMapping, table: TableMapping, scope: InTable): void {
  const named = [
    ...(table.where === null ? [] : conditionColumns(table.where)),
    ...table.prefer.map((order) => order.column),
  ];
  for (const column of named) findColumn(column, table.place, scope);
  if (type.possible.length === 0) for (const field of type.fields.values()) checkField(field, type, scope);
}

function checkField(field: FieldMapping, type: TypeMapping, scope: InTable): void {
  if (field.kind === 'value') checkValue(field.value, field.place, scope);
  if (field.kind === 'embedded') {
    const embedded = [...(scope.mapping.types.get(field.target)?.fields.values() ?? [])].filter((each) => each.kind === 'value'); // prettier-ignore
    for (const prefix of field.prefixes)
      for (const { value } of embedded) checkValue(withPrefix(value, prefix), field.place, scope);
    if (field.json !== null) checkJson(field.json.column, field.place, scope);
  }
  for (const column of namedColumns(field)) findColumn(column, field.place, scope);
  if (field.kind !== 'through') return;
  const relation = type.fields.get(field.relation);
  const table = relation?.kind === 'relation' ? scope.mapping.types.get(relation.target)?.table : undefined;
  const info =
    table === null || table === undefined ? undefined : scope.catalog.tables.get(tableKey(scope.dialect, table));
  if (info !== undefined) checkValue(field.value, field.place, { ...scope, info });
}

/** JSON stands in a text, or in a column of the engine's own type for it. */
function checkJson(name: string, place: Place, scope: InTable): void {
  const column = findColumn(name, place, scope);
  if (column === undefined || column.family === 'text' || column.family === 'other') return;
  const fix = 'Name a column that holds JSON as text.';
  scope.mistakes.add('MAPPING_TYPE_MISMATCH', place, { columnType: column.type, fieldType: 'JSON', fix });
}

/** Columns of the type's own table that a field names beside those its value is read from. */
function namedColumns(field: FieldMapping): readonly string[] {
  switch (field.kind) {
    case 'relation':
      return field.from.kind === 'columns' ? field.from.columns : [];
    case 'reference':
      return field.columns;
    case 'label': {
      const { label } = field;
      return label.kind === 'columns' ? [label.en, label.zh].filter((column) => column !== null) : [];
    }
    case 'value':
    case 'through':
    case 'embedded':
    case 'constant':
    case 'aggregate':
    case 'absent':
      return [];
  }
}

function checkValue(value: ValueMapping, place: Place, scope: InTable): void {
  for (const name of value.columns) {
    const column = findColumn(name, place, scope);
    if (column === undefined) continue;
    if (value.split !== null && column.type.endsWith('[]')) {
      const fix = 'Leave the field out, or read it through a view that joins the values: array_to_string(…).';
      scope.mistakes.add('MAPPING_TYPE_MISMATCH', place, {
        columnType: column.type,
        fieldType: `[${value.type}]`,
        fix,
      });
    } else if (needsFormat(value, column)) {
      scope.mistakes.add('MAPPING_FORMAT_MISSING', place, { fieldType: value.type, column: column.name });
    } else if (!canGiveText(value, column)) {
      const fix = 'Name a column of text, whole numbers or days, or leave out join and part.';
      scope.mistakes.add('MAPPING_TYPE_MISMATCH', place, { columnType: column.type, fieldType: 'a text', fix });
    } else if (!canRead(value, column, scope.mapping)) {
      const types = readableAs(column.family).join(', ');
      const fix =
        types === '' ? 'Leave the field out: no type reads such a column.' : `Use ${types}; or name another column.`;
      scope.mistakes.add('MAPPING_TYPE_MISMATCH', place, { columnType: column.type, fieldType: value.type, fix });
    }
  }
}

/** Counts of seconds are in the order of time as numbers, and not as texts. */
function checkOrder({ orderBy, place }: ListMapping, targetName: string, scope: InDatabase): void {
  const target = scope.mapping.types.get(targetName);
  const info =
    target?.table === null || target === undefined
      ? undefined
      : scope.catalog.tables.get(tableKey(scope.dialect, target.table));
  for (const { field } of orderBy) {
    const mapped = target?.fields.get(field);
    if (mapped?.kind !== 'value' || !mapped.value.formats.some(isEpochFormat)) continue;
    const column = info?.columns.get(scope.dialect.fold(mapped.value.columns[0] ?? ''));
    if (column?.family !== 'text') continue;
    scope.mistakes.add('MAPPING_LIST_INVALID', place, {
      reason: `“${field}” counts seconds in a column of text, which is not in the order of time letter by letter`,
      fix: 'Order by a column of numbers, or by a column of a view that holds the number.',
    });
  }
}

const isDate = (type: string) => type === 'Date' || type === 'DateTime' || type === 'PartialDate';

const needsFormat = (value: ValueMapping, column: ColumnInfo): boolean =>
  isDate(value.type) && value.formats.length === 0 && (column.family === 'text' || column.family === 'integer');

/** Families a scalar can be read from. Text can hold anything, so only what it never could is refused. */
const readable: Readonly<Record<string, readonly ColumnFamily[]>> = {
  Int: ['text', 'integer', 'decimal', 'float', 'other'],
  Float: ['text', 'integer', 'decimal', 'float', 'other'],
  Decimal: ['text', 'integer', 'decimal', 'float', 'other'],
  Boolean: ['text', 'integer', 'boolean', 'decimal', 'other'],
  Date: ['text', 'integer', 'date', 'timestamp', 'other'],
  DateTime: ['text', 'integer', 'date', 'timestamp', 'other'],
  PartialDate: ['text', 'integer', 'date', 'timestamp', 'other'],
  String: ['text', 'integer', 'decimal', 'float', 'boolean', 'date', 'timestamp', 'other'],
  ID: ['text', 'integer', 'decimal', 'other'],
};

const readableAs = (family: ColumnFamily): readonly string[] =>
  Object.keys(readable).filter((type) => readable[type]?.includes(family));

const codeFamilies: readonly ColumnFamily[] = ['text', 'integer', 'boolean', 'other'];

/** Families whose values are the same text on every engine; what they are joined to or cut out for is read of that. */
const textFamilies: readonly ColumnFamily[] = ['text', 'integer', 'decimal', 'date', 'other'];

const isMadeOfText = ({ combine, part }: ValueMapping): boolean => combine?.kind === 'join' || part !== null;

const canGiveText = (value: ValueMapping, { family }: ColumnInfo): boolean =>
  !isMadeOfText(value) || textFamilies.includes(family) || (family === 'bytes' && value.charset !== null);

function canRead(value: ValueMapping, column: ColumnInfo, mapping: Mapping): boolean {
  if ((value.charset !== null && column.family === 'bytes') || isMadeOfText(value)) return true;
  const families = mapping.enums.has(value.type) ? codeFamilies : readable[value.type];
  return families?.includes(column.family) ?? true;
}

function checkReferences(field: RelationField, scope: InDatabase): void {
  const table = scope.mapping.types.get(field.target)?.table;
  const info =
    table === null || table === undefined ? undefined : scope.catalog.tables.get(tableKey(scope.dialect, table));
  const named = [...field.references, ...(field.where === null ? [] : conditionColumns(field.where))];
  if (info !== undefined) for (const column of named) findColumn(column, field.place, { ...scope, info });
  if (info !== undefined) checkWalk(field, info, scope);
  if (field.link !== null) checkLink(field.link, { references: field.references, target: info }, scope);
}
