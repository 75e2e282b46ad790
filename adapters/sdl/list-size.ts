import { Kind, parseConstValue, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';

/** What `@list` says where it says nothing. */
const ofList = { max: 100, default: 20 };

/** The pages of a `@list`; null for a field without. */
export function pageOf(field: FieldDefinitionNode): { readonly max: number; readonly default: number } | null {
  const list = field.directives?.find(({ name }) => name.value === 'list');
  if (list === undefined) return null;
  const number = (name: 'max' | 'default'): number => {
    const value = list.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.INT ? Number(value.value) : ofList[name];
  };
  return { max: number('max'), default: number('default') };
}

/** Beside a `@list`, what others may know of it: how many items a page has. Federation's gateways reckon with it. */
export function withListSize(field: FieldDefinitionNode): FieldDefinitionNode | undefined {
  const page = pageOf(field);
  if (page === null) return undefined;
  const names = (field.arguments ?? []).map(({ name }) => name.value);
  const size = directive('listSize', {
    assumedSize: page.default,
    slicingArguments: ['first', 'last'].filter((name) => names.includes(name)),
    sizedFields: ['nodes', 'edges'],
    requireOneSlicingArgument: false,
  });
  return { ...field, directives: [...(field.directives ?? []), size] };
}

const directive = (name: string, given: Readonly<Record<string, unknown>>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(given).map(([argument, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: argument },
    value: parseConstValue(JSON.stringify(value), { noLocation: true }),
  })),
});
