import { Kind } from 'graphql';
import type { PublishedSubgraph } from '../../adapters/ports/published-types.ts';
import { mergedLists, mergedPageDefault, mergedPageMax } from '../../schema/merged-lists.ts';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { ownersOf, type MergedField } from './merged-sources.ts';
import { whereArgument, whereDefinitions } from './merged-where.ts';

/**
 * The SDL of the merged lists, out of what the departments have: of every owner's type a stub with its key, which
 * the planner resolves at the owner; of every interface its key; of every parent the lists that somebody has a part
 * of. A department that is not there leaves no trace.
 */
export function interactionSdl(subgraphs: readonly PublishedSubgraph[], fields: readonly MergedField[]): string {
  const present = mergedLists.map((list) => ({ list, owners: ownersOf(subgraphs, list) }));
  const used = present.filter(({ owners }) => owners.length > 0);
  const interfaces = used.map(
    ({ list }) => `${description(list.interface)}interface ${list.interface} { ${keyOf(list.interface)} id: ID! }`,
  );
  const interfacesOf = new Map<string, string[]>();
  for (const { list, owners } of used)
    for (const { typename } of owners)
      interfacesOf.set(typename, [...(interfacesOf.get(typename) ?? []), list.interface]);
  const parents = [...new Set(fields.map(({ parent }) => parent))];
  // What is a parent as well is no mere stub, and a type is defined once.
  const stubs = [...interfacesOf]
    .filter(([typename]) => !parents.includes(typename))
    .map(
      ([typename, names]) =>
        `type ${typename}${implementsSdl(names)} @key(fields: "id", resolvable: false) { id: ID! }`,
    );
  const parentTypes = parents.map((parent) => parentSdl(parent, fields, interfacesOf.get(parent) ?? []));
  const roots = used.flatMap(({ list }) => (list.interface === 'Feedback' ? [feedbackRoot] : []));
  const query = roots.length === 0 ? [] : [`extend type Query { ${roots.join(' ')} }`];
  const inputs = whereDefinitions(subgraphs, fields);
  return [title, ...interfaces, ...stubs, ...parentTypes, ...query, ...inputs].join('\n');
}

const title = 'extend schema @department(title: "Interaction 互动记录")';

/** The vocabulary's own description of an interface's key. */
function keyOf(name: string): string {
  const shared = vocabularyType(name);
  const fields = shared?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (shared.fields ?? []) : [];
  const text = fields.find((field) => field.name.value === 'id')?.description?.value;
  return text === undefined ? '' : JSON.stringify(text);
}

const feedbackRoot =
  '"One feedback by its id, whoever owns it. Answers for any id that names an owner; what the owner does not know is null." feedback(id: ID!): Feedback @personal';

const implementsSdl = (interfaces: readonly string[]): string =>
  interfaces.length === 0 ? '' : ` implements ${interfaces.join(' & ')}`;

function parentSdl(parent: string, all: readonly MergedField[], interfaces: readonly string[]): string {
  const fields = all.filter((field) => field.parent === parent).map(fieldSdl);
  const isRoot = parent === 'Query';
  const type = `type ${parent}${implementsSdl(interfaces)} @key(fields: "id")${subjectOf(parent)}`;
  const head = isRoot ? 'type Query' : `${description(parent)}${type}`;
  return `${head} { ${isRoot ? '' : 'id: ID! '}${fields.join(' ')} }`;
}

/** Rows are personal wherever they hang. */
const fieldSdl = ({ list, name, conditions }: MergedField): string => `
  "${listDescriptions[list.interface]}"
  ${name}(
    "How many, at most ${mergedPageMax}; ${mergedPageDefault} where it is absent."
    first: Int
    "Only what comes after this cursor."
    after: String
    ${whereArgument(list.interface, conditions)}
  ): ${list.interface}Connection @personal @list(max: ${mergedPageMax}, default: ${mergedPageDefault})`;

const listDescriptions = {
  Feedback: 'What was asked, complained of, suggested and praised, wherever it was said, newest first.',
  Contact: 'Every touchpoint on every channel, newest first.',
  TimelineEntry: 'Everything that happened between the person and government, newest first.',
} as const;

function subjectOf(parent: string): string {
  const shared = vocabularyType(parent);
  const isPerson = shared?.directives?.some(({ name }) => name.value === 'subject') === true;
  return isPerson ? ' @subject(field: "id")' : '';
}

function description(name: string): string {
  const text = vocabularyType(name)?.description?.value;
  return text === undefined ? '' : `${JSON.stringify(text)}\n`;
}
