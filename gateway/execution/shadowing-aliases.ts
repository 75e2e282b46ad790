import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { ResponseError } from '../../schema/response-error.ts';

/**
 * The stock gateway merges answers under the client's response keys and reads entity keys from the
 * same objects: in `{ nodes { id: fullName insurance { status } } }` either the client gets ids for
 * names, or departments get names for ids. An alias that is also the name of another field of its type
 * is therefore replaced by a name of ours, and put back into the answer.
 */
export type UnshadowedOperation = {
  readonly document: DocumentNode;
  /** Puts the client's keys back, in data and in the paths of errors; null where nothing was replaced. */
  readonly names: ReadonlyMap<string, string> | null;
};

/** @param hidden names of fields that plans ask for and the schema does not have */
export function replaceShadowingAliases(
  schema: GraphQLSchema,
  document: DocumentNode,
  hidden: ReadonlySet<string> = new Set(),
): UnshadowedOperation {
  const shadowing = shadowingAliases(schema, document, hidden);
  if (shadowing.size === 0) return { document, names: null };
  const prefix = unusedPrefix(document);
  // One name for one alias of one field, at every place: what the client's keys merge is merged under ours as well.
  const given = new Map<string, string>();
  const names = new Map<string, string>();
  const nameFor = (alias: string, field: string): string => {
    const known = given.get(`${alias} ${field}`);
    if (known !== undefined) return known;
    const name = `${prefix}_${String(names.size)}`;
    given.set(`${alias} ${field}`, name);
    names.set(name, alias);
    return name;
  };
  const replaced = visit(document, {
    Field: (field) => {
      const key = field.alias?.value ?? field.name.value;
      // A plain field stays: under its own name it is what others may look for there.
      if (!isRenamed(field) || !shadowing.has(key)) return undefined;
      return { ...field, alias: { kind: Kind.NAME, value: nameFor(key, field.name.value) } as const };
    },
  });
  return { document: replaced, names };
}

/** Aliases that are, somewhere in the document, the name of another field of the type they stand on. */
function shadowingAliases(
  schema: GraphQLSchema,
  document: DocumentNode,
  hidden: ReadonlySet<string>,
): ReadonlySet<string> {
  const typeInfo = new TypeInfo(schema);
  const found = new Set<string>();
  const collect = {
    Field: (field: FieldNode): void => {
      const parent = typeInfo.getParentType();
      const alias = field.alias?.value;
      if (alias === undefined || !isRenamed(field) || !parent) return;
      if (hidden.has(alias) || isFieldName(schema, parent, alias)) found.add(alias);
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, collect));
  return found;
}

const isRenamed = ({ alias, name }: FieldNode): boolean => alias !== undefined && alias.value !== name.value;

function isFieldName(schema: GraphQLSchema, parent: GraphQLNamedType, name: string): boolean {
  const own = isObjectType(parent) || isInterfaceType(parent) ? Object.hasOwn(parent.getFields(), name) : false;
  return (
    own ||
    (isAbstractType(parent) && schema.getPossibleTypes(parent).some((type) => Object.hasOwn(type.getFields(), name)))
  );
}

function unusedPrefix(document: DocumentNode): string {
  const used = new Set<string>();
  visit(document, { Name: ({ value }) => void used.add(value) });
  let prefix = 'as';
  while ([...used].some((name) => name.startsWith(`${prefix}_`))) prefix += 's';
  return prefix;
}

/** The same data under the client's keys, in the same order. */
export function restoreKeys(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => restoreKeys(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const restored = Object.create(null) as Record<string, unknown>;
  for (const [key, below] of Object.entries(value)) restored[names.get(key) ?? key] = restoreKeys(below, names);
  return restored;
}

export function restorePaths(error: ResponseError, names: ReadonlyMap<string, string>): ResponseError {
  const restore = (path: readonly unknown[]) =>
    path.map((step) => (typeof step === 'string' ? (names.get(step) ?? step) : Number(step)));
  const { path, extensions } = error;
  const { paths } = extensions;
  return {
    ...error,
    ...(path === undefined ? {} : { path: restore(path) }),
    extensions: Array.isArray(paths) ? { ...extensions, paths: paths.map(restore) } : extensions,
  };
}
