import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { allNamesIn, selectionOf } from '../../gateway/composition/join-directives.ts';

export type PartSdl = { readonly name: string; readonly typeDefs: string };

/** What a subgraph's SDL says, as one that invents its data needs it. */
export type Part = PartSdl & {
  /** Objects and interfaces. */
  readonly types: ReadonlyMap<string, FieldsOf>;
  readonly unions: ReadonlyMap<string, readonly string[]>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** Names of fields that any `@provides` names. */
  readonly provided: ReadonlySet<string>;
  /** What an object of the type can be; nothing for a type that is not there. */
  readonly members: (type: string) => readonly string[];
};

export type FieldsOf = {
  readonly name: string;
  readonly isAbstract: boolean;
  readonly isInterfaceObject: boolean;
  readonly interfaces: readonly string[];
  readonly keys: readonly SelectionSetNode[];
  /** Those that it can be asked by. */
  readonly resolvableKeys: readonly SelectionSetNode[];
  readonly fields: ReadonlyMap<string, FieldOf>;
};

export type FieldOf = {
  readonly type: TypeNode;
  /** Is it another subgraph's? */
  readonly external: boolean;
  /** Whose it was before. */
  readonly overrides: string | null;
  readonly requires: SelectionSetNode | null;
};

export function readPart({ name, typeDefs }: PartSdl): Part {
  const types = new Map<string, FieldsOf>();
  const unions = new Map<string, readonly string[]>();
  const enums = new Map<string, readonly string[]>();
  const provided = new Set<string>();
  for (const each of parse(typeDefs, { noLocation: true }).definitions) {
    if (each.kind === Kind.UNION_TYPE_DEFINITION)
      unions.set(each.name.value, each.types?.map((one) => one.name.value) ?? []);
    if (each.kind === Kind.ENUM_TYPE_DEFINITION)
      enums.set(each.name.value, each.values?.map((one) => one.name.value) ?? []);
    if (!isObjectOrInterface(each)) continue;
    const type = each.name.value;
    const directives = each.directives ?? [];
    const keys = directives.filter((one) => one.name.value === 'key');
    const fields = new Map<string, FieldOf>();
    for (const field of each.fields ?? []) {
      const own = directiveIn(field.directives);
      for (const one of field.directives ?? [])
        if (one.name.value === 'provides') for (const each of allNamesIn(selectionIn(one))) provided.add(each);
      const requires = own('requires');
      const isExternal = own('external') !== null || directiveIn(directives)('external') !== null;
      fields.set(field.name.value, {
        type: field.type,
        external: isExternal,
        overrides: textIn(own('override'), 'from'),
        requires: requires === null ? null : selectionIn(requires),
      });
    }
    types.set(type, {
      name: type,
      isAbstract: each.kind === Kind.INTERFACE_TYPE_DEFINITION,
      isInterfaceObject: directiveIn(directives)('interfaceObject') !== null,
      interfaces: ('interfaces' in each ? each.interfaces : undefined)?.map((one) => one.name.value) ?? [],
      keys: keys.map(selectionIn),
      resolvableKeys: keys.filter(isResolvable).map(selectionIn),
      fields,
    });
  }
  const members = (type: string): readonly string[] => {
    const found = types.get(type);
    if (found?.isAbstract !== true) return unions.get(type) ?? (found === undefined ? [] : [type]);
    return [...types.values()].filter((one) => !one.isAbstract && one.interfaces.includes(type)).map((one) => one.name);
  };
  return { name, typeDefs, types, unions, enums, provided, members };
}

const isObjectOrInterface = (node: DefinitionNode): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

const directiveIn =
  (directives: readonly ConstDirectiveNode[] | undefined) =>
  (name: string): ConstDirectiveNode | null =>
    directives?.find((each) => each.name.value === name) ?? null;

const textIn = (directive: ConstDirectiveNode | null, argument: string): string | null => {
  const value = directive?.arguments?.find((each) => each.name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
};

const isResolvable = ({ arguments: given }: ConstDirectiveNode): boolean =>
  given?.every(({ name, value }) => name.value !== 'resolvable' || value.kind !== Kind.BOOLEAN || value.value) ?? true;

const selectionIn = (directive: ConstDirectiveNode): SelectionSetNode => selectionOf(textIn(directive, 'fields') ?? '');
