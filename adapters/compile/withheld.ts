import type { View } from '../../schema/view.ts';
import type { FieldMapping, TypeMapping } from '../mapping/model.ts';
import type { CompileScope } from './compile-scope.ts';
import { isCallers, sharesColumn } from './callers.ts';

/** The rows whose field it is. */
type Holder = {
  readonly type: TypeMapping;
  /** Do they hang on a row about one person? */
  readonly underSubject: boolean;
  /** Is the object made of another type's row? */
  readonly isEmbedded?: boolean;
};

/**
 * What is closed to whoever asks so, and personal fields: these need somebody who asks for a purpose. A citizen, or a
 * business's agent, is let through by the rule of the row; personal data that hangs on no such row has no rule to let
 * them through.
 */
export function isWithheld(
  field: FieldMapping,
  { type, underSubject, isEmbedded }: Holder,
  scope: CompileScope,
): boolean {
  const { view, policy } = scope;
  if (view.isClosed(type.name, field.name) || isClosedBehind(field, type, scope)) return true;
  const read = readThrough(field, type, scope);
  const throughPerson = read !== null && policy.subjectField(read.name) !== null;
  const isPersonal =
    policy.isPersonal(type.name, field.name) || (throughPerson && !policy.isPublic(type.name, field.name));
  if (!isPersonal || view.access === 'all') return false;
  // A business's agent sees rows of the business, not whoever else these lead to.
  if (view.access === 'agent' && [type.name, targetOf(field, type)].some((each) => isOthers(each, { view, policy })))
    return true;
  const hasOwnRule = isEmbedded !== true && view.hasOwnRule(type.name);
  const hasRule = underSubject || hasOwnRule || listsRuled(field, view);
  if (view.access === 'none' || !hasRule) return true;
  // What is personal of a row that is nobody's is so whoever's row it is read through.
  return isOthersValue(field, read, scope) && !isCallers(field, { type, underSubject }, scope);
}

const isOthersValue = (field: FieldMapping, read: TypeMapping | null, { policy }: CompileScope): boolean =>
  field.kind === 'through' &&
  read !== null &&
  [...read.fields.values()].some(
    (other) => sharesColumn(field.value, other) && policy.isPersonal(read.name, other.name),
  );

/**
 * May nothing be asked about the field, by a filter, an order, a group or what is worked out over it? To ask is to read;
 * and of a value that is shown in part an answer would tell the rest.
 */
export const isUnasked = (field: FieldMapping, holder: Holder, scope: CompileScope): boolean =>
  isWithheld(field, holder, scope) || isMasked(field, holder, scope) || isClosedInOne(field, holder, scope);

/** Rows of several types are asked about together: what is closed of one of the types would answer with the others. */
const isClosedInOne = (field: FieldMapping, { type }: Holder, { view }: CompileScope): boolean =>
  type.possible.some((each) => view.isClosed(each, field.name));

/** Is a value of the field shown in part only, or that of the same column under another name, be it for joins? */
function isMasked(field: FieldMapping, { type, underSubject }: Holder, scope: CompileScope): boolean {
  const { view } = scope;
  const isOwn = isCallers(field, { type, underSubject }, scope);
  if (view.mask(type.name, field.name, isOwn) !== null) return true;
  if (field.kind !== 'value' && field.kind !== 'through') return false;
  const owner = field.kind === 'value' ? type : readThrough(field, type, scope);
  return [...(owner?.fields.values() ?? [])].some(
    (other) => owner !== null && sharesColumn(field.value, other) && view.mask(owner.name, other.name, isOwn) !== null,
  );
}

/** What reads a value through a relation, or is the label of one, is closed as that is. */
function isClosedBehind(field: FieldMapping, type: TypeMapping, scope: CompileScope): boolean {
  const { view } = scope;
  if (field.kind === 'label') return field.label.kind === 'of' && view.isClosed(type.name, field.label.field);
  if (field.kind !== 'through') return false;
  const target = readThrough(field, type, scope);
  return (
    view.isClosed(type.name, field.relation) ||
    [...(target?.fields.values() ?? [])].some(
      (other) => target !== null && sharesColumn(field.value, other) && view.isClosed(target.name, other.name),
    )
  );
}

/** The type of the row that a field reads its value of, through a relation; null where it does not. */
const readThrough = (field: FieldMapping, type: TypeMapping, { mapping }: CompileScope): TypeMapping | null =>
  field.kind === 'through' ? (mapping.types.get(targetOf(field, type) ?? '') ?? null) : null;

/** The type that a field leads to, or reads its value through. */
function targetOf(field: FieldMapping, type: TypeMapping): string | null {
  if (field.kind === 'relation' || field.kind === 'reference' || field.kind === 'aggregate') return field.target;
  const relation = field.kind === 'through' ? type.fields.get(field.relation) : undefined;
  return relation?.kind === 'relation' ? relation.target : null;
}

/** Are the rows about people, and does no rule give any of them to whoever asks? */
const isOthers = (type: string | null, { view, policy }: Pick<CompileScope, 'view' | 'policy'>): boolean =>
  type !== null && policy.subjectField(type) !== null && !view.hasOwnRule(type);

/** The rows of such a type carry their own rule, and a reference to a person is given to that person alone. */
const listsRuled = (field: FieldMapping, view: View): boolean =>
  (field.kind === 'relation' || field.kind === 'reference' || field.kind === 'aggregate') &&
  view.hasOwnRule(field.target);
