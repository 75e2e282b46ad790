import {
  coerceInputValue,
  GraphQLList,
  GraphQLNonNull,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  valueFromAST,
  type FieldNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { plainView, type PagePlan, type PageView, type ViewShape } from '../compile/plan.ts';
import type { PageCut } from '../compile/keyset.ts';
import type { FilterValue } from '../database/dialect.ts';
import type { AskedValue } from '../filters/filter.ts';
import { aggregateNames } from '../aggregates/aggregate-names.ts';
import { readGroupBy } from '../aggregates/asked-group.ts';
import { orderByName, whereName } from '../filters/input-names.ts';
import { readFilter, readOrderBy } from '../filters/read-filter.ts';
import type { Mapping } from '../mapping/model.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { CursorCodec } from './cursor.ts';

/** The page that the arguments of a list ask for. */
export type PageArguments = {
  readonly view: PageView;
  /** What cursors are bound to: department, list, order and filter. */
  readonly list: string;
  readonly cut: PageCut;
  readonly count: number;
  /** Order values of the rows that the page stands between; none where it is not bounded there. */
  readonly after: readonly SqlValue[];
  readonly before: readonly SqlValue[];
  readonly filter: readonly FilterValue[];
  /** What is asked of the list, in the graph's own values. */
  readonly asked: ListQuestion;
};

export type ListQuestion = ViewShape & { readonly values: readonly AskedValue[] };

export type ArgumentScope = {
  readonly variables: Variables;
  readonly cursors: CursorCodec;
  readonly mapping: Mapping;
  /** Knows the inputs of filters and orders. */
  readonly schema: GraphQLSchema;
};

/** @throws {OnestopError} `LIST_LIMIT_EXCEEDED`, `CURSOR_INVALID`, `BAD_USER_INPUT`, `UNAUTHORIZED_FIELD_OR_TYPE` */
export function readPageArguments(page: PagePlan, node: FieldNode | null, scope: ArgumentScope): PageArguments {
  const { shape } = page;
  if (shape.kind === 'one' || node === null) return wholePage(page.view(plainView), { count: 1, asked: asItStands });
  const question = readShape(shape.type.name, node, scope);
  const { values, ...asked } = question;
  const { filter } = asked;
  const view = page.view(asked);
  if (shape.kind === 'aggregate')
    return { ...wholePage(view, { count: view.groups.size === 0 ? 1 : maxGroups, asked: question }), filter: view.bindFilter(values) }; // prettier-ignore
  const { count, isBackwards } = readCount(shape, node, scope.variables);
  const list = filter === null ? view.list : `${view.list} ${JSON.stringify([filter, values])}`;
  const [after, before] = (['after', 'before'] as const).map((name) =>
    readCursor(name, { list, view, node, scope, page }),
  );
  return {
    view,
    list,
    count,
    cut: { isBackwards, after: nullsOf(after), before: nullsOf(before) },
    after: after ?? [],
    before: before ?? [],
    filter: view.bindFilter(values),
    asked: question,
  };
}

/** Groups that an aggregate may have for one parent; more is a report. */
export const maxGroups = 1000;

const wholePage = (view: PageView, { count, asked }: Pick<PageArguments, 'count' | 'asked'>): PageArguments => ({
  view,
  asked,
  list: view.list,
  count,
  cut: { isBackwards: false, after: null, before: null },
  after: [],
  before: [],
  filter: [],
});

const nullsOf = (cursor: readonly SqlValue[] | null | undefined) => cursor?.map((value) => value === null) ?? null;

type Connection = Extract<PagePlan['shape'], { kind: 'connection' }>;

function readCount({ max, default: usual }: Connection, node: FieldNode, variables: Variables) {
  const [first, last] = (['first', 'last'] as const).map((name) => argumentValue(node, name, variables) ?? null);
  if (first !== null && last !== null) throw badInput('first and last can’t both be given');
  const count = last ?? first ?? usual;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > max)
    throw new OnestopError('LIST_LIMIT_EXCEEDED', { max, first: typeof count === 'number' ? count : 'that' });
  return { count, isBackwards: last !== null };
}

/** What the list is filtered and ordered by: its shape, and the values that fill it. */
function readShape(typename: string, node: FieldNode, scope: ArgumentScope): ListQuestion {
  if (node.arguments?.some(({ name }) => shaping.has(name.value)) !== true) return asItStands;
  const { mapping, schema, variables } = scope;
  const type = mapping.types.get(typename);
  const inputOf = (name: string): GraphQLInputObjectType | undefined => {
    const input = schema.getType(name);
    return isInputObjectType(input) ? input : undefined;
  };
  const listOf = (input: GraphQLInputObjectType | undefined) =>
    input === undefined ? undefined : new GraphQLList(new GraphQLNonNull(input));
  const { name: source } = mapping.source;
  const where = readInput('where', () => inputOf(whereName(source, typename)), node, variables);
  const order = readInput('orderBy', () => listOf(inputOf(orderByName(source, typename))), node, variables);
  const groups = () => listOf(inputOf(aggregateNames(source, typename).groupBy));
  const groupBy = readInput('groupBy', groups, node, variables);
  const asked = where === null || type === undefined ? null : readFilter(where as Input, type, mapping); // coerced
  return {
    filter: asked?.filter ?? null,
    values: asked?.values ?? [],
    orderBy: order === null ? null : readOrderBy(order as readonly Input[]),
    groupBy: groupBy === null ? [] : readGroupBy(groupBy as readonly Input[]),
  };
}

/** Arguments that decide the shape of a view. */
const shaping: ReadonlySet<string> = new Set(['where', 'orderBy', 'groupBy']);
const asItStands = { ...plainView, values: [] };

type Input = Readonly<Record<string, unknown>>;

/** An argument coerced to its input type, as the mapped SDL has it; null where it is absent. */
function readInput(
  argument: string,
  typeOf: () => GraphQLInputType | undefined,
  node: FieldNode,
  variables: Variables,
): unknown {
  const value = node.arguments?.find((each) => each.name.value === argument)?.value;
  if (value === undefined || value.kind === Kind.NULL) return null;
  const type = typeOf();
  if (type === undefined) return null;
  // A variable may have a name that every object has.
  const given = Object.assign(Object.create(null) as Record<string, unknown>, variables);
  if (value.kind === Kind.VARIABLE && (given[value.name.value] ?? null) === null) return null;
  const wrong = (reason: string) => badInput('{argument} can’t be read: {reason}', { argument, reason });
  if (!isKnown(value, type)) throw wrong('it names a field that the input does not have');
  const found: unknown = valueFromAST(value, type, given);
  if (found === undefined) throw wrong('it is not of the argument’s type');
  return coerceInputValue(found, type, (_path, _value, { message }) => {
    throw wrong(message);
  });
}

/** Has the input every field that a literal names? What it lacks would be passed over, and with it a condition. */
function isKnown(value: ValueNode, type: GraphQLInputType): boolean {
  const inner = getNullableType(type);
  if (value.kind === Kind.LIST) return isListType(inner) && value.values.every((each) => isKnown(each, inner.ofType));
  if (value.kind !== Kind.OBJECT) return true;
  const named = isListType(inner) ? getNullableType(inner.ofType) : inner;
  if (!isInputObjectType(named)) return true;
  const fields = named.getFields();
  return value.fields.every(({ name, value: each }) => {
    const field = Object.hasOwn(fields, name.value) ? fields[name.value] : undefined;
    return field !== undefined && isKnown(each, field.type);
  });
}

type CursorRequest = {
  readonly list: string;
  readonly view: PageView;
  readonly page: PagePlan;
  readonly node: FieldNode;
  readonly scope: ArgumentScope;
};

function readCursor(
  name: 'after' | 'before',
  { list, view, page, node, scope }: CursorRequest,
): readonly SqlValue[] | null {
  const given = argumentValue(node, name, scope.variables) ?? null;
  if (given === null) return null;
  const cursor = typeof given === 'string' ? scope.cursors.open(list, given) : null;
  if (cursor?.length !== view.order.length) throw new OnestopError('CURSOR_INVALID');
  return cursor.map(page.fromCursor);
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
