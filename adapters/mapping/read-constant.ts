import { print, type FieldDefinitionNode } from 'graphql';
import { compileReader } from '../values/read-value.ts';
import { Unreadable } from '../values/unreadable.ts';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import type { FieldScope } from './field-scope.ts';
import { placeOf } from './mistake.ts';
import type { ConstantField } from './model.ts';
import { plainValue } from './plain-value.ts';

/** A field that has one value in every row; null where its type can't have it, and a mistake tells. */
export function readConstant(
  node: FieldDefinitionNode,
  values: DirectiveValues,
  scope: FieldScope,
): ConstantField | null {
  const text = values.text('value') ?? '';
  const [place, type] = [placeOf(findDirective(node, 'constant')), print(node.type)];
  const known = scope.enumValues(type);
  const value = known?.includes(text) === true ? text : readScalar(type, text);
  if (value !== null) return { kind: 'constant', name: node.name.value, place, value };
  scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, {
    directive: 'constant',
    reason: `“${text}” is no ${type}`,
    fix:
      known === undefined
        ? 'Write it as the graph does: 12, 1.50, true, 2024-01-31, 2024-01-31T08:00:00+08:00.'
        : `Use one of ${known.join(', ')}.`,
  });
  return null;
}

const scalars = ['String', 'Int', 'Float', 'Boolean', 'Decimal', 'Date', 'DateTime', 'PartialDate'];

function readScalar(type: string, text: string): ConstantField['value'] | null {
  if (!scalars.includes(type) || (type === 'DateTime' && !/(Z|[+-]\d\d:?\d\d)$/.test(text))) return null;
  const value = compileReader({ ...plainValue(type), columns: [''] }, { enums: new Map(), timezone: 'UTC' })([text]);
  return value === null || value instanceof Unreadable || typeof value === 'object' ? null : value;
}
