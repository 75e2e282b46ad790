import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isListType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { CostRules, ListSize } from '../composition/cost-rules.ts';

export type CostOptions = {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  /** Largest page any list may be asked for. */
  readonly pageSize: number;
};

/** What a field costs, whoever asks for it. */
export type FieldFacts = {
  readonly coordinate: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** Of one item. */
  readonly weight: number;
  readonly isList: boolean;
  readonly size: ListSize | null;
  readonly result: GraphQLNamedType;
  /** Have its arguments a weight at all? */
  readonly weighsArguments: boolean;
};

/** What the fields of a schema cost, each worked out once. */
export class SchemaCosts {
  readonly schema: GraphQLSchema;
  readonly pageSize: number;
  readonly #rules: CostRules;
  readonly #fields = new WeakMap<GraphQLField<unknown, unknown>, FieldFacts>();

  constructor({ schema, rules, pageSize }: CostOptions) {
    this.schema = schema;
    this.pageSize = pageSize;
    this.#rules = rules;
  }

  /** Null for `__typename`, `__schema` and `__type`, which no department is asked for. */
  field(type: GraphQLObjectType, name: string): FieldFacts | null {
    const field = type.getFields()[name];
    if (field === undefined) return null;
    const known = this.#fields.get(field);
    if (known !== undefined) return known;
    const coordinate = `${type.name}.${name}`;
    const result = getNamedType(field.type);
    const facts: FieldFacts = {
      coordinate,
      field,
      result,
      weight: this.weightOf(coordinate) ?? this.#weightOfResult(result),
      isList: isListType(getNullableType(field.type)),
      size: this.#rules.listSizes.get(coordinate) ?? null,
      weighsArguments: field.args.some(
        (each) =>
          isInputObjectType(getNamedType(each.type)) ||
          this.#rules.weights.has(`${coordinate}(${each.name}:)`) ||
          this.#rules.weights.has(getNamedType(each.type).name),
      ),
    };
    this.#fields.set(field, facts);
    return facts;
  }

  weightOf(coordinate: string): number | null {
    return this.#rules.weights.get(coordinate) ?? null;
  }

  #weightOfResult(type: GraphQLNamedType): number {
    const own = this.weightOf(type.name);
    if (own !== null) return own;
    if (!isAbstractType(type)) return isCompositeType(type) ? 1 : 0;
    const possible = this.schema.getPossibleTypes(type);
    return possible.length === 0 ? 1 : Math.max(...possible.map((each) => this.#weightOfResult(each)));
  }
}
