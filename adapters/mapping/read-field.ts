import { Kind, print, type FieldDefinitionNode, type NamedTypeNode, type TypeNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { isKeyCodecName, type KeyCodecName } from '../codecs/key-codec.ts';
import { connectionTarget } from '../sdl/connection.ts';
import { compileDateFormat } from '../values/date-format.ts';
import { checkFieldDirectives } from './check-field-directives.ts';
import { findDirective, readDirective, type DirectiveValues } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, ListMapping, ReferenceField, RelationField, ValueMapping } from './model.ts';
import { readCondition } from './read-condition.ts';
import { readLabel } from './read-label.ts';
import { readOrder } from './read-order.ts';

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
  readonly mistakes: Mistakes;
};

export const namedTypeOf = (type: TypeNode): NamedTypeNode =>
  type.kind === Kind.NAMED_TYPE ? type : namedTypeOf(type.type);

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

function readColumn(node: FieldDefinitionNode, values: DirectiveValues, scope: FieldScope): FieldMapping | null {
  const place = placeOf(findDirective(node, 'column'));
  const type = namedTypeOf(node.type).name.value;
  const wrong = (code: 'MAPPING_DIRECTIVE_CONFLICT' | 'MAPPING_DIRECTIVE_ARGUMENT', reason: string, fix: string) => {
    scope.mistakes.add(code, place, { directive: 'column', reason, fix });
    return null;
  };
  if (scope.isObject(type)) {
    const reason = `${type} is an object, a column holds one value`;
    return wrong('MAPPING_DIRECTIVE_CONFLICT', reason, 'Use @relation(columns: […], references: […]).');
  }
  if (containsList(node.type)) {
    const reason = 'a column holds one value, not a list';
    return wrong('MAPPING_DIRECTIVE_CONFLICT', reason, `Write \`${node.name.value}: ${type}\`.`);
  }
  const columns = values.texts('name');
  if (columns.length === 0 && scope.hasTable)
    return wrong('MAPPING_DIRECTIVE_ARGUMENT', 'the column’s name is missing', 'Write @column(name: "…").');
  if (columns.length === 0 && !scope.isKeyField(node.name.value)) {
    const reason = `${scope.type} has no table here, only keys, and this field is no key`;
    return wrong('MAPPING_DIRECTIVE_CONFLICT', reason, 'Remove the field, or name the table: @table(name: "…").');
  }
  const value = readValue({ type, columns, values, place, scope });
  const relation = values.text('through');
  const shared = { name: node.name.value, place, value };
  return relation === null ? { kind: 'value', ...shared } : { kind: 'through', relation, ...shared };
}

const plainValue = (type: string): ValueMapping => ({
  type,
  columns: [],
  codecs: ['TEXT'],
  prefix: '',
  formats: [],
  nullIf: [],
  scale: null,
  trueIf: [],
});

type ValueRequest = {
  readonly type: string;
  readonly columns: readonly string[];
  readonly values: DirectiveValues;
  readonly place: ReturnType<typeof placeOf>;
  readonly scope: FieldScope;
};

function readValue({ type, columns, values, place, scope }: ValueRequest): ValueMapping {
  const wrong = (reason: string, fix: string) =>
    scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'column', reason, fix });
  const formats = values.texts('format');
  for (const format of formats) checkFormat(format, place, scope.mistakes);
  if (columns.length > 1 && type !== 'ID')
    wrong(`${columns.length} columns make one key, not a ${type}`, 'Name one column, or make the field an ID.');
  if (formats.length > 0 && !dateTypes.includes(type))
    wrong(`format is for ${dateTypes.join(', ')}`, 'Remove format, or give the field one of these types.');
  if (values.texts('trueIf').length > 0 && type !== 'Boolean')
    wrong('trueIf is for Boolean', 'Remove trueIf, or make the field a Boolean.');
  const scale = values.number('scale');
  if (scale !== null && type !== 'Decimal' && type !== 'Float')
    wrong('scale is for Decimal and Float', 'Remove scale, or make the field a Decimal.');
  if (scale !== null && (scale < 0 || scale > 18)) wrong('scale counts decimal places', 'Use 0 to 18.');
  return {
    type,
    columns,
    codecs: readCodecs(values, Math.max(1, columns.length), { place, directive: 'column', mistakes: scope.mistakes }),
    prefix: readPrefix(type, values, wrong),
    formats,
    nullIf: values.texts('nullIf'),
    scale,
    trueIf: values.texts('trueIf'),
  };
}

function readPrefix(type: string, values: DirectiveValues, wrong: (reason: string, fix: string) => void): string {
  const prefix = values.text('prefix') ?? '';
  if (prefix !== '' && type !== 'ID') wrong('prefix is for ID', 'Remove prefix, or make the field an ID.');
  return prefix;
}

const dateTypes: readonly string[] = ['Date', 'DateTime', 'PartialDate'];

function checkFormat(format: string, place: ReturnType<typeof placeOf>, mistakes: Mistakes): void {
  try {
    compileDateFormat(format);
  } catch (error) {
    if (!(error instanceof OnestopError)) throw error;
    mistakes.add(error.code, place, error.details);
  }
}

type CodecScope = {
  readonly place: ReturnType<typeof placeOf>;
  readonly directive: string;
  readonly mistakes: Mistakes;
};

/** One codec stands for all columns; none means TEXT. */
function readCodecs(values: DirectiveValues, count: number, scope: CodecScope): readonly KeyCodecName[] {
  const known = values.texts('as').filter(isKeyCodecName);
  if (known.length > 1 && known.length !== count) {
    const reason = `${known.length} codecs for ${count} columns`;
    scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', scope.place, {
      directive: scope.directive,
      reason,
      fix: 'Give one codec for each column, or one for all.',
    });
  }
  return Array.from(
    { length: count },
    (_, index) => known[index] ?? (known.length === 1 ? known[0] : undefined) ?? 'TEXT',
  );
}

function readRelation(
  node: FieldDefinitionNode,
  values: DirectiveValues,
  scope: FieldScope,
): RelationField | ReferenceField | null {
  const place = placeOf(findDirective(node, 'relation'));
  const wrong = (reason: string, fix: string) => scope.mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
  const [columns, fields, references] = [values.texts('columns'), values.texts('fields'), values.texts('references')];
  if ((columns.length === 0) === (fields.length === 0)) {
    wrong('the rows are found by columns or by fields', 'Give one of columns and fields.');
    return null;
  }
  const returned = namedTypeOf(node.type).name.value;
  if (!values.isGiven('references') && columns.length > 0 && scope.isHeldByOthers(returned))
    return readReference(node, values, { place, columns, target: returned, mistakes: scope.mistakes });
  if (columns.length + fields.length !== references.length)
    wrong('the two sides have different lengths', 'Name as many references as columns or fields.');
  const listed = connectionTarget(returned);
  if (listed === null && !scope.isObject(returned)) {
    wrong(
      `the field returns ${returned}, which is no row`,
      'Return a type that has a table, or use @column for a value.',
    );
    return null;
  }
  return {
    kind: 'relation',
    name: node.name.value,
    place,
    target: listed ?? returned,
    from: fields.length > 0 ? { kind: 'fields', fields } : { kind: 'columns', columns },
    references,
    codecs:
      values.texts('as').length === 0
        ? []
        : readCodecs(values, references.length, { place, directive: 'relation', mistakes: scope.mistakes }),
    where: readCondition(values.text('where'), place, scope.mistakes),
    list: readList(node, scope.mistakes),
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
  if (values.text('where') !== null) wrong(`${target} has no rows here for a condition`, 'Remove where.');
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
    return isConnection ? { place, orderBy: [], max: 100, default: 20 } : null;
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
  return { place, orderBy, max, default: Math.min(usual, max) };
}

const containsList = (type: TypeNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE ? containsList(type.type) : type.kind === Kind.LIST_TYPE;
