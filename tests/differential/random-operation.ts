import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '../../demo/population/random.ts';

export type RandomOperation = { readonly text: string; readonly variables: Readonly<Record<string, unknown>> };

/** A literal for an argument, null to leave it out, undefined for any of its type. A field whose arguments can't be had is left out. */
export type ArgumentLiteral = (
  argument: GraphQLArgument,
  field: GraphQLField<unknown, unknown>,
  random: Random,
) => string | null | undefined;

export type OperationOptions = {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly kind?: 'query' | 'mutation';
  readonly depth: number;
  readonly argument?: ArgumentLiteral;
  /** `Type.field`s that are not asked for. */
  readonly leftOut?: ReadonlySet<string>;
  /** May several fragments stand for one type, with others between them? The stock gateway writes them together. */
  readonly repeats?: boolean;
};

type Place = {
  readonly type: GraphQLCompositeType;
  /** Levels that may follow. */
  readonly depth: number;
  /** Is it inside a fragment on one of several types? What others have under a name must then be of one shape. */
  readonly narrowed: boolean;
};

const conditions = { yes: true, no: false } as const;

/**
 * An operation that looks random and is the same for the same numbers: aliases, some of them names of other fields,
 * fragments with and without a name, fields asked for twice, conditions by variables. Selections of abstract types tell
 * the type first, under its own name. Not all are valid: response keys may conflict.
 */
export function randomOperation(options: OperationOptions): RandomOperation {
  const { schema, random, kind = 'query' } = options;
  const fragments: string[] = [];
  const shapes = shapesOf(schema);
  let aliases = 0;

  const condition = (): string => {
    if (!random.chance(0.08)) return '';
    return ` @${random.pick(['skip', 'include'])}(if: $${random.pick(['yes', 'no'])})`;
  };

  const argumentsOf = (field: GraphQLField<unknown, unknown>): string | null => {
    const given: string[] = [];
    for (const argument of field.args) {
      const asked = options.argument?.(argument, field, random);
      const literal = asked === undefined ? plainLiteral(argument, random) : asked;
      if (literal !== null) given.push(`${argument.name}: ${literal}`);
      else if (isNonNullType(argument.type) && argument.defaultValue === undefined) return null;
    }
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  };

  const alias = ({ type, narrowed }: Place, field: GraphQLField<unknown, unknown>, given: string): string => {
    const others = 'getFields' in type ? Object.keys(type.getFields()) : [];
    // What other types have under this name in another shape can't stand beside it.
    if (narrowed && given === '' && shapes.get(field.name)?.size !== 1) return `${field.name}Of${type.name}: `;
    if (given === '' && !random.chance(0.15)) return '';
    return random.chance(0.15) && others.length > 0 && given === ''
      ? `${random.pick(others)}: `
      : `${field.name}${(aliases += 1)}: `;
  };

  const fieldOf = (place: Place, field: GraphQLField<unknown, unknown>): string => {
    const given = argumentsOf(field);
    if (given === null) return '';
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? selectionOf({ ...place, type: named, depth: place.depth - 1 }) : '';
    if (below === null) return '';
    return `${alias(place, field, given)}${field.name}${given}${condition()}${below}`;
  };

  const fragmentOf = (place: Place): string => {
    const { type } = place;
    const below = selectionOf(place);
    if (below === null) return '';
    if (random.chance(0.3)) {
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${type.name}${below}`);
      return `...${name}${condition()}`;
    }
    return random.chance(0.1) ? `...${condition()}${below}` : `... on ${type.name}${condition()}${below}`;
  };

  const selectionOf = (place: Place): string | null => {
    const { type, depth } = place;
    const parts: string[] = isAbstractType(type) ? ['__typename'] : random.chance(0.1) ? ['__typename'] : [];
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) =>
          options.leftOut?.has(`${type.name}.${field.name}`) !== true &&
          (depth > 1 || !isCompositeType(getNamedType(field.type))),
      );
      for (const field of fields) {
        if (!random.chance(Math.max(fields.length > 8 ? 0.15 : 0.35, Math.min(1, 3 / fields.length)))) continue;
        parts.push(fieldOf(place, field));
        if (random.chance(0.08)) parts.push(fieldOf(place, field));
      }
    }
    const narrower = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    for (const each of narrower)
      if (depth > 0 && random.chance(0.6)) parts.push(fragmentOf({ type: each, depth, narrowed: true }));
    if (depth > 1 && random.chance(0.1)) parts.push(fragmentOf({ ...place, depth: depth - 1 }));
    if (options.repeats === true && depth > 1 && random.chance(0.4)) {
      const again = isAbstractType(type) ? random.pick(schema.getPossibleTypes(type)) : type;
      for (let count = random.int(3); count > 0; count -= 1)
        parts.splice(1 + random.int(parts.length), 0, fragmentOf({ type: again, depth: depth - 1, narrowed: true }));
    }
    const written = parts.filter((part) => part !== '');
    return written.length === 0 ? null : ` { ${written.join(' ')} }`;
  };

  const root = schema.getRootType(kind as never);
  if (root === undefined || root === null) throw new TypeError(`no ${kind}`);
  let selection: string | null = null;
  while (selection === null) selection = selectionOf({ type: root, depth: options.depth, narrowed: false });
  const used = (name: string): boolean => [selection, ...fragments].some((text) => text.includes(`$${name})`));
  const names = (['yes', 'no'] as const).filter(used);
  const variables = names.map((name) => `$${name}: Boolean!`).join(', ');
  const head = names.length === 0 ? kind : `${kind} Q(${variables})`;
  return {
    text: [`${head}${selection}`, ...fragments].join('\n'),
    variables: Object.fromEntries(names.map((name) => [name, conditions[name]])),
  };
}

function plainLiteral({ type, defaultValue }: GraphQLArgument, random: Random): string | null {
  if ((!isNonNullType(type) || defaultValue !== undefined) && random.chance(0.5)) return null;
  const nullable = getNullableType(type);
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
  switch (String(nullable)) {
    case 'Int':
      return String(random.int(4));
    case 'String':
      return random.pick(['"a"', '"b\\n\\u2028"', '""']);
    case 'ID':
      return random.pick(['"1"', '2']);
    case 'Boolean':
      return random.pick(['true', 'false']);
    default:
      return null;
  }
}

/** By name of a field, the types it has anywhere. */
function shapesOf(schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<string>> {
  const shapes = new Map<string, Set<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, type: shape } of Object.values(type.getFields()))
      shapes.set(name, (shapes.get(name) ?? new Set()).add(String(shape)));
  }
  return shapes;
}
