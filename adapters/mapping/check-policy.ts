import type { ConstDirectiveNode, FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import { isMaskStyle, maskStyles, type MaskStyle } from '../../schema/mask-styles.ts';
import { callerClaims, roles } from '../../schema/request.ts';
import { checkAgreement } from './check-agreement.ts';
import { isLost, isPlain, valueFields, type TypeCheckScope } from './check-scope.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { didYouMean, placeOf } from './mistake.ts';

/** Whom a rule about rows can bind: a citizen's rows are their own, by @subject. */
const boundRoles = roles.filter((role) => role !== 'citizen');

/** What can be made of a value of each type; a key codec's text is a text. */
const suited: Readonly<Record<MaskStyle, readonly string[]>> = {
  LAST_FOUR: ['ID', 'String'],
  INITIALS: ['ID', 'String'],
  HASH: ['ID', 'String'],
  YEAR: ['PartialDate', 'String'],
};

/** Who may see a type and its fields: that what the file says of it can be kept. */
export function checkPolicy(node: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  checkPurpose(node, scope);
  checkRestrictions(node, scope);
  checkAgreement(node, scope);
  for (const field of node.fields ?? []) {
    checkPurpose(field, scope);
    checkMask(field, node, scope);
  }
}

function checkPurpose(node: ObjectTypeDefinitionNode | FieldDefinitionNode, { mistakes }: TypeCheckScope): void {
  const values = readDirective(node, 'purpose', mistakes);
  if (values === null || values.texts('allow').some((each) => each.trim() !== '')) return;
  mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', placeOf(findDirective(node, 'purpose')), {
    directive: 'purpose',
    reason: 'it allows no purpose, so nobody could ever read this',
    fix: 'Name a purpose, as onestop.yaml does: `allow: ["service-delivery"]`; or leave the field out.',
  });
}

function checkMask(field: FieldDefinitionNode, type: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  const { mistakes } = scope;
  const directive = findDirective(field, 'mask');
  const values = readDirective(field, 'mask', mistakes);
  if (directive === undefined || values === null) return;
  const name = field.name.value;
  const refuse = (reason: string, fix: string): void =>
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(directive), { directive: 'mask', reason, fix });
  const style = values.text('style') ?? undefined;
  if (!isMaskStyle(style)) {
    const known = maskStyles.join(', ');
    const fix = didYouMean(style ?? '', maskStyles, `Use one of ${known}.`);
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', placeOf(directive), { directive: 'mask', reason: `there is no style “${style ?? ''}”`, fix }); // prettier-ignore
    return;
  }
  const mapped = scope.type.fields.get(name);
  if (mapped === undefined || isLost(scope, type.name.value, name)) return;
  if (mapped.kind !== 'value' && mapped.kind !== 'through')
    return refuse('a mask leaves a part of a value, and this is none', 'Write it on a field that is read from a column.'); // prettier-ignore
  if (mapped.value.isList || !suited[style].includes(mapped.value.type))
    return refuse(`${style} can’t be made of ${mapped.value.isList ? 'a list' : mapped.value.type}`, `It can of ${suited[style].join(' or ')}.`); // prettier-ignore
  const joins = scope.type.keys.flat().includes(name) || subjectFields(type).includes(name);
  if (joins)
    refuse('others find the row by this value', 'Leave it whole, and keep the row back with @restrict, or the type with @purpose.'); // prettier-ignore
}

/** Fields that say whose the row is. */
function subjectFields(type: ObjectTypeDefinitionNode): readonly string[] {
  const subject = findDirective(type, 'subject');
  return (subject?.arguments ?? []).flatMap(({ value }) =>
    (value.kind === 'ListValue' ? value.values : [value]).flatMap((each) =>
      each.kind === 'StringValue' ? [each.value] : [],
    ),
  );
}

/** A directive that a type may have several times is read one by one. */
function checkRestrictions(node: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  for (const directive of (node.directives ?? []).filter(({ name }) => name.value === 'restrict'))
    checkRestriction(directive, node, scope);
}

function checkRestriction(directive: ConstDirectiveNode, node: ObjectTypeDefinitionNode, scope: TypeCheckScope): void {
  const { mistakes, type, mapping } = scope;
  const values = readDirective({ directives: [directive] }, 'restrict', mistakes);
  if (values === null) return;
  const refuse = (reason: string, fix: string): void =>
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(directive), { directive: 'restrict', reason, fix });
  if (type.table === null)
    return refuse(`${type.name} has no table here`, 'Write it where the rows are; a department without them has none to keep back.'); // prettier-ignore
  const wrong = (reason: string, fix: string): void =>
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', placeOf(directive), { directive: 'restrict', reason, fix });
  const unknown = values.texts('roles').find((role) => !(boundRoles as readonly string[]).includes(role));
  if (unknown !== undefined || values.texts('roles').length === 0)
    wrong(`it binds ${unknown === undefined ? 'nobody' : `“${unknown}”`}`, didYouMean(unknown ?? '', boundRoles, `Use ${boundRoles.join(', ')}; a citizen’s rows are told by @subject.`)); // prettier-ignore
  const claim = values.text('claim') ?? '';
  if (!(callerClaims as readonly string[]).includes(claim))
    wrong(`no token claims “${claim}”`, didYouMean(claim, callerClaims, `Use one of ${callerClaims.join(', ')}.`));
  const name = values.text('field') ?? '';
  const field = type.fields.get(name);
  const isReadable = field?.kind === 'value' && isPlain(field.value) && field.value.columns.length === 1;
  if (!isReadable && !isLost(scope, type.name, name))
    wrong(`${type.name} has no field “${name}” read from one column as it stands`, didYouMean(name, valueFields(type), 'Name a field with @column.')); // prettier-ignore
  const isOpen = openField(node);
  if (isOpen !== null)
    refuse(`whoever signs out would see every row, as “${isOpen}” is for everybody`, 'Say @subject, or @authenticated, of the type, or @personal of its fields.'); // prettier-ignore
  const shared = [...mapping.types.values()].find(({ possible }) => possible.includes(node.name.value));
  if (shared !== undefined)
    refuse(`rows of ${shared.name} are read from one table, whatever of it they are`, 'Give the type a table and a list of its own.'); // prettier-ignore
}

/** A field that anybody may read without signing in; null where there is none, whatever the row. */
function openField(node: ObjectTypeDefinitionNode): string | null {
  const closing = ['subject', 'authenticated', 'requiresScopes', 'policy', 'purpose'];
  if (closing.some((name) => findDirective(node, name) !== undefined)) return null;
  const open = node.fields?.find((field) =>
    ['personal', ...closing].every((name) => findDirective(field, name) === undefined),
  );
  return open?.name.value ?? null;
}
