import type { FieldMapping, TypeMapping, ValueMapping } from '../mapping/model.ts';
import type { CompileScope } from './compile-scope.ts';
import { leadsToOwn } from './leads-to-own.ts';

/** The rows whose field it is. */
type Holder = {
  readonly type: TypeMapping;
  /** Do they hang on a row that is the caller's own? */
  readonly underSubject: boolean;
};

/** Is the row that a field's value is of the caller's? What is read through a relation is of the row it leads to. */
export function isCallers(field: FieldMapping, { type, underSubject }: Holder, scope: CompileScope): boolean {
  const relation = field.kind === 'through' ? type.fields.get(field.relation) : undefined;
  if (relation?.kind !== 'relation') return underSubject || scope.view.hasOwnRule(type.name);
  return scope.view.hasOwnRule(relation.target) || leadsToOwn(relation, { type, underSubject }, scope);
}

/** Is another field, of the same table, read from one of a value's columns? */
export const sharesColumn = ({ columns }: ValueMapping, other: FieldMapping): boolean =>
  other.kind === 'value' &&
  other.value.columns.some((column) => columns.some((each) => each.toLowerCase() === column.toLowerCase()));
