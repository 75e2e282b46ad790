import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Policy } from '../../schema/policy.ts';
import { ownSubjects } from '../../schema/request.ts';
import type { FetchAnswer, FetchInput } from '../../schema/subgraph.ts';
import { accessOf } from '../../schema/view.ts';
import { isSameKey } from '../../schema/same-key.ts';

/** May whoever asks be given this answer, as far as it says itself whose data it is? */
export type OwnerCheck = (answer: FetchAnswer, input: FetchInput) => boolean;

export type OwnerCheckOptions = {
  /** The department's own. */
  readonly schema: GraphQLSchema;
  /** The graph's, or the department's. */
  readonly policy: Pick<Policy, 'subjectField' | 'subjectAlternative' | 'isPersonal'>;
  /** Does the department run elsewhere? What runs here has our row rules, and answers keys that were asked with. */
  readonly isRemote: boolean;
};

/**
 * Compiles what one fetch's answers are held against where a citizen asks, or nobody who may see anything personal: a
 * department that tells of other people than these has not kept its row rules, and nothing of that answer is good. A
 * department elsewhere may also name somebody else in its data, or give personal data and not say whose: neither is
 * taken, unless it was asked about the citizen, by their id, or rows may be found by less than an id.
 */
export function compileOwnerCheck(document: DocumentNode, options: OwnerCheckOptions): OwnerCheck {
  return (answer, input) => {
    const { caller } = input.request;
    const access = accessOf(input.request);
    if (answer.data === null || access === 'all' || access === 'agent') return true;
    const own = access === 'own' && caller !== null ? ownSubjects(caller) : [];
    const isOwn = (id: unknown): boolean => own.some((each) => isSameKey(each, id));
    if (!answer.subjects.every(isOwn)) return false;
    if (!options.isRemote || access === 'none') return true;
    const { ids, unnamed } = readOwners(document, options, { data: answer.data, representations: ownFlags(input, options, isOwn) }); // prettier-ignore
    return [...ids].every(isOwn) && (!unnamed || answer.subjects.length > 0);
  };
}

/** For each entity: was it asked for by the id of a person whose rows are the caller's? */
const ownFlags = (
  { representations }: FetchInput,
  { policy }: OwnerCheckOptions,
  isOwn: (id: unknown) => boolean,
): readonly boolean[] =>
  representations.map((each) => {
    const subject = policy.subjectField(each.__typename);
    return subject !== null && isOwn(each[subject]);
  });

type Owners = {
  /** Ids of people, as the data names them. */
  readonly ids: Set<unknown>;
  /** Is there personal data that hangs on no entity of the caller's? */
  unnamed: boolean;
};
type Answered = { readonly data: unknown; readonly representations: readonly boolean[] };
type Place = { readonly type: GraphQLNamedType | undefined; readonly isKnownOwn: boolean };

function readOwners(document: DocumentNode, options: OwnerCheckOptions, { data, representations }: Answered): Owners {
  const { schema, policy } = options;
  const owners: Owners = { ids: new Set(), unnamed: false };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each); // prettier-ignore

  const walk = (value: unknown, set: SelectionSetNode, place: Place): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, set, place);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const found: unknown = (value as Readonly<Record<string, unknown>>)[key] ?? null;
        if (found !== null) readField(found, { name: selection.name.value, set: selection.selectionSet }, place);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      walk(value, fragment.selectionSet, condition === undefined ? place : { ...place, type: schema.getType(condition) }); // prettier-ignore
    }
  };

  const readField = (found: unknown, { name, set }: Field, place: Place): void => {
    const type = place.type?.name ?? '';
    if (set !== undefined) {
      if (name === '_entities' && Array.isArray(found))
        for (const [index, entity] of found.entries()) walk(entity, set, { type: undefined, isKnownOwn: representations[index] === true }); // prettier-ignore
      else walk(found, set, { type: typeOf(place.type, name), isKnownOwn: place.isKnownOwn || isFoundByLess(type) });
      return;
    }
    if (policy.subjectField(type) === name) owners.ids.add(found);
    if (policy.isPersonal(type, name) && !place.isKnownOwn && !isFoundByLess(type)) owners.unnamed = true;
  };
  /** A row that names nobody may be the caller's by their telephone. */
  const isFoundByLess = (type: string): boolean => policy.subjectAlternative(type).length > 0;

  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    walk(data, each.selectionSet, { type: schema.getRootType(each.operation) ?? undefined, isKnownOwn: false });
  }
  owners.ids.delete(''); // a row that names nobody
  return owners;
}

type Field = { readonly name: string; readonly set: SelectionSetNode | undefined };

const typeOf = (parent: GraphQLNamedType | undefined, name: string): GraphQLNamedType | undefined => {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  return field === undefined ? undefined : getNamedType(field.type);
};
