import type { SelectionSetNode } from 'graphql';
import { withPrefix } from '../mapping/embedded-value.ts';
import type { EmbeddedField, TypeMapping } from '../mapping/model.ts';
import type { CompileScope, ObjectCompiler, RowScope } from './compile-scope.ts';
import type { FieldPlan } from './plan.ts';
import { MissingInDatabase } from './table-read.ts';

export type EmbeddedScope = { readonly scope: CompileScope; readonly compileObject: ObjectCompiler };

type EmbeddedRequest = {
  readonly key: string;
  readonly rows: RowScope;
  readonly selections: readonly SelectionSetNode[];
};

/** Objects made of the columns of the row that holds the field: one for each prefix. */
export function compileEmbedded(
  { key, rows, selections }: EmbeddedRequest,
  field: EmbeddedField,
  { scope, compileObject }: EmbeddedScope,
): FieldPlan {
  const target = scope.mapping.types.get(field.target);
  if (target === undefined || rows.kind === 'keys') throw new MissingInDatabase(`${field.target} is made of no row`);
  const parts = field.prefixes.map((prefix) => {
    const type = prefixed(target, prefix);
    const columns = [...type.fields.values()].flatMap((each) => (each.kind === 'value' ? each.value.columns : []));
    return {
      columns: [...new Set(columns)].map((column) => rows.read.column(rows.table, column)),
      object: compileObject({ type, selections, rows }, scope),
    };
  });
  return { kind: 'embedded', key, isList: field.isList, parts };
}

const prefixed = (type: TypeMapping, prefix: string): TypeMapping => ({
  ...type,
  fields: new Map(
    [...type.fields].map(([name, field]) => [
      name,
      field.kind === 'value' ? { ...field, value: withPrefix(field.value, prefix) } : field,
    ]),
  ),
});
