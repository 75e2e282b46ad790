import type { RelationField, TypeMapping } from '../mapping/model.ts';
import type { CompileScope } from './compile-scope.ts';

/** The rows that a relation leads from. */
type From = {
  readonly type: TypeMapping;
  /** Do they hang on a row that is the caller's own? */
  readonly underSubject: boolean;
};

/**
 * Do the rows that a relation leads to hang on a row that is the caller's own? Those do that hold the key of such a row,
 * or the person's id: nobody else's row leads there. By anything else, or over a link's table, many rows may lead to one,
 * which is then nobody's (an office, a service), unless its owner says that it is everybody's whose row leads to it.
 */
export function leadsToOwn(relation: RelationField, { type, underSubject }: From, scope: CompileScope): boolean {
  const isOwn = underSubject || scope.view.hasOwnRule(type.name);
  return isOwn && (relation.isOwn || isFoundByKey(relation, type, scope));
}

function isFoundByKey(relation: RelationField, type: TypeMapping, scope: CompileScope): boolean {
  if (relation.link !== null) return false;
  if (type.possible.length === 0) return identities(type, scope).some((fields) => areGiven(fields, relation, type));
  // Whatever of an interface the row is, it has to be found by that.
  const possible = type.possible.map((name) => scope.mapping.types.get(name));
  return possible.every((each) => each !== undefined && isFoundByKey(relation, each, scope));
}

/** Fields that tell one row from all others, or whose it is; any of these lists does. */
function identities(type: TypeMapping, { view, policy }: CompileScope): readonly (readonly string[])[] {
  if (view.access === 'agent')
    return [...type.keys, ...view.restrictions(type.name).flatMap(({ field, claim }) => (claim === 'businesses' ? [[field]] : []))]; // prettier-ignore
  // Where a row may be somebody's without an id, what stands there in its place is no id.
  const subject = policy.subjectAlternative(type.name).length === 0 ? policy.subjectField(type.name) : null;
  return [...type.keys, ...(subject === null ? [] : [[subject]])];
}

/** Does the relation hold all of these fields against the other side? */
function areGiven(fields: readonly string[], { from }: RelationField, type: TypeMapping): boolean {
  const named = from.kind === 'fields' ? from.fields : [];
  const columns = new Set((from.kind === 'columns' ? from.columns : named.flatMap((name) => columnsOf(type, name))).map(folded)); // prettier-ignore
  return (
    fields.length > 0 &&
    fields.every((field) => {
      const own = columnsOf(type, field);
      return named.includes(field) || (own.length > 0 && own.every((column) => columns.has(folded(column))));
    })
  );
}

const folded = (column: string): string => column.toLowerCase();

function columnsOf(type: TypeMapping, name: string): readonly string[] {
  const field = type.fields.get(name);
  return field?.kind === 'value' ? field.value.columns : [];
}
