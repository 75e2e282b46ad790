import { Kind, type FieldDefinitionNode } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import { isKeyCodecName, type KeyCodecName } from '../codecs/key-codec.ts';
import { charsets, isCharset, type Charset } from '../values/charset.ts';
import { compileDateFormat } from '../values/date-format.ts';
import { isEpochFormat } from '../values/epoch.ts';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import { containsList, namedTypeOf, type FieldScope } from './field-scope.ts';
import { isJsonPath } from './json-path.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, ValueMapping } from './model.ts';
import { readWorkedOut } from './read-worked-out.ts';

/** A field that is read from columns. Null where nothing can be said of it; a mistake tells why. */
export function readColumn(node: FieldDefinitionNode, values: DirectiveValues, scope: FieldScope): FieldMapping | null {
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
  const isList = containsList(node.type);
  if (isList && !checkListType(node, wrong, scope)) return null;
  const columns = values.texts('name');
  const isInJson = scope.isInJson(scope.type);
  if (isInJson && !checkJsonField(scope.type, values, wrong)) return null;
  if (columns.length === 0 && scope.hasTable && !isInJson)
    return wrong('MAPPING_DIRECTIVE_ARGUMENT', 'the column’s name is missing', 'Write @column(name: "…").');
  if (columns.length === 0 && !isInJson && !scope.isKeyField(node.name.value)) {
    const reason = `${scope.type} has no table here, only keys, and this field is no key`;
    return wrong('MAPPING_DIRECTIVE_CONFLICT', reason, 'Remove the field, or name the table: @table(name: "…").');
  }
  const value = readValue({ type, isList, isKey: scope.isKeyField(node.name.value), columns, values, place, scope });
  const relation = values.text('through');
  const shared = { name: node.name.value, place, value };
  return relation === null ? { kind: 'value', ...shared } : { kind: 'through', relation, ...shared };
}

/** What stands in a JSON object is named by its path there, and is text already. */
function checkJsonField(type: string, values: DirectiveValues, wrong: Wrong): boolean {
  const charset = values.text('charset') === null ? null : 'charset';
  const column = values.isGiven('name') ? 'name' : charset;
  if (column !== null)
    wrong(
      'MAPPING_DIRECTIVE_ARGUMENT',
      `${type} stands in JSON, whose values have no ${column} of a column`,
      `Remove ${column}, and write the path in the object: json: "…".`,
    );
  else if ((values.text('json') ?? '') === '')
    wrong('MAPPING_DIRECTIVE_ARGUMENT', `${type} stands in JSON, and nothing says where in it`, 'Write @column(json: "…").'); // prettier-ignore
  else return true;
  return false;
}

type Wrong = (code: 'MAPPING_DIRECTIVE_CONFLICT' | 'MAPPING_DIRECTIVE_ARGUMENT', reason: string, fix: string) => null;

/** A list of values is one list, whose items may be missing, and no key. */
function checkListType(node: FieldDefinitionNode, wrong: Wrong, scope: FieldScope): boolean {
  const [name, type] = [node.name.value, namedTypeOf(node.type).name.value];
  const list = node.type.kind === Kind.NON_NULL_TYPE ? node.type.type : node.type;
  const item = list.kind === Kind.LIST_TYPE ? list.type : list;
  if (scope.isKeyField(name))
    wrong('MAPPING_DIRECTIVE_CONFLICT', 'a key is one value, not a list', `Write \`${name}: ${type}\`.`);
  else if (containsList(item))
    wrong('MAPPING_DIRECTIVE_CONFLICT', 'a column holds no lists of lists', `Write \`${name}: [${type}]\`.`);
  else if (item.kind === Kind.NON_NULL_TYPE)
    scope.mistakes.add('MAPPING_NON_NULL_FIELD', placeOf(item), { suggestion: `${name}: [${type}]` });
  else return true;
  return false;
}

type ValueRequest = {
  readonly type: string;
  readonly isList: boolean;
  readonly isKey: boolean;
  readonly columns: readonly string[];
  readonly values: DirectiveValues;
  readonly place: ReturnType<typeof placeOf>;
  readonly scope: FieldScope;
};

function readValue(request: ValueRequest): ValueMapping {
  const { type, isList, columns, values, place, scope } = request;
  const wrong = (reason: string, fix: string) =>
    scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'column', reason, fix });
  const formats = values.texts('format');
  for (const format of formats) checkFormat(format, place, scope.mistakes);
  const workedOut = readWorkedOut(request, wrong);
  if (workedOut.combine === null) checkParts(request, wrong);
  checkKeyValue(request, wrong);
  for (const { argument, types } of typedArguments)
    if (values.isGiven(argument) && !types.includes(type))
      wrong(
        `${argument} is for ${inWords(types)}`,
        `Remove ${argument}, or make the field ${types[0] === 'ID' ? 'an' : 'a'} ${types[0] ?? ''}.`,
      );
  const [trueIf, falseIf, scale] = [values.texts('trueIf'), values.texts('falseIf'), values.number('scale')];
  const grouping = values.text('grouping');
  if (grouping !== null && !/^[^\d-]$/u.test(grouping))
    wrong('grouping is one sign between digits', 'Write grouping: "," for 1,234.50.');
  if (falseIf.length > 0 && trueIf.length === 0) wrong('falseIf stands beside trueIf', 'Add trueIf: ["…"].');
  if (scale !== null && (scale < 0 || scale > 18)) wrong('scale counts decimal places', 'Use 0 to 18.');
  return {
    type,
    columns,
    codecs: readCodecs(values, isList ? 1 : Math.max(1, columns.length), {
      place,
      directive: 'column',
      mistakes: scope.mistakes,
    }),
    prefix: values.text('prefix') ?? '',
    formats,
    nullIf: values.texts('nullIf'),
    scale,
    trueIf,
    falseIf,
    grouping,
    charset: readCharset(values, wrong),
    json: values.text('json'),
    split: values.text('split'),
    ...workedOut,
    isList,
  };
}

/** Arguments that mean something for some types only. */
const typedArguments: readonly { readonly argument: string; readonly types: readonly string[] }[] = [
  { argument: 'format', types: ['Date', 'DateTime', 'PartialDate'] },
  { argument: 'trueIf', types: ['Boolean'] },
  { argument: 'falseIf', types: ['Boolean'] },
  { argument: 'scale', types: ['Decimal', 'Float'] },
  { argument: 'grouping', types: ['Decimal'] },
  { argument: 'prefix', types: ['ID'] },
];

const inWords = (names: readonly string[]): string => names.join(', ').replace(/, (?=\w+$)/, ' and ');

type Tell = (reason: string, fix: string) => void;

/** Which columns, and which parts of them, make the value. */
function checkParts({ type, isList, columns, values }: ValueRequest, wrong: Tell): void {
  const [split, json] = [values.text('split'), values.text('json')];
  if (columns.length > 1 && !isList && type !== 'ID')
    wrong(
      `${columns.length} columns make one key or a list, not a ${type}`,
      `Name one column, or return [${type}], or say what they make: join: "" or first: true.`,
    );
  if (split !== null && json !== null)
    wrong('a column holds JSON or a list with something between', 'Keep one of split and json.');
  else if (columns.length > 1 && (split ?? json) !== null)
    wrong('a list comes from one column or from several', 'Name one column.');
  else if (split !== null && !isList) wrong('split is for lists', `Return [${type}], or remove split.`);
  else if (isList && columns.length === 1 && split === null && json === null)
    wrong(
      'nothing says where one value ends and the next begins',
      'Add split: "," or json: "", or name a column for each value.',
    );
  if (columns.length > 1 && !isList && values.text('charset') !== null)
    wrong('a key of several columns is as they stand, without charset', 'Remove charset.');
  if (json !== null && !isJsonPath(json))
    wrong(`“${json}” is no path`, 'Write names with points between: json: "contact.phones".');
  if (split === '') wrong('split is empty', 'Write what stands between the values: split: ",".');
}

/** A key is looked up as it is stored, so that its index works. */
function checkKeyValue({ isKey, values }: ValueRequest, wrong: Tell): void {
  if (!isKey) return;
  for (const argument of ['charset', 'json'] as const)
    if (values.text(argument) !== null)
      wrong(`a key is a column as it stands, without ${argument}`, 'Name a column that holds the key.');
  if (values.texts('format').some(isEpochFormat)) wrong('a key is no count of seconds', 'Name another key.');
}

function readCharset(values: DirectiveValues, wrong: Tell): Charset | null {
  const name = values.text('charset')?.toLowerCase() ?? null;
  if (name === null || isCharset(name)) return name;
  wrong(`there is no charset “${name}”`, `Use one of ${charsets.join(', ')}.`);
  return null;
}

function checkFormat(format: string, place: ReturnType<typeof placeOf>, mistakes: Mistakes): void {
  if (isEpochFormat(format)) return;
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
export function readCodecs(values: DirectiveValues, count: number, scope: CodecScope): readonly KeyCodecName[] {
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
