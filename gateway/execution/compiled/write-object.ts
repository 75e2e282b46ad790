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
import { isEntity } from './entity.ts';
import { compileIntrospection, type Asked } from './introspection.ts';
import { objectWriter, type FieldCode, type WriteObject } from './object-code.ts';
import { compileLeaf, isTextType } from './write-leaf.ts';
import { misfit, writeList, writeNonNull, writeNull, type WriteValue } from './write-value.ts';

/** What objects are compiled with. */
export type ObjectScope = Omit<Asked, 'fragments'> & {
  /** Of what the client asked, and of what is run in its name: the same, but for what was taken out. */
  readonly fragments: Both<Collecting['fragments']>;
  readonly variables: Collecting['variables'];
  /** The client's response key, where what is run has another. */
  readonly clientKey: (key: string) => string;
};

type Both<T> = { readonly asked: T; readonly given: T };
type Selected = Both<readonly SelectionSetNode[]>;
type Nodes = readonly [FieldNode, ...FieldNode[]];

/**
 * Writes objects of one type: the fields the client asked for, in its order, null where one was taken out. An object that
 * lacks what must be there is gone.
 */
export function compileObject(selected: Selected, type: GraphQLCompositeType, scope: ObjectScope): WriteObject {
  const { fragments, clientKey } = scope;
  const asked = collectFields(selected.asked, type, { ...scope, fragments: fragments.asked });
  const given = collectFields(selected.given, type, { ...scope, fragments: fragments.given });
  const runKeys = new Map([...given.keys()].map((key) => [clientKey(key), key]));
  const fields: FieldCode[] = [];
  for (const [asKey, nodes] of asked) {
    const lead = Buffer.from(`${fields.length === 0 ? '{' : ','}${JSON.stringify(asKey)}:`);
    const key = runKeys.get(asKey) ?? asKey;
    const write = compileField(nodes, given.get(key) ?? null, { type, scope });
    fields.push({ key, lead, isText: given.has(key) && isTextField(type, nodes), write });
  }
  if (fields.length === 0) return writeConstant('{}');
  return objectWriter(fields);
}

/** A text is a value of it as it stands; `__typename` is not written from what an object says. */
function isTextField(type: GraphQLCompositeType, [node]: Nodes): boolean {
  const output = 'getFields' in type ? type.getFields()[node.name.value]?.type : undefined;
  return output !== undefined && isTextType(getNullableType(output));
}

function writeConstant(json: string): WriteValue {
  const constant = Buffer.from(json);
  return (_value, { bytes }) => {
    bytes.bytes(constant);
    return 'value';
  };
}

type Place = { readonly type: GraphQLCompositeType; readonly scope: ObjectScope };

/** @param given null where the field was taken out: then nobody may read what happens to be there */
function compileField(asked: Nodes, given: Nodes | null, { type, scope }: Place): WriteValue {
  const name = asked[0].name.value;
  if (name === '__typename') {
    // Of what tells no type of its own nobody can say what it is.
    return isObjectType(type) ? writeConstant(JSON.stringify(type.name)) : () => 'gone';
  }
  if (name === '__schema' || name === '__type') {
    return compileIntrospection(asked, { ...scope, fragments: scope.fragments.asked });
  }
  const definition = 'getFields' in type ? type.getFields()[name] : undefined;
  if (definition === undefined) throw new TypeError(`${type.name} has no field ${name}`);
  if (given === null) return isNonNullType(definition.type) ? writeLack : (_value, writing) => writeNull(writing);
  return compileOutput(definition.type, { asked: setsOf(asked), given: setsOf(given) }, scope);
}

const writeLack: WriteValue = (_value, writing) => {
  writing.lacksTakenOut = true;
  return 'gone';
};

const setsOf = (nodes: Nodes): readonly SelectionSetNode[] =>
  nodes.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));

function compileOutput(output: GraphQLOutputType, selected: Selected, scope: ObjectScope): WriteValue {
  const type = getNullableType(output);
  if (isNonNullType(output)) return writeNonNull(compileOutput(type, selected, scope));
  if (isListType(type)) return writeList(compileOutput(type.ofType, selected, scope));
  return isLeafType(type) ? compileLeaf(type) : compileComposite(type, selected, scope);
}

/** Where several types may stand objects say theirs by `__typename`; where they don't it is the declared one. */
function compileComposite(declared: GraphQLCompositeType, selected: Selected, scope: ObjectScope): WriteValue {
  // Compiled when an object of the type first comes: of an interface's many types few do.
  const writers = new Map<string, WriteObject>();
  const writerFor = (name: string): WriteObject | null => {
    const known = writers.get(name);
    if (known !== undefined) return known;
    const type = scope.schema.getType(name);
    if (type === undefined || !isCompositeType(type) || !isSubType(scope.schema, declared, type)) return null;
    const writer = compileObject(selected, type, scope);
    writers.set(name, writer);
    return writer;
  };
  const isCertain = isObjectType(declared);
  let certain: WriteObject | null = null;
  return (value, writing) => {
    if (value === null || value === undefined) return writeNull(writing);
    const told = isCertain || !isEntity(value) ? undefined : value['__typename'];
    const write = isCertain ? (certain ??= writerFor(declared.name)) : writerFor(typeof told === 'string' ? told : declared.name); // prettier-ignore
    if (!isEntity(value) || write === null) {
      misfit(writing);
      return writeNull(writing);
    }
    const start = writing.bytes.length;
    if (write(value, writing) !== 'gone') return 'value';
    writing.bytes.length = start;
    return writeNull(writing);
  };
}
