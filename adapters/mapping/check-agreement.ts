import type { FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import type { TypeCheckScope } from './check-scope.ts';
import { findDirective } from './directive-values.ts';
import { namedTypeOf } from './field-scope.ts';
import { placeOf } from './mistake.ts';

/** `@agreement` stands where there is something personal, of one department: what anybody may read, anybody may join. */
export function checkAgreement(node: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  const fields = node.fields ?? [];
  if (!isAbout(node) && !fields.some((field) => findDirective(field, 'personal') !== undefined)) refuse(node, scope);
  for (const field of fields.filter((each) => !isPersonal(each, node, scope))) refuse(field, scope);
  for (const each of [node, ...fields])
    if (findDirective(each, 'shareable') !== undefined)
      refuse(each, scope, 'several departments may give it, and it can’t be told whose it is');
}

function refuse(
  node: ObjectTypeDefinitionNode | FieldDefinitionNode,
  { mistakes }: TypeCheckScope,
  reason = `${node.name.value} is not personal`,
): void {
  const directive = findDirective(node, 'agreement');
  if (directive === undefined) return;
  mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(directive), {
    directive: 'agreement',
    reason,
    fix: 'It stands where data is personal (@subject, @personal) and one department’s own; or leave it out.',
  });
}

function isPersonal(field: FieldDefinitionNode, type: ObjectTypeDefinitionNode, { nodes }: TypeCheckScope): boolean {
  if (findDirective(field, 'personal') !== undefined) return true;
  if (findDirective(field, 'public') !== undefined) return false;
  return isAbout(type) || isAbout(nodes.get(namedTypeOf(field.type).name.value.replace(/Connection$/, '')));
}

const isAbout = (node: ObjectTypeDefinitionNode | undefined): boolean =>
  node !== undefined && findDirective(node, 'subject') !== undefined;
