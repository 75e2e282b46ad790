import { print } from 'graphql';
import { codecsOf } from '../codecs/key-codec.ts';
import type { ReferenceField } from '../mapping/model.ts';
import type { CompileScope, ObjectCompiler, ObjectRequest, RowScope } from './compile-scope.ts';
import { referenceOnce } from './compile-row.ts';
import type { ReferencePlan } from './plan.ts';
import type { SelectedField } from './selection.ts';
import { MissingInDatabase } from './table-read.ts';

export type ReferenceRequest = Pick<ObjectRequest, 'type' | 'rows'> & Pick<SelectedField, 'selections'>;

/** An entity that others hold: its key from this row, and what this department adds to it below. */
export function compileReference(
  { type, rows, selections }: ReferenceRequest,
  field: ReferenceField,
  { scope, compileObject }: { readonly scope: CompileScope; readonly compileObject: ObjectCompiler },
): ReferencePlan {
  const target = scope.mapping.types.get(field.target);
  if (rows.kind !== 'table' || target === undefined) throw new MissingInDatabase(`${type.name} has no table`);
  const key = target.keys[0] ?? [];
  const subject = scope.policy.subjectField(target.name);
  const at = field.columns.map((column) => rows.read.column(rows.table, column));
  const identity = [{ ...field, name: '' }, at, selections.map(print)];
  return referenceOnce(rows, identity, (only) => {
    const keyRows: RowScope = { kind: 'keys', fields: key, children: [], references: [], underSubject: false };
    const object = compileObject({ type: target, selections, rows: keyRows }, scope);
    const plan: ReferencePlan = {
      reads: `${type.name}.${field.name}`,
      at,
      codecs: codecsOf(field.codecs),
      rows: { reads: target.name, children: keyRows.children, references: keyRows.references },
      object,
      own: scope.view.access === 'own' && subject !== null && key[0] === subject,
      only,
    };
    rows.references.push(plan);
    return plan;
  });
}
