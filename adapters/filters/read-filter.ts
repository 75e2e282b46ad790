import { badInput } from '../../schema/input-mistakes.ts';
import type { Mapping, TypeMapping, ValueMapping } from '../mapping/model.ts';
import type { AskedFilter, AskedOrder, AskedValue, Filter, Quantifier, ValueTest } from './filter.ts';
import { filterableOf, type Filterable } from './filterable.ts';

/** Conditions one filter may have: each is a part of one statement. */
const maxConditions = 100;
/** Relations one inside another: a database plans each level anew, and some take twice as long for each. */
const maxRelations = 4;
/** Conditions one inside another, by `and`, `or`, `not` and relations: SQLite reads no deeper statements. */
const maxDepth = 8;
/** Values `in` may have. */
const maxValues = 1000;

type Input = Readonly<Record<string, unknown>>;

/**
 * Reads a `where` that was coerced to its input type.
 * @throws {OnestopError} `BAD_USER_INPUT` for a null, which would mean anything or nothing, and for too much
 */
export function readFilter(where: Input, type: TypeMapping, mapping: Mapping): AskedFilter {
  const reader = new FilterReader(mapping);
  return { filter: reader.readWhere(where, type), values: reader.values };
}

/**
 * Reads an `orderBy` that was coerced; null where it asks for no order.
 * @throws {OnestopError} `BAD_USER_INPUT` for an entry of several fields, or none
 */
export function readOrderBy(orderBy: readonly Input[]): readonly AskedOrder[] | null {
  const order = orderBy.map((entry): AskedOrder => {
    const [[field, direction] = [], ...more] = Object.entries(entry);
    if (field === undefined || direction === null || more.length > 0)
      throw badInput('Each entry of orderBy names one field and its direction');
    return { field, descending: direction === 'DESC' };
  });
  if (new Set(order.map(({ field }) => field)).size < order.length) throw badInput('orderBy names a field twice');
  return order.length === 0 ? null : order;
}

class FilterReader {
  readonly values: AskedValue[] = [];
  readonly #mapping: Mapping;
  #conditions = 0;
  #depth = 0;
  #relations = 0;

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  readWhere(where: Input, type: TypeMapping): Filter {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw badInput('where has conditions more than {max} deep', { max: maxDepth });
    const parts = Object.entries(where).map(([name, asked]) => this.#readEntry(name, known(name, asked), type));
    this.#depth -= 1;
    return all(parts);
  }

  /** A condition on related rows. */
  #readRelated(where: Input, type: TypeMapping): Filter {
    this.#relations += 1;
    if (this.#relations > maxRelations)
      throw badInput('where reaches through more than {max} relations', { max: maxRelations });
    const part = this.readWhere(where, type);
    this.#relations -= 1;
    return part;
  }

  #readEntry(name: string, asked: unknown, type: TypeMapping): Filter {
    this.#conditions += 1;
    if (this.#conditions > maxConditions)
      throw badInput('where has more than {max} conditions', { max: maxConditions });
    const field = type.fields.get(name);
    const filterable = field === undefined ? null : filterableOf(field, type, this.#mapping);
    if (filterable !== null) return this.#readField(name, asInput(asked), filterable);
    switch (name) {
      case 'and':
      case 'or': {
        const parts = asList(asked).map((part) => this.readWhere(asInput(known(name, part)), type));
        return { kind: name, parts };
      }
      case 'not':
        return { kind: 'not', part: this.readWhere(asInput(asked), type) };
      default:
        throw new TypeError(`${type.name}.${name} can't be filtered by`);
    }
  }

  #readField(field: string, asked: Input, filterable: Filterable): Filter {
    const { types } = this.#mapping;
    switch (filterable.kind) {
      case 'value':
      case 'through':
        return all(Object.entries(asked).flatMap(([op, value]) => this.#readTests({ field, value: filterable.value }, op, known(op, value)))); // prettier-ignore
      case 'reference':
        return {
          kind: 'inside',
          field,
          part: all(
            Object.entries(asked).flatMap(([key, tests]) =>
              Object.entries(asInput(known(key, tests))).flatMap(([op, value]) =>
                this.#readTests({ field: key }, op, known(op, value)),
              ),
            ),
          ),
        };
      case 'embedded':
        return { kind: 'inside', field, part: this.readWhere(asked, required(types, filterable.field.target)) };
      case 'relation': {
        const target = required(types, filterable.relation.target);
        if (filterable.relation.list === null)
          return { kind: 'related', field, how: 'one', part: this.#readRelated(asked, target) };
        return all(
          Object.entries(asked).map(([how, part]) => ({
            kind: 'related',
            field,
            how: how as Exclude<Quantifier, 'one'>, // the input has these three
            part: this.#readRelated(asInput(known(how, part)), target),
          })),
        );
      }
    }
  }

  /** What one operator asks; a range is two comparisons. */
  #readTests(of: Asked, op: string, value: unknown): readonly Filter[] {
    const test = (each: ValueTest): Filter => ({ kind: 'value', field: of.field, test: each });
    const at = (each: unknown) => this.values.push(asSingle(each)) - 1;
    this.#conditions += 1;
    switch (op) {
      case 'isNull':
        return [test({ op, holds: value === true })];
      case 'eq':
      case 'ne':
        if (typeof value === 'boolean') return [test({ op: op === 'eq' ? 'is' : 'isNot', value })];
        return [test({ op, at: at(value), unknown: this.#isUnknown(of, value) })];
      case 'in': {
        const values = asList(value);
        if (values.length > maxValues) throw badInput('in has more than {max} values', { max: maxValues });
        const unknown = values.some((each) => this.#isUnknown(of, each));
        return [test({ op, at: this.values.push(values.map(asSingle)) - 1, unknown })];
      }
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
      case 'contains':
      case 'startsWith':
        return [test({ op, at: at(value) })];
      case 'between': {
        const { from, to } = asInput(value);
        return [test({ op: 'gte', at: at(from) }), test({ op: 'lte', at: at(to) })];
      }
      default:
        throw new TypeError(`there is no operator ${op}`);
    }
  }

  /** Is it the enum's value for codes that nobody named? */
  #isUnknown({ value }: Asked, asked: unknown): boolean {
    const unknown = this.#mapping.enums.get(value?.type ?? '')?.unknown ?? null;
    return unknown !== null && asked === unknown;
  }
}

/** What is tested: a field, and how it is stored. */
type Asked = { readonly field: string; readonly value?: ValueMapping };

const all = (parts: readonly Filter[]): Filter =>
  parts[0] !== undefined && parts.length === 1 ? parts[0] : { kind: 'and', parts };

function known(name: string, value: unknown): unknown {
  if (value === null || value === undefined)
    throw badInput('{field} is null, which says nothing: leave it out, or ask isNull', { field: name });
  return value;
}

const required = (types: Mapping['types'], name: string): TypeMapping => {
  const type = types.get(name);
  if (type === undefined) throw new TypeError(`there is no type ${name}`);
  return type;
};

/** What was coerced to an input object. */
function asInput(value: unknown): Input {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an input object');
  return value as Input; // coerced
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function asSingle(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError('not a value of a filter');
}
