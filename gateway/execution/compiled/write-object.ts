import {
  getNullableType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, isSubType, type Collecting } from './collect-fields.ts';
import { isEntity, readerOf, type Entity } from './entity.ts';
import { compileIntrospection, type Asked } from './introspection-text.ts';
import { compileLeaf } from './write-leaf.ts';
import { leadThrough, misfit, writeList, writeNonNull, type WriteValue, type Writing } from './write-value.ts';

/** What objects are compiled with. */
export type ObjectScope = Collecting &
  Asked & {
    /** The client's response key, where the document has another. */
    readonly clientKey: (key: string) => string;
  };

type WriteObject = (entity: Entity, writing: Writing) => string | null;

type Field = {
  /** Response key in the document that is run. */
  readonly key: string;
  /** `{"key":` for the first one, `,"key":` for others. */
  readonly lead: string;
  readonly read: (entity: Entity) => unknown;
  readonly write: WriteValue;
};

/** Writes objects of one type: its fields in the client's order. An object that lacks what must be there is null. */
export function compileObject(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  scope: ObjectScope,
): WriteObject {
  const keyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;
  const collected = collectFields(sets, type, { ...scope, keyOf });
  const fields: Field[] = [];
  for (const [key, nodes] of collected) {
    const lead = `${fields.length === 0 ? '{' : ','}${JSON.stringify(scope.clientKey(key))}:`;
    fields.push({ key, lead, read: readerOf(key), write: compileField(nodes, type, scope) });
  }
  if (fields.length === 0) return () => '{}';
  return (entity, writing) => {
    let text = '';
    for (const { key, lead, read, write } of fields) {
      const before = writing.misfits.length;
      const value = write(read(entity), writing);
      if (writing.misfits.length > before) leadThrough(writing, before, key);
      if (value === null) return null;
      text += lead + value;
    }
    return `${text}}`;
  };
}

function compileField(
  nodes: readonly [FieldNode, ...FieldNode[]],
  type: GraphQLCompositeType,
  scope: ObjectScope,
): WriteValue {
  const name = nodes[0].name.value;
  if (name === '__typename') {
    const text = JSON.stringify(type.name);
    // Of what tells no type of its own nobody can say what it is.
    return isObjectType(type) ? () => text : () => null;
  }
  if (name === '__schema' || name === '__type') {
    return compileIntrospection(nodes, scope);
  }
  const definition = 'getFields' in type ? type.getFields()[name] : undefined;
  if (definition === undefined) throw new TypeError(`${type.name} has no field ${name}`);
  const sets = nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
  return compileOutput(definition.type, sets, scope);
}

function compileOutput(output: GraphQLOutputType, sets: readonly SelectionSetNode[], scope: ObjectScope): WriteValue {
  const type = getNullableType(output);
  if (isNonNullType(output)) return writeNonNull(compileOutput(type, sets, scope));
  if (isListType(type)) return writeList(compileOutput(type.ofType, sets, scope));
  if (isLeafType(type)) return compileLeaf(type);
  return compileComposite(type, sets, scope);
}

/** Objects say their type by `__typename`; where they don't they have the declared one. */
function compileComposite(
  declared: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  scope: ObjectScope,
): WriteValue {
  // Compiled when an object of the type first comes: of an interface's many types few do.
  const writers = new Map<string, WriteObject>();
  const writerFor = (name: string): WriteObject | null => {
    const known = writers.get(name);
    if (known !== undefined) return known;
    const type = scope.schema.getType(name);
    if (type === undefined || !isCompositeType(type) || !isSubType(scope.schema, declared, type)) return null;
    const writer = compileObject(sets, type, scope);
    writers.set(name, writer);
    return writer;
  };
  return (value, writing) => {
    if (value === null || value === undefined) return 'null';
    const told = isEntity(value) ? value['__typename'] : undefined;
    const write = writerFor(typeof told === 'string' ? told : declared.name);
    if (!isEntity(value) || write === null) {
      misfit(writing);
      return 'null';
    }
    return write(value, writing) ?? 'null';
  };
}
