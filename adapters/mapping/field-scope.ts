import { Kind, type NamedTypeNode, type TypeNode } from 'graphql';
import type { Mistakes } from './mistake.ts';

/** What the fields of one type are read in: the mistakes found, and what the type is. */
export type FieldScope = {
  readonly type: string;
  readonly hasTable: boolean;
  readonly isKeyField: (field: string) => boolean;
  readonly isObject: (type: string) => boolean;
  /** Is it a type whose rows others hold: with a key and without a table? */
  readonly isHeldByOthers: (type: string) => boolean;
  /** False for interfaces and the like, whose definition is already told of. */
  readonly isReadable: (type: string) => boolean;
  /** Is it a type whose objects are made of other types' rows? */
  readonly isEmbedded: (type: string) => boolean;
  /** Do its objects stand in JSON? */
  readonly isInJson: (type: string) => boolean;
  /** Names of an enum's values; undefined for what is no enum. */
  readonly enumValues: (type: string) => readonly string[] | undefined;
  readonly mistakes: Mistakes;
};

export const namedTypeOf = (type: TypeNode): NamedTypeNode =>
  type.kind === Kind.NAMED_TYPE ? type : namedTypeOf(type.type);

export const containsList = (type: TypeNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE ? containsList(type.type) : type.kind === Kind.LIST_TYPE;
