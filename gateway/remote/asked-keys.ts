import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SelectionSetNode,
} from 'graphql';
import { textsOf } from '../../schema/declared.ts';
import { accessOf } from '../../schema/view.ts';
import { isSameKey } from '../../schema/same-key.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { FetchAnswer, FetchInput } from '../../schema/subgraph.ts';

/** A fetch that asks entities for their keys as well. */
export type KeyedFetch = {
  readonly document: DocumentNode;
  /** May this request ask so? Who may not see a key would lose what hangs on it. */
  readonly fits: (input: FetchInput) => boolean;
  /** The answer without the keys; null and an error for an entity whose key is not the one it was asked for by. */
  readonly check: (answer: FetchAnswer, input: FetchInput) => FetchAnswer;
};

type AskedKey = { readonly name: string; readonly alias: string };
/** By type. */
type AskedKeys = ReadonlyMap<string, readonly AskedKey[]>;

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** No client's key begins so. */
const prefix = '_onestop_key_';
/** What may keep a key from somebody who sees the rest. */
const gates = /(^|__)(authenticated|requiresScopes|policy|purpose|personal|mask)$/;

/**
 * A planner does not ask for what it has. Whoever answers by key can so mix up rows, in a batch that is in another order
 * than its keys, and nobody sees it: therefore departments that run our server are asked for the key again. Null where
 * the fetch looks no entities up, or of types with several keys, or keys that not everybody sees.
 */
export function askForKeys(document: DocumentNode, sdl: DocumentNode): KeyedFetch | null {
  const asked = new Map<string, readonly AskedKey[]>();
  const keyed = visit(document, {
    Field: (node) => (node.name.value === '_entities' && node.selectionSet !== undefined ? { ...node, selectionSet: withKeys(node.selectionSet) } : undefined), // prettier-ignore
  });
  function withKeys(set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.map((each) => {
      const type = each.kind === Kind.INLINE_FRAGMENT ? each.typeCondition?.name.value : undefined;
      if (each.kind !== Kind.INLINE_FRAGMENT || type === undefined) return each;
      const keys = onlyKey(type, sdl).map((name) => ({ name, alias: prefix + name }));
      if (keys.length === 0) return each;
      asked.set(type, keys);
      return { ...each, selectionSet: { ...each.selectionSet, selections: [...each.selectionSet.selections, ...keys.map(keyField)] } }; // prettier-ignore
    });
    return { ...set, selections };
  }
  if (asked.size === 0) return null;
  return {
    document: keyed,
    fits: ({ request }) => accessOf(request) === 'all' || accessOf(request) === 'own',
    check: (answer, input) => checkKeys(answer, input, asked),
  };
}

const keyField = ({ name, alias }: AskedKey): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: alias },
  name: { kind: Kind.NAME, value: name },
});

/** The fields of the only key of a type, where they are values that whoever sees the type sees. */
function onlyKey(type: string, sdl: DocumentNode): readonly string[] {
  const nodes = sdl.definitions.filter(
    (each): each is ObjectNode =>
      (each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      each.name.value === type,
  );
  const directives = nodes.flatMap((each) => each.directives ?? []);
  const keys = directives.filter(({ name }) => /(^|__)key$/.test(name.value));
  const [fields = '', ...others] = keys.flatMap((each) => textsOf(each.arguments, 'fields'));
  const names = fields.split(/[\s,]+/).filter((name) => name !== '');
  if (others.length > 0 || /[{}]/.test(fields) || directives.some(isGate)) return [];
  const definitions = nodes.flatMap((each) => each.fields ?? []).filter(({ name }) => names.includes(name.value));
  return definitions.some((each) => (each.directives ?? []).some(isGate)) ? [] : names;
}

const isGate = ({ name }: DirectiveNode): boolean => gates.test(name.value);

function checkKeys(answer: FetchAnswer, { representations }: FetchInput, asked: AskedKeys): FetchAnswer {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) return answer;
  const wrong: number[] = [];
  const checked = entities.map((entity: unknown, index) => {
    if (typeof entity !== 'object' || entity === null) return entity;
    const wanted = representations[index];
    const found = entity as Readonly<Record<string, unknown>>; // out of JSON
    const keys = asked.get(wanted?.__typename ?? '') ?? [];
    for (const { name, alias } of keys) {
      if (isSameKey(found[alias], wanted?.[name])) continue;
      wrong.push(index);
      return null;
    }
    return withoutKeys(found, keys);
  });
  const errors = wrong.map((index) => ({ path: ['_entities', index], code: 'DEPARTMENT_ANSWER_NOT_ASKED' }) as const);
  return { ...answer, data: { ...answer.data, _entities: checked }, errors: [...answer.errors, ...errors] };
}

function withoutKeys(entity: Readonly<Record<string, unknown>>, keys: readonly AskedKey[]): object {
  const kept: Record<string, unknown> = {};
  for (const name in entity) if (!isAlias(name, keys)) setOwn(kept, name, entity[name]);
  return kept;
}

function isAlias(name: string, keys: readonly AskedKey[]): boolean {
  for (const { alias } of keys) if (alias === name) return true;
  return false;
}
