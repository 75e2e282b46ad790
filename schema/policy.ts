import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { directiveArguments, hasDirective, listedType, textsOf } from './declared.ts';
import { readGates } from './gates.ts';
import { createViews, fullView, type PolicyRules, type View, type Views } from './view.ts';

/**
 * What the policy directives of a schema say. Gateway and adapters both ask here, so that the two
 * guards cannot drift apart. Works on a subgraph's schema and on the supergraph.
 */
export type Policy = Views & {
  /** Field that holds the person's id, for a type whose rows are about one person. */
  subjectField(type: string): string | null;
  /** Fields that together say whose a row of this type is where it holds no id; none where only the id does. */
  subjectAlternative(type: string): readonly string[];
  /** Is there any type whose rows may be told by more than an id? */
  readonly hasAlternatives: boolean;
  /** Does reading this field of this type mean reading personal data? */
  isPersonal(type: string, field: string): boolean;
  /** Did the owner say that this field is not personal? */
  isPublic(type: string, field: string): boolean;
  /** Every personal field, `Type.field`, in the schema's order. */
  personalFields(): readonly string[];
  /** Everything, for who explains what could be asked. */
  readonly fullView: View;
  /** Is there anything that depends on more than access: a purpose, a scope, a sign-in, an agreement, what another field is made of? */
  readonly hasGates: boolean;
  /** Is it joined with another department's personal data by agreement alone? */
  needsAgreement(type: string, field: string): boolean;
  /** Is there any such field? */
  readonly hasAgreements: boolean;
  /** Fields, `Type.field`, that the owner of one has to be brought. */
  requiredBy(type: string, field: string): readonly string[];
};

/**
 * Reads the policy of a schema, once. The schema must keep its AST nodes.
 * @param policies what the names that `@policy` wants stand for; one that is not there never holds
 */
export function readPolicy(schema: GraphQLSchema, policies: PolicyRules = {}): Policy {
  const subjects = new Map<string, string>();
  const alternatives = new Map<string, readonly string[]>();
  const personal = new Set<string>();
  const open = new Set<string>();
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of objects) {
    const subject = directiveArguments(type, 'subject');
    const [field] = textsOf(subject, 'field');
    if (field === undefined) continue;
    subjects.set(type.name, field);
    const others = textsOf(subject, 'or');
    if (others.length > 0) alternatives.set(type.name, others);
  }
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  const isAboutPerson = (type: GraphQLNamedType): boolean => {
    if (!isAbstractType(type)) return subjects.has(type.name);
    const possible = schema.getPossibleTypes(type);
    return possible.length > 0 && possible.every((each) => subjects.has(each.name));
  };
  for (const type of objects) {
    for (const field of Object.values(type.getFields())) {
      if (isPersonalField(type, field, { isAboutPerson, isRoot: roots.has(type) }))
        personal.add(`${type.name}.${field.name}`);
      else if (hasDirective(field, 'public')) open.add(`${type.name}.${field.name}`);
    }
  }
  for (const type of Object.values(schema.getTypeMap()).filter(isAbstractType)) {
    const possible = schema.getPossibleTypes(type);
    const [first] = possible;
    const isAlike = (texts: ReadonlyMap<string, unknown>) =>
      possible.every(({ name }) => JSON.stringify(texts.get(name)) === JSON.stringify(texts.get(first?.name ?? '')));
    const [subject, others] = [subjects.get(first?.name ?? ''), alternatives.get(first?.name ?? '')];
    if (subject !== undefined && isAlike(subjects)) subjects.set(type.name, subject);
    if (others !== undefined && isAlike(alternatives)) alternatives.set(type.name, others);
    // What is personal in one of them is so wherever it can't be told which it is.
    const names = new Set(possible.flatMap((each) => Object.keys(each.getFields())));
    for (const name of names) {
      if (possible.some((each) => personal.has(`${each.name}.${name}`))) personal.add(`${type.name}.${name}`);
      else if (possible.every((each) => open.has(`${each.name}.${name}`))) open.add(`${type.name}.${name}`);
    }
  }
  const isPersonal = (type: string, field: string): boolean => personal.has(`${type}.${field}`);
  const { agreed, ...gates } = readGates(schema);
  const needsAgreement = (type: string, field: string): boolean =>
    isPersonal(type, field) &&
    [type, `${type}.${field}`, gates.gives.get(`${type}.${field}`) ?? ''].some((name) => agreed.has(name));
  const isKeptBack = (name: string): boolean => personal.has(name) || gates.masks.has(name);
  const rules = { ...gates, isPersonal, isAboutPerson: (type: string): boolean => subjects.has(type) };
  return {
    subjectField: (type) => subjects.get(type) ?? null,
    subjectAlternative: (type) => alternatives.get(type) ?? [],
    hasAlternatives: alternatives.size > 0,
    isPersonal,
    isPublic: (type, field) => open.has(`${type}.${field}`),
    personalFields: () => [...personal],
    ...createViews(rules, policies),
    fullView: fullView(rules),
    needsAgreement,
    hasAgreements: agreed.size > 0,
    requiredBy: (type, field) => gates.requires.get(`${type}.${field}`) ?? [],
    hasGates: agreed.size > 0 || gates.gates.size > 0 || [...gates.requires.values()].flat().some(isKeptBack),
  };
}

type Scope = { readonly isAboutPerson: (type: GraphQLNamedType) => boolean; readonly isRoot: boolean };

function isPersonalField(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, scope: Scope): boolean {
  // What one says is personal no other can open.
  if ([field, ...inherited(type, field)].some((each) => hasDirective(each, 'personal'))) return true;
  if (hasDirective(field, 'public')) return false;
  if (scope.isAboutPerson(type)) return true;
  // A list of people says who exists and how many; a look-up at the root, whether somebody exists.
  return listsPeople(field, scope) || (scope.isRoot && scope.isAboutPerson(getNamedType(field.type)));
}

/** What the interfaces of a type say of the field. */
const inherited = (type: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>) =>
  type.getInterfaces().flatMap((each) => each.getFields()[name] ?? []);

function listsPeople(field: GraphQLField<unknown, unknown>, { isAboutPerson }: Scope): boolean {
  const listed = listedType(field);
  return listed !== null && isAboutPerson(listed);
}
