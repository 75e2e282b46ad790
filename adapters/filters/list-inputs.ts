import {
  isTypeDefinitionNode,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  type StringValueNode,
  type TypeDefinitionNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { placeOf, type Mistakes } from '../mapping/mistake.ts';
import type { FieldMapping, Mapping, TypeMapping } from '../mapping/model.ts';
import type { IsHidden } from '../sdl/hidden-fields.ts';
import { filterableOf, isSortable } from './filterable.ts';
import { input, inputType } from './input-nodes.ts';
import { enumFilterName, listWhereName, orderByName, ownEnumName, whereName } from './input-names.ts';

/**
 * Gives every list its arguments `last`, `before`, `where` and `orderBy`, and adds the inputs they are made of: one field for each
 * field of the type that SQL can compare, typed as the field is, so that a mistyped filter is a validation error. What
 * they name of the vocabulary is not added. Of what is hidden from clients nothing is asked: its name would show.
 */
export function addListInputs(expanded: DocumentNode, { mapping, isHidden, mistakes }: InputScope): DocumentNode {
  const inputs = new InputWriter(expanded, { mapping, isHidden });
  const definitions = expanded.definitions.map((node) =>
    hasFields(node) ? withListArguments(node, { mapping, isHidden, inputs }) : node,
  );
  const added = inputs.definitions();
  const names = new Set(added.map((node) => node.name.value));
  const taken = expanded.definitions.filter(isTypeDefinitionNode).filter((node) => names.has(node.name.value));
  for (const node of taken)
    mistakes.add('MAPPING_SDL_INVALID', placeOf(node.name), {
      reason: `There can be only one type named "${node.name.value}", and lists make it`,
      fix: 'Choose another name.',
    });
  return { kind: Kind.DOCUMENT, definitions: taken.length > 0 ? definitions : [...definitions, ...added] };
}

type InputScope = { readonly mapping: Mapping; readonly isHidden: IsHidden; readonly mistakes: Mistakes };

type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const hasFields = (node: DefinitionNode): node is FieldsNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

type ListScope = Pick<InputScope, 'mapping' | 'isHidden'> & { readonly inputs: InputWriter };

function withListArguments(node: FieldsNode, { mapping, isHidden, inputs }: ListScope): FieldsNode {
  const type = mapping.types.get(node.name.value);
  const fields = (node.fields ?? []).map((field): FieldDefinitionNode => {
    const list = node.name.value === 'Query' ? mapping.roots.get(field.name.value) : type?.fields.get(field.name.value);
    const isList = list?.kind === 'list' || (list?.kind === 'relation' && list.list !== null);
    const target = isList ? mapping.types.get(list.target) : undefined;
    if (target === undefined || isHidden(node.name.value, field.name.value)) return field;
    const given = new Set((field.arguments ?? []).map(({ name }) => name.value));
    // What is wrong with them is told at the list.
    const added = inputs
      .argumentsOf(target)
      .filter(({ name }) => !given.has(name.value))
      .map((each) => ({ ...each, ...(field.loc !== undefined && { loc: field.loc }) }));
    return { ...field, arguments: [...(field.arguments ?? []), ...added] };
  });
  return { ...node, fields };
}

/** Writes the inputs that lists name, each once, with all that these name in turn. */
class InputWriter {
  readonly #mapping: Mapping;
  readonly #isHidden: IsHidden;
  readonly #descriptions: ReadonlyMap<string, StringValueNode>;
  readonly #enums: ReadonlyMap<string, EnumTypeDefinitionNode>;
  readonly #written = new Map<string, TypeDefinitionNode | null>();

  constructor(expanded: DocumentNode, { mapping, isHidden }: Pick<InputScope, 'mapping' | 'isHidden'>) {
    this.#mapping = mapping;
    this.#isHidden = isHidden;
    this.#enums = new Map(
      expanded.definitions.flatMap((node) =>
        node.kind === Kind.ENUM_TYPE_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    this.#descriptions = new Map(expanded.definitions.flatMap(descriptionsOf));
  }

  definitions(): readonly TypeDefinitionNode[] {
    return [...this.#written.values()].filter((node) => node !== null);
  }

  /** The arguments of a list of this type beside first and after. */
  argumentsOf(type: TypeMapping): readonly InputValueDefinitionNode[] {
    const where = this.#where(type);
    const orderBy = this.#orderBy(type);
    return [
      input('last', 'Int', 'How many from the end, in place of first.'),
      input('before', 'String', 'Only what comes before this cursor.'),
      ...(where === null ? [] : [input('where', where, 'Only what this holds of.')]),
      ...(orderBy === null ? [] : [input('orderBy', `[${orderBy}!]`, 'The order, by one field after the other; the list’s own where it is absent.')]), // prettier-ignore
    ];
  }

  #where(type: TypeMapping): string | null {
    const { source } = this.#mapping;
    const name = whereName(source.name, type.name);
    return this.#write(name, () => {
      const fields = this.#shown(type).flatMap((field) => this.#condition(field, type));
      if (fields.length === 0) return null;
      const own = [
        input('and', `[${name}!]`, 'All of these hold.'),
        input('or', `[${name}!]`, 'One of these holds.'),
        input('not', name, 'This does not hold, or what it asks for is not known.'),
      ].filter((each) => !type.fields.has(each.name.value));
      return inputType(name, `Conditions on ${type.name}; all of them hold.`, [...fields, ...own]);
    });
  }

  #condition(field: FieldMapping, type: TypeMapping): readonly InputValueDefinitionNode[] {
    const filterable = filterableOf(field, type, this.#mapping);
    const named = filterable === null ? null : this.#conditionType(filterable);
    if (named === null) return [];
    return [{ ...input(field.name, named, field.name), ...this.#describe(type.name, field.name) }];
  }

  #conditionType(filterable: NonNullable<ReturnType<typeof filterableOf>>): string | null {
    const { types } = this.#mapping;
    switch (filterable.kind) {
      case 'value':
      case 'through':
        if (filterable.compares === 'code') return this.#enumFilter(filterable.value.type);
        return filterable.compares === 'key' ? 'IDFilter' : `${filterable.value.type}Filter`;
      case 'relation': {
        const target = types.get(filterable.relation.target);
        if (target === undefined) return null;
        return filterable.relation.list === null ? this.#where(target) : this.#listWhere(target);
      }
      case 'reference': {
        const target = types.get(filterable.reference.target);
        return target === undefined ? null : this.#keyWhere(target);
      }
      case 'embedded': {
        const target = types.get(filterable.field.target);
        return target === undefined ? null : this.#where(target);
      }
    }
  }

  #listWhere(target: TypeMapping): string | null {
    const where = this.#where(target);
    if (where === null) return null;
    const name = listWhereName(this.#mapping.source.name, target.name);
    return this.#write(name, () =>
      inputType(name, `Conditions on a list of ${target.name}; all of them hold.`, [
        input('some', where, 'It holds of one at least.'),
        input('none', where, 'It holds of none.'),
        input('every', where, 'It holds of all, or there are none.'),
      ]),
    );
  }

  /** Of an entity that others hold, only the key is here. */
  #keyWhere(target: TypeMapping): string | null {
    const name = whereName(this.#mapping.source.name, target.name);
    return this.#write(name, () => {
      const keys = (target.keys[0] ?? []).filter((key) => !this.#isHidden(target.name, key));
      if (keys.length === 0) return null;
      return inputType(
        name,
        `Conditions on ${target.name}, which others hold; all of them hold.`,
        keys.map((key) => ({ ...input(key, 'IDFilter', key), ...this.#describe(target.name, key) })),
      );
    });
  }

  #shown(type: TypeMapping): readonly FieldMapping[] {
    return [...type.fields.values()].filter((field) => !this.#isHidden(type.name, field.name));
  }

  #orderBy(type: TypeMapping): string | null {
    const name = orderByName(this.#mapping.source.name, type.name);
    return this.#write(name, () => {
      const fields = this.#shown(type).filter((field) => isSortable(field, type, this.#mapping));
      if (fields.length === 0) return null;
      return inputType(
        name,
        `One field that a list of ${type.name} is ordered by.`,
        fields.map((field) => ({ ...input(field.name, 'OrderDirection', field.name), ...this.#describe(type.name, field.name) })), // prettier-ignore
      );
    });
  }

  #enumFilter(type: string): string {
    const asked = vocabularyType(type) === undefined ? this.#ownEnum(type) : type;
    const name = enumFilterName(asked);
    this.#write(name, () =>
      inputType(name, `Conditions on a ${type}; all of them hold.`, [
        input('eq', asked, 'This value.'),
        input('ne', asked, 'Known, and another.'),
        input('in', `[${asked}!]`, 'One of these; none of no values.'),
        input('isNull', 'Boolean', 'Nothing is known, or what is stored can’t be read.'),
      ]),
    );
    return name;
  }

  /** An enum that is asked for must be the same in all departments; one's own is given another name in filters. */
  #ownEnum(type: string): string {
    const name = ownEnumName(this.#mapping.source.name, type);
    this.#write(name, () => {
      const node = this.#enums.get(type);
      return node === undefined ? null : { ...node, name: { kind: Kind.NAME, value: name } };
    });
    return name;
  }

  /** @param make null where there is nothing to write; may name the input that is being written */
  #write(name: string, make: () => TypeDefinitionNode | null): string | null {
    const known = this.#written.get(name);
    if (known !== undefined) return known === null ? null : name;
    this.#written.set(name, underWay);
    const made = make();
    this.#written.set(name, made);
    return made === null ? null : name;
  }

  /** As the field is described. */
  #describe(type: string, field: string): Pick<InputValueDefinitionNode, 'description'> | undefined {
    const description = this.#descriptions.get(`${type}.${field}`);
    return description === undefined ? undefined : { description };
  }
}

/** Stands for an input until it is written, so that inputs may name each other. */
const underWay = inputType('_', '', []);

/** Descriptions of a type's fields, by `Type.field`. */
const descriptionsOf = (node: DefinitionNode): readonly (readonly [string, StringValueNode])[] =>
  !hasFields(node)
    ? []
    : (node.fields ?? []).flatMap((field) =>
        field.description === undefined ? [] : [[`${node.name.value}.${field.name.value}`, field.description] as const],
      );
