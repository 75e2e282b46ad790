import type { TypeMapping } from '../mapping/model.ts';
import type { Sql } from '../sql/sql.ts';
import { storedForms } from '../values/stored-forms.ts';
import type { CompileScope } from './compile-scope.ts';
import { columnInfo, columnSql, MissingInDatabase, type AliasedTable } from './table-read.ts';

/** Conditions that leave of a table the rows which the caller is there for, by what their token claims. */
export function restrictedTo(type: TypeMapping, { info, alias }: AliasedTable, scope: CompileScope): readonly Sql[] {
  const { dialect } = scope.database;
  return scope.view.restrictions(type.name).map(({ field: name, claim }) => {
    const field = type.fields.get(name);
    const [column] = field?.kind === 'value' ? field.value.columns : [];
    // No column to hold a claim against must never come to mean no rule.
    if (field?.kind !== 'value' || column === undefined)
      throw new MissingInDatabase(`${type.name}.${name} is read from no column`);
    const found = columnInfo(info, column, dialect);
    const forms = (claimed: string): readonly string[] =>
      (storedForms(field.value, claimed, scope.mapping.enums)?.[0] ?? []).filter((form) => dialect.fits(found, form));
    return dialect.anyOf({ sql: columnSql(alias, found.name), info: found }, { kind: 'claim', claim, forms });
  });
}
