import { Kind, type FieldNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import type { Variables } from '../../schema/subgraph.ts';
import type { PagePlan } from '../compile/plan.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { CursorCodec } from './cursor.ts';

/** The page that the arguments of a list ask for. */
export type PageArguments = {
  readonly first: number;
  /** Order values of the row to go on after; null for the beginning. */
  readonly cursor: readonly SqlValue[] | null;
};

/** @throws {OnestopError} `LIST_LIMIT_EXCEEDED`, `CURSOR_INVALID` */
export function readPageArguments(
  page: PagePlan,
  node: FieldNode | null,
  scope: { readonly variables: Variables; readonly cursors: CursorCodec },
): PageArguments {
  if (page.shape.kind === 'one' || node === null) return { first: 1, cursor: null };
  const first = argumentValue(node, 'first', scope.variables) ?? page.shape.default;
  const after = argumentValue(node, 'after', scope.variables);
  const { max } = page.shape;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 0 || first > max) {
    throw new OnestopError('LIST_LIMIT_EXCEEDED', { max, first: typeof first === 'number' ? first : 'that' });
  }
  if (after === null || after === undefined) return { first, cursor: null };
  const cursor = typeof after === 'string' ? scope.cursors.open(page.list, after) : null;
  if (cursor?.length !== page.order.length) throw new OnestopError('CURSOR_INVALID');
  return { first, cursor: cursor.map(page.fromCursor) };
}

/** A literal or a variable; literals are read by their digits, never through a rounded number. */
export function argumentValue(node: FieldNode, name: string, variables: Variables): unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  switch (value?.kind) {
    case Kind.VARIABLE:
      return Object.hasOwn(variables, value.name.value) ? variables[value.name.value] : undefined;
    case Kind.INT:
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value;
    case Kind.STRING:
    case Kind.ENUM:
      return value.value;
    default:
      return undefined;
  }
}
