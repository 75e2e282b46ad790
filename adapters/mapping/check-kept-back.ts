import type { FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import { fieldNode, type CheckScope, type TypeCheckScope } from './check-scope.ts';
import { withPrefix } from './embedded-value.ts';
import type { FieldMapping, TableMapping, TypeMapping } from './model.ts';

/** What keeps a field from some of those who see its row. */
const keepers: readonly string[] = ['mask', 'purpose', 'agreement', 'authenticated', 'requiresScopes', 'policy'];

/** A column that a field reads, and the table that it is of. */
type Read = { readonly table: TableMapping; readonly column: string };
type Kept = { readonly of: string; readonly by: readonly string[] };

/**
 * What one field of the file keeps back no other may give: one that reads the same column carries the same directives,
 * or is there for joins alone. Names of tables and columns are held against one another as engines fold them.
 */
export function checkKeptBack(scope: CheckScope): void {
  const kept = keptColumns(scope);
  for (const type of scope.mapping.types.values()) {
    if (type.possible.length > 0) continue;
    for (const field of type.fields.values()) checkField(field, kept, { ...scope, type });
  }
}

function checkField(field: FieldMapping, kept: ReadonlyMap<string, readonly Kept[]>, scope: TypeCheckScope): void {
  const { type, mistakes } = scope;
  const own = directiveNames(fieldNode(scope, type.name, field.name));
  const given = [...own, ...directiveNames(scope.nodes.get(type.name))];
  if (own.includes('inaccessible')) return;
  const name = `${type.name}.${field.name}`;
  const behind = [...readsOf(field, type, scope).flatMap((read) => kept.get(keyOf(read)) ?? []), ...labelled(field, scope)]; // prettier-ignore
  const found = behind.find(({ of, by }) => of !== name && by.some((each) => !given.includes(each)));
  if (found === undefined) return;
  const missing = found.by.filter((each) => !given.includes(each)).map((each) => `@${each}`);
  mistakes.add('MAPPING_KEPT_BACK', field.place, { what: name, kept: found.of, directives: missing.join(', ') });
}

const directiveNames = (node: ObjectTypeDefinitionNode | FieldDefinitionNode | undefined): readonly string[] =>
  (node?.directives ?? []).map(({ name }) => name.value);

const keepersOf = (node: FieldDefinitionNode | undefined): readonly string[] =>
  directiveNames(node).filter((each) => keepers.includes(each));

const keyOf = ({ table, column }: Read): string =>
  JSON.stringify([table.schema?.toLowerCase(), table.name.toLowerCase(), column.toLowerCase()]);

/** Columns that a field of the file keeps back, of every table. */
function keptColumns(scope: CheckScope): ReadonlyMap<string, readonly Kept[]> {
  const kept = new Map<string, Kept[]>();
  const keep = (read: Read, of: string, by: readonly string[]): void => {
    if (by.length > 0) kept.set(keyOf(read), [...(kept.get(keyOf(read)) ?? []), { of, by }]);
  };
  for (const type of scope.mapping.types.values()) {
    const { table } = type;
    if (table === null || type.possible.length > 0) continue;
    for (const field of type.fields.values()) {
      if (field.kind === 'value')
        for (const column of field.value.columns)
          keep({ table, column }, `${type.name}.${field.name}`, keepersOf(fieldNode(scope, type.name, field.name)));
      if (field.kind !== 'embedded') continue;
      for (const { inner, column } of embeddedColumns(field, scope))
        keep({ table, column }, `${field.target}.${inner}`, keepersOf(fieldNode(scope, field.target, inner)));
    }
  }
  return kept;
}

/** What a field shows of its row, or of the row that it reads through. */
function readsOf(field: FieldMapping, type: TypeMapping, scope: CheckScope): readonly Read[] {
  const of = (table: TableMapping | null | undefined, columns: readonly (string | null)[]): readonly Read[] =>
    table === null || table === undefined
      ? []
      : columns.flatMap((column) => (column === null ? [] : [{ table, column }]));
  switch (field.kind) {
    case 'value':
      return of(type.table, field.value.columns);
    case 'through': {
      const relation = type.fields.get(field.relation);
      return relation?.kind === 'relation'
        ? of(scope.mapping.types.get(relation.target)?.table, field.value.columns)
        : [];
    }
    case 'reference':
      return of(type.table, field.columns);
    case 'label': {
      if (field.label.kind === 'columns') return of(type.table, [field.label.en, field.label.zh]);
      const shown = field.label.kind === 'of' ? type.fields.get(field.label.field) : undefined;
      return shown?.kind === 'value' ? of(type.table, shown.value.columns) : [];
    }
    case 'embedded':
      // What its type's own fields say counts for each of them.
      return embeddedColumns(field, scope).flatMap(({ inner, column }) =>
        keepersOf(fieldNode(scope, field.target, inner)).length > 0 ? [] : of(type.table, [column]),
      );
    default:
      return [];
  }
}

/** A label is of a field, whatever column that reads. */
function labelled(field: FieldMapping, { type, ...scope }: TypeCheckScope): readonly Kept[] {
  if (field.kind !== 'label' || field.label.kind !== 'of') return [];
  const by = keepersOf(fieldNode(scope, type.name, field.label.field));
  return by.length === 0 ? [] : [{ of: `${type.name}.${field.label.field}`, by }];
}

function embeddedColumns(
  field: Extract<FieldMapping, { kind: 'embedded' }>,
  { mapping }: CheckScope,
): readonly { readonly inner: string; readonly column: string }[] {
  if (field.json !== null) return [];
  return [...(mapping.types.get(field.target)?.fields.values() ?? [])].flatMap((inner) =>
    inner.kind === 'value'
      ? field.prefixes.flatMap((prefix) =>
          withPrefix(inner.value, prefix).columns.map((column) => ({ inner: inner.name, column })),
        )
      : [],
  );
}
