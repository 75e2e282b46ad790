import { Kind, type DocumentNode, type ObjectTypeDefinitionNode } from 'graphql';
import { mergedLists, mergedPageMax, type MergedList } from '../../schema/merged-lists.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { ListMapping, Mapping, TypeMapping } from './model.ts';

/**
 * Holds a department's part of the merged lists to what merging wants: ids that name their owner, one type for
 * each owner, rows in the order of the whole, pages as large as the whole's.
 */
export function checkMergedLists(mapping: Mapping, document: DocumentNode, mistakes: Mistakes): void {
  const nodes = document.definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
  for (const list of mergedLists) {
    const types = nodes.filter(({ interfaces = [] }) => interfaces.some(({ name }) => name.value === list.interface));
    const names = new Set(types.map(({ name }) => name.value));
    if (list.idsNameOwner) checkIds(types, list, { mapping, mistakes });
    for (const part of partsOf(mapping, list, names)) checkPart(part, list, mistakes);
  }
}

type Scope = { readonly mapping: Mapping; readonly mistakes: Mistakes };

function checkIds(types: readonly ObjectTypeDefinitionNode[], list: MergedList, { mapping, mistakes }: Scope): void {
  const owner = mapping.source.name;
  for (const [index, node] of types.entries()) {
    const type = node.name.value;
    const wrong = (reason: string, fix: string, place = placeOf(node.name)) =>
      mistakes.add('MAPPING_INTERFACE_INVALID', place, { type, interface: list.interface, reason, fix });
    if (list.interface === 'Feedback' && index > 0)
      wrong(`${types[0]?.name.value} does so already, and an id tells one owner`, 'Read both tables as one view.');
    const id = mapping.types.get(type)?.fields.get('id');
    if (id?.kind !== 'value' || id.value.prefix.startsWith(`${owner}:`)) continue;
    wrong(`its ids have to name their owner`, `Write @column(prefix: "${owner}:") on “id”.`, id.place);
  }
}

type Part = { readonly target: TypeMapping; readonly list: ListMapping; readonly name: string };

/** Lists on a parent of the merged list whose rows implement its interface. */
function partsOf({ types, roots }: Mapping, { parents }: MergedList, names: ReadonlySet<string>): readonly Part[] {
  const ofTypes = Object.keys(parents).flatMap((parent) =>
    [...(types.get(parent)?.fields.values() ?? [])].flatMap((field) =>
      field.kind === 'relation' && field.list !== null
        ? [{ target: field.target, list: field.list, name: `${parent}.${field.name}` }]
        : [],
    ),
  );
  const ofQuery = Object.hasOwn(parents, 'Query')
    ? [...roots.values()].flatMap((root) =>
        root.kind === 'list' ? [{ target: root.target, list: root.list, name: `Query.${root.name}` }] : [],
      )
    : [];
  return [...ofTypes, ...ofQuery].flatMap(({ target, ...part }) => {
    const type = types.get(target);
    return type !== undefined && names.has(target) ? [{ ...part, target: type }] : [];
  });
}

function checkPart(
  { target, list, name }: Part,
  { at, interface: interfaceName }: MergedList,
  mistakes: Mistakes,
): void {
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_LIST_INVALID', list.place, { reason, fix });
  const [first] = list.orderBy;
  const columns = (field: string | undefined) => {
    const mapped = field === undefined ? undefined : target.fields.get(field);
    return mapped?.kind === 'value' ? mapped.value.columns.join() : null;
  };
  const wanted = columns(at);
  if (wanted === null)
    wrong(
      `${name} is a part of the graph’s lists of ${interfaceName}, but ${target.name}.${at} is not read from a column`,
      `Map “${at}”.`,
    );
  else if (first?.descending !== true || columns(first.field) !== wanted)
    wrong(
      `${name} is a part of the graph’s lists of ${interfaceName}, which are newest first`,
      `Write orderBy: ["${at} DESC"].`,
    );
  if (list.max < mergedPageMax)
    wrong(
      `${name} is a part of the graph’s lists of ${interfaceName}, whose pages have up to ${mergedPageMax} rows`,
      `Write max: ${mergedPageMax}.`,
    );
}
