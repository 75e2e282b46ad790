import { Kind, print, type FieldDefinitionNode } from 'graphql';
import { connectionTarget } from '../sdl/connection.ts';
import { checkFieldDirectives } from './check-field-directives.ts';
import { findDirective, readDirective, type DirectiveValues } from './directive-values.ts';
import { containsList, namedTypeOf, type FieldScope } from './field-scope.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, ListMapping, ReferenceField, RelationField } from './model.ts';
import { plainValue } from './plain-value.ts';
import { readCodecs, readColumn } from './read-column.ts';
import { readCondition } from './read-condition.ts';
import { readConstant } from './read-constant.ts';
import { readEmbedded } from './read-embedded.ts';
import { readLabel } from './read-label.ts';
import { readLink } from './read-link.ts';
import { readOrder } from './read-order.ts';
import { readUpTo } from './read-up-to.ts';

/** One field of a mapped type. Null where nothing can be said of it; a mistake tells why. */
export function readField(node: FieldDefinitionNode, scope: FieldScope): FieldMapping | null {
  const place = placeOf(node);
  const name = node.name.value;
  const target = namedTypeOf(node.type).name.value;
  if (scope.mistakes.isTold(node.type) || !scope.isReadable(target)) return null;
  checkNullable(node, scope);
  checkFieldDirectives(node, scope);
  const relation = readDirective(node, 'relation', scope.mistakes);
  if (relation !== null) return readRelation(node, relation, scope);
  if (findDirective(node, 'relation') !== undefined) return null;
  const label = readDirective(node, 'label', scope.mistakes);
  if (label !== null) return readLabel(node, label, scope);
  const constant = readDirective(node, 'constant', scope.mistakes);
  if (constant !== null) return readConstant(node, constant, scope);
  const embedded = readDirective(node, 'embedded', scope.mistakes);
  if (embedded !== null) return readEmbedded(node, embedded, scope);
  if ((findDirective(node, 'constant') ?? findDirective(node, 'embedded')) !== undefined) return null;
  const column = readDirective(node, 'column', scope.mistakes);
  if (column !== null) return readColumn(node, column, scope);
  // What others hold, and relations here are found by.
  if (findDirective(node, 'external') !== undefined && !scope.hasTable && !scope.isObject(target))
    return { kind: 'value', name, place, value: plainValue(target) };
  if (findDirective(node, 'external') !== undefined || place.file.startsWith('schema/vocabulary/'))
    return { kind: 'absent', name, place };
  // A directive was there but could not be read.
  if (scope.mistakes.isTold(node)) return null;
  const isRelation = scope.isObject(target) || connectionTarget(target) !== null;
  scope.mistakes.add(isRelation ? 'MAPPING_RELATION_MISSING' : 'MAPPING_UNMAPPED_FIELD', place, {
    type: isRelation ? target : scope.type,
    field: name,
    fix: 'Add @column(name: "…"), or remove the field.',
  });
  return null;
}

function checkNullable(node: FieldDefinitionNode, scope: FieldScope): void {
  if (node.type.kind !== Kind.NON_NULL_TYPE || scope.isKeyField(node.name.value)) return;
  const suggestion = `${node.name.value}: ${print(node.type.type)}`;
  scope.mistakes.add('MAPPING_NON_NULL_FIELD', placeOf(node.type), { suggestion });
}

function readRelation(
  node: FieldDefinitionNode,
  values: DirectiveValues,
  scope: FieldScope,
): RelationField | ReferenceField | null {
  const directive = findDirective(node, 'relation');
  const place = placeOf(directive);
  const wrong = (reason: string, fix: string) => scope.mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
  const [columns, fields, references] = [values.texts('columns'), values.texts('fields'), values.texts('references')];
  if ((columns.length === 0) === (fields.length === 0)) {
    wrong('the rows are found by columns or by fields', 'Give one of columns and fields.');
    return null;
  }
  const returned = namedTypeOf(node.type).name.value;
  if (!values.isGiven('references') && columns.length > 0 && scope.isHeldByOthers(returned))
    return readReference(node, values, { place, columns, target: returned, mistakes: scope.mistakes });
  const sides = { own: columns.length + fields.length, references: references.length };
  const link = directive === undefined ? null : readLink(directive, values, { sides, mistakes: scope.mistakes });
  if (!values.isGiven('link') && sides.own !== sides.references)
    wrong('the two sides have different lengths', 'Name as many references as columns or fields.');
  const listed = connectionTarget(returned);
  if (listed === null && !scope.isObject(returned)) {
    wrong(
      `the field returns ${returned}, which is no row`,
      'Return a type that has a table, or use @column for a value.',
    );
    return null;
  }
  const list = readList(node, scope.mistakes);
  return {
    kind: 'relation',
    name: node.name.value,
    place,
    target: listed ?? returned,
    from: fields.length > 0 ? { kind: 'fields', fields } : { kind: 'columns', columns },
    references,
    link,
    codecs:
      values.texts('as').length === 0
        ? []
        : readCodecs(values, link?.from.length ?? references.length, {
            place,
            directive: 'relation',
            mistakes: scope.mistakes,
          }),
    owner: null,
    where: readCondition(values.text('where'), place, scope.mistakes),
    list,
    upTo: readUpTo(node, values, scope.mistakes),
    isOwn: values.flag('own'),
  };
}

type ReferenceRequest = {
  readonly place: ReturnType<typeof placeOf>;
  readonly columns: readonly string[];
  readonly target: string;
  readonly mistakes: Mistakes;
};

function readReference(
  node: FieldDefinitionNode,
  values: DirectiveValues,
  { place, columns, target, mistakes }: ReferenceRequest,
): ReferenceField {
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
  if (findDirective(node, 'list') !== undefined)
    wrong('the columns of one row name one entity, not a list', 'Remove @list.');
  if (values.isGiven('link'))
    wrong(
      `${target} has no rows here that a link could lead to`,
      `Give the link’s table a type of its own, with a field that returns ${target}.`,
    );
  if (values.text('where') !== null) wrong(`${target} has no rows here for a condition`, 'Remove where.');
  if (values.flag('own')) wrong(`${target} has no rows here that could be the person’s`, 'Remove own.');
  if (values.isGiven('upTo')) wrong(`${target} has no rows here to be followed again`, 'Remove upTo.');
  const codecs =
    values.texts('as').length === 0
      ? []
      : readCodecs(values, columns.length, { place, directive: 'relation', mistakes });
  return { kind: 'reference', name: node.name.value, place, target, columns, codecs };
}

/** The pages of a list field; null for a field that is no list. */
export function readList(node: FieldDefinitionNode, mistakes: Mistakes): ListMapping | null {
  const values = readDirective(node, 'list', mistakes);
  const isConnection =
    connectionTarget(namedTypeOf(node.type).name.value) !== null && node.type.kind !== Kind.LIST_TYPE;
  const place = placeOf(findDirective(node, 'list') ?? node.type);
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_LIST_INVALID', place, { reason, fix });
  if (containsList(node.type)) {
    const listed = namedTypeOf(node.type).name.value;
    wrong(
      'a list that can grow is given in pages',
      `Return ${listed.replace(/Connection$/, '')}Connection with @list.`,
    );
    return null;
  }
  if (values === null) {
    if (isConnection && findDirective(node, 'list') === undefined)
      wrong('a connection needs its pages described', 'Add @list(orderBy: […], max: …).');
    return isConnection ? { place, orderBy: [], max: 100, default: 20, unindexed: false } : null;
  }
  if (!isConnection) {
    wrong('the field returns no connection', `Return ${namedTypeOf(node.type).name.value}Connection, or remove @list.`);
    return null;
  }
  if (findDirective(node, 'shareable') !== undefined)
    mistakes.add('MAPPING_SHAREABLE_LIST', placeOf(findDirective(node, 'shareable')), {});
  const [max, usual] = [values.number('max') ?? 100, values.number('default') ?? 20];
  if (max < 1 || max > 10_000) wrong(`max is ${max}`, 'Use 1 to 10000.');
  else if (usual < 1) wrong(`default is ${usual}`, 'Use 1 or more.');
  else if (usual > max && values.isGiven('default'))
    wrong(`default is ${usual}, but no page may be larger than max, ${max}`, 'Give a smaller default or a larger max.');
  const orderBy = values.texts('orderBy').flatMap((text) => {
    const read = readOrder(text);
    if (!read.ok) wrong(`orderBy: ${read.reason}`, read.fix);
    return read.ok ? [{ field: read.order.name, descending: read.order.descending }] : [];
  });
  return { place, orderBy, max, default: Math.min(usual, max), unindexed: values.flag('unindexed') };
}
