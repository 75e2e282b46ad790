import { Kind, print, type FieldDefinitionNode, type InputValueDefinitionNode, type TypeNode } from 'graphql';
import { findDirective } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';

/** Directives and arguments that a field of a type, or of Query, can't have: they would silently mean nothing. */
export function checkFieldDirectives(
  node: FieldDefinitionNode,
  { type, mistakes }: { readonly type: string; readonly mistakes: Mistakes },
): void {
  const conflicts = type === 'Query' ? rootConflicts : rowConflicts;
  for (const { directive, beside, reason, fix } of conflicts) {
    const found = findDirective(node, directive);
    if (found === undefined || mistakes.isTold(found)) continue;
    if (beside !== null && findDirective(node, beside) === undefined) continue;
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(found), { directive, reason, fix });
  }
  if (findDirective(node, 'lookup') !== undefined) return;
  for (const argument of node.arguments ?? []) {
    if (findDirective(node, 'list') !== undefined && isPageArgument(argument)) continue;
    if (findDirective(node, 'label') !== undefined && argument.name.value === 'lang') continue;
    if (isOfVocabulary(node)) continue;
    mistakes.add('MAPPING_NOT_SUPPORTED', placeOf(argument), {
      what: `The argument “${argument.name.value}: ${print(argument.type)}” of ${type}.${node.name.value}`,
      fix: 'Remove it: a list’s arguments are generated, a @lookup takes the fields of a key.',
    });
  }
}

/** Fields that a department does not write keep the arguments the vocabulary gives them. */
const isOfVocabulary = (node: FieldDefinitionNode): boolean => placeOf(node).file.startsWith('schema/vocabulary/');

type Conflict = {
  readonly directive: string;
  /** The other directive it can't stand beside; null where it can't stand here at all. */
  readonly beside: string | null;
  readonly reason: string;
  readonly fix: string;
};

const publicAndPersonal: Conflict = {
  directive: 'public',
  beside: 'personal',
  reason: 'the field is @personal',
  fix: 'Keep one of the two.',
};

const noRow = 'Query is where questions begin, its fields are not read from a row';

const rootConflicts: readonly Conflict[] = [
  { directive: 'column', beside: null, reason: noRow, fix: 'Use @list or @lookup.' },
  { directive: 'relation', beside: null, reason: noRow, fix: 'Use @list or @lookup.' },
  { directive: 'constant', beside: null, reason: noRow, fix: 'Use @list or @lookup.' },
  { directive: 'embedded', beside: null, reason: noRow, fix: 'Use @list or @lookup.' },
  { directive: 'lookup', beside: 'list', reason: 'the field is a @list', fix: 'Keep one of the two.' },
  publicAndPersonal,
];

const rowConflicts: readonly Conflict[] = [
  {
    directive: 'relation',
    beside: 'column',
    reason: 'a field comes from a column or from another table, not both',
    fix: 'Remove @column or @relation.',
  },
  ...['constant', 'embedded'].flatMap((directive) =>
    ['column', 'relation', 'label', ...(directive === 'embedded' ? ['constant', 'list'] : [])].map((beside) => ({
      directive,
      beside,
      reason: `the field is read by @${beside}`,
      fix: 'Keep one of the two.',
    })),
  ),
  {
    directive: 'label',
    beside: 'column',
    reason: 'a label names its columns itself',
    fix: 'Remove @column, and write @label(enColumn: "…", zhColumn: "…").',
  },
  {
    directive: 'list',
    beside: 'column',
    reason: 'a column holds one value',
    fix: 'Remove @list, or use @relation in place of @column.',
  },
  {
    directive: 'lookup',
    beside: null,
    reason: 'only a field of Query finds a row by its key',
    fix: 'Use @relation(columns: […], references: […]).',
  },
  publicAndPersonal,
];

function isPageArgument({ name, type }: InputValueDefinitionNode): boolean {
  const wanted = name.value === 'first' ? 'Int' : name.value === 'after' ? 'String' : null;
  return wanted !== null && wanted === plainName(type);
}

const plainName = (type: TypeNode): string | null =>
  type.kind === Kind.NON_NULL_TYPE ? plainName(type.type) : type.kind === Kind.NAMED_TYPE ? type.name.value : null;
