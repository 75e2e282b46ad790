import type { Policy } from '../../schema/policy.ts';
import { type FieldMapping, type TypeMapping } from '../mapping/model.ts';
import type { CompileScope } from './compile-scope.ts';

/** The rows whose field it is. */
type Holder = {
  readonly type: TypeMapping;
  /** Do they hang on a row about one person? */
  readonly underSubject: boolean;
  /** Is the object made of another type's row? */
  readonly isEmbedded?: boolean;
};

/**
 * Personal fields need somebody who asks for a purpose. A citizen is let through by the rule of the
 * person's own row; personal data that hangs on no such row has no rule to let anybody through.
 */
export function isWithheld(
  field: FieldMapping,
  { type, underSubject, isEmbedded }: Holder,
  { access, policy }: CompileScope,
): boolean {
  const relation = field.kind === 'through' ? type.fields.get(field.relation) : undefined;
  const throughPerson = relation?.kind === 'relation' && policy.subjectField(relation.target) !== null;
  const isPersonal =
    policy.isPersonal(type.name, field.name) || (throughPerson && !policy.isPublic(type.name, field.name));
  if (!isPersonal || access === 'all') return false;
  const hasOwnRule = isEmbedded !== true && policy.subjectField(type.name) !== null;
  const hasRule = underSubject || hasOwnRule || listsPeople(field, policy);
  return access === 'none' || !hasRule;
}

/** The rows of a person's type carry their own rule, and a reference to a person is given to that person alone. */
const listsPeople = (field: FieldMapping, policy: Policy): boolean =>
  (field.kind === 'relation' || field.kind === 'reference' || field.kind === 'aggregate') &&
  policy.subjectField(field.target) !== null;
