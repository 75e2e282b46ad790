import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { directivesOf, hasDirective, listedType, recordsOf, textListsOf, textsOf, type Described } from './declared.ts';
import { isMaskStyle } from './mask-styles.ts';
import { callerClaims, type CallerClaim } from './request.ts';
import type { Gate, Mask, Restriction, Rules } from './view.ts';

/** Apollo's directives of who may read what, by the names that a supergraph's links give them. */
type GateNames = { readonly authenticated: string; readonly requiresScopes: string; readonly policy: string };

/** What a schema's directives say of purposes, scopes, policies, masks and rows; a supergraph's or a department's. */
export function readGates(
  schema: GraphQLSchema,
): Omit<Rules, 'isPersonal' | 'isAboutPerson'> & { readonly agreed: ReadonlySet<string> } {
  const names = gateNames(schema);
  const gates = new Map<string, Gate>();
  const gives = new Map<string, string>();
  const requires = new Map<string, readonly string[]>();
  const masks = new Map<string, Mask>();
  const restrictions = new Map<string, readonly Restriction[]>();
  const agreed = new Set<string>();
  const gate = (name: string, described: Described): void => {
    const found = readGate(directivesOf(described), names);
    if (found !== null) gates.set(name, found);
    if (hasDirective(described, 'agreement')) agreed.add(name);
  };
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  for (const type of types) {
    gate(type.name, type);
    const rules = readRestrictions(type);
    if (rules.length > 0) restrictions.set(type.name, rules);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      gate(name, field);
      const mask = readMask(field);
      if (mask !== null) masks.set(name, mask);
      gives.set(name, (listedType(field) ?? getNamedType(field.type)).name);
      const required = readRequired(type, field, schema);
      if (required.length > 0) requires.set(name, required);
    }
  }
  for (const type of types.filter(isAbstractType)) {
    // What is kept back in one of them is so wherever it can't be told which it is.
    const possible = schema.getPossibleTypes(type);
    const names = new Set(possible.flatMap((each) => Object.keys(each.getFields())));
    for (const field of names) {
      const name = `${type.name}.${field}`;
      const each = possible.map((one) => `${one.name}.${field}`);
      const all = [gates.get(name), ...each.map((one) => gates.get(one))].filter((one) => one !== undefined);
      if (all.length > 0) gates.set(name, joinGates(all));
      if ([type.name, ...possible.map((one) => one.name), ...each].some((one) => agreed.has(one))) agreed.add(name);
      const hidden = [masks.get(name), ...each.map((one) => masks.get(one))].filter((one) => one !== undefined);
      if (hidden[0] !== undefined) masks.set(name, { style: hidden[0].style, unless: commonTo(hidden.map(({ unless }) => unless)) }); // prettier-ignore
      const required = each.flatMap((one) => requires.get(one) ?? []);
      if (required.length > 0) requires.set(name, [...new Set([...(requires.get(name) ?? []), ...required])]);
    }
  }
  return { gates, gives, requires, masks, restrictions, agreed };
}

const joinGates = (all: readonly Gate[]): Gate => ({
  signedIn: all.some(({ signedIn }) => signedIn),
  scopes: all.flatMap(({ scopes }) => scopes),
  policies: all.flatMap(({ policies }) => policies),
  purposes: all.flatMap(({ purposes }) => purposes),
});

const commonTo = ([first = [], ...others]: readonly (readonly string[])[]): readonly string[] =>
  first.filter((each) => others.every((other) => other.includes(each)));

/** The names that these specifications have where a supergraph links them: their own, unless `as` says otherwise. */
function gateNames(schema: GraphQLSchema): GateNames {
  const links = directivesOf(schema).filter(({ name }) => name.value === 'link');
  const nameOf = (spec: string): string => {
    const link = links.find(
      (each) => textsOf(each.arguments, 'url')[0]?.includes(`specs.apollo.dev/${spec}/`) === true,
    );
    return textsOf(link?.arguments, 'as')[0] ?? spec;
  };
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes'), policy: nameOf('policy') };
}

function readGate(directives: readonly ConstDirectiveNode[], names: GateNames): Gate | null {
  const named = (name: string) => directives.filter((each) => each.name.value === name);
  const gate: Gate = {
    signedIn: named(names.authenticated).length > 0,
    scopes: named(names.requiresScopes).map((each) => textListsOf(each.arguments, 'scopes')),
    policies: named(names.policy).map((each) => textListsOf(each.arguments, 'policies')),
    purposes: named('purpose').map((each) => textsOf(each.arguments, 'allow')),
  };
  const isOpen = !gate.signedIn && [gate.scopes, gate.policies, gate.purposes].every((each) => each.length === 0);
  return isOpen ? null : gate;
}

function readMask(field: GraphQLField<unknown, unknown>): Mask | null {
  const directive = directivesOf(field).find(({ name }) => name.value === 'mask');
  const [style] = textsOf(directive?.arguments, 'style');
  if (directive === undefined) return null;
  // What is not known shows as little as there is; `check` refuses it.
  return { style: isMaskStyle(style) ? style : 'HASH', unless: textsOf(directive.arguments, 'unless') };
}

function readRestrictions(type: GraphQLNamedType): readonly Restriction[] {
  return directivesOf(type)
    .filter(({ name }) => name.value === 'restrict')
    .flatMap(({ arguments: given }) => {
      const [field] = textsOf(given, 'field');
      const claim = textsOf(given, 'claim').find(isClaim);
      return field === undefined || claim === undefined ? [] : [{ roles: textsOf(given, 'roles'), field, claim }];
    });
}

const isClaim = (text: string): text is CallerClaim => (callerClaims as readonly string[]).includes(text);

/**
 * Fields that the owner of one wants brought, wherever they stand: `@requires`, in a supergraph on its join, below the
 * field's object; `@fromContext`, on a supergraph's join, of any object that sets the context.
 */
function readRequired(
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
  schema: GraphQLSchema,
): readonly string[] {
  const sets = directivesOf(field).flatMap(({ name, arguments: given }) =>
    name.value === 'requires'
      ? textsOf(given, 'fields')
      : name.value === 'join__field'
        ? textsOf(given, 'requires')
        : [],
  );
  const handed = directivesOf(field)
    .filter(({ name }) => name.value === 'join__field')
    .flatMap(({ arguments: given }) => recordsOf(given, 'contextArguments'))
    .flatMap(({ context = '', selection = '' }) =>
      settersOf(context, schema).flatMap((each) => fieldsIn(selection.trim().replace(/^\{/, '... {'), each, schema)),
    );
  return [...new Set([...sets.flatMap((each) => fieldsIn(each, type, schema)), ...handed])];
}

/** Object types that set a context, by their own word or an interface's or union's. */
function settersOf(context: string, schema: GraphQLSchema): readonly GraphQLNamedType[] {
  const says = (type: GraphQLNamedType): boolean =>
    directivesOf(type).some(({ name, arguments: given }) => name.value === 'context' && textsOf(given, 'name')[0] === context); // prettier-ignore
  const setters = Object.values(schema.getTypeMap()).filter(says);
  return setters.flatMap((type): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type],
  );
}

function fieldsIn(text: string, type: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? namedIn(operation.selectionSet, type, schema) : [];
}

function namedIn(set: SelectionSetNode, type: GraphQLNamedType | undefined, schema: GraphQLSchema): readonly string[] {
  return set.selections.flatMap((selection): readonly string[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      return namedIn(selection.selectionSet, condition === undefined ? type : schema.getType(condition), schema);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const found = type.getFields()[selection.name.value];
    if (found === undefined) return [];
    const below = selection.selectionSet === undefined ? [] : namedIn(selection.selectionSet, getNamedType(found.type), schema); // prettier-ignore
    return [`${type.name}.${found.name}`, ...below];
  });
}
