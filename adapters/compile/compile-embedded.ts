import type { SelectionSetNode } from 'graphql';
import { withPrefix } from '../mapping/embedded-value.ts';
import type { EmbeddedField, TypeMapping } from '../mapping/model.ts';
import type { CompileScope, ObjectCompiler, RowScope } from './compile-scope.ts';
import { compileJsonReader } from '../values/json-objects.ts';
import type { FieldPlan } from './plan.ts';
import { MissingInDatabase } from './table-read.ts';
import { isWithheld } from './withheld.ts';

export type EmbeddedScope = { readonly scope: CompileScope; readonly compileObject: ObjectCompiler };

type EmbeddedRequest = {
  readonly key: string;
  /** The type that holds the field. */
  readonly type: TypeMapping;
  readonly rows: RowScope;
  readonly selections: readonly SelectionSetNode[];
};

/**
 * Objects made of the columns of the row that holds the field, one for each prefix, or held by JSON in one of them.
 * Whether one is there is told by what whoever asks may read.
 */
export function compileEmbedded(
  { key, type: holder, rows: row, selections }: EmbeddedRequest,
  field: EmbeddedField,
  { scope, compileObject }: EmbeddedScope,
): FieldPlan {
  const target = scope.mapping.types.get(field.target);
  if (target === undefined || row.kind !== 'table') throw new MissingInDatabase(`${field.target} is made of no row`);
  const rows = { ...row, underSubject: row.underSubject || scope.view.hasOwnRule(holder.name) };
  if (field.json !== null) {
    const inside: RowScope = { kind: 'json', children: [], references: [], underSubject: rows.underSubject };
    const request = { type: target, selections, rows: inside, isEmbedded: true };
    const told = [...target.fields.values()].flatMap((each) =>
      each.kind === 'value' && !isWithheld(each, { ...request, underSubject: rows.underSubject }, scope)
        ? [each.value.json ?? '']
        : [],
    );
    return {
      kind: 'json',
      key,
      field: field.name,
      at: rows.read.column(rows.table, field.json.column),
      isList: field.isList,
      read: compileJsonReader({ ...field, path: field.json.path, told }),
      object: compileObject(request, scope),
    };
  }
  const parts = field.prefixes.map((prefix) => {
    const request = { type: prefixed(target, prefix), selections, rows, isEmbedded: true };
    const columns = [...request.type.fields.values()].flatMap((each) =>
      each.kind === 'value' && !isWithheld(each, { ...request, underSubject: rows.underSubject }, scope)
        ? each.value.columns
        : [],
    );
    return {
      columns: [...new Set(columns)].map((column) => rows.read.column(rows.table, column)),
      object: compileObject(request, scope),
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
