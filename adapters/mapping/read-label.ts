import { print, type FieldDefinitionNode } from 'graphql';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { LabelField, LabelMapping } from './model.ts';

export type LabelScope = { readonly hasTable: boolean; readonly mistakes: Mistakes };

/** A field that shows people what something is called. Null where a mistake tells why it can't be read. */
export function readLabel(node: FieldDefinitionNode, values: DirectiveValues, scope: LabelScope): LabelField | null {
  const place = placeOf(findDirective(node, 'label'));
  const wrong = (reason: string, fix: string) => {
    scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'label', reason, fix });
    return null;
  };
  const lang = node.arguments?.find((argument) => argument.name.value === 'lang');
  if (print(node.type) !== 'String' || lang === undefined || print(lang.type) !== 'Language')
    return wrong('a label is asked for in a language', `Write \`${node.name.value}(lang: Language = EN): String\`.`);
  const label = labelOf(values);
  if (label === null)
    return wrong(
      'a label is texts, columns, or that of another field',
      'Write @label(en: "…", zh: "…"), @label(enColumn: "…", zhColumn: "…") or @label(of: "…").',
    );
  if (label.kind === 'columns' && !scope.hasTable)
    return wrong('the type has no table to read the columns from', 'Use @label(en: "…", zh: "…").');
  return { kind: 'label', name: node.name.value, place, label };
}

/** Exactly one of the three ways. */
function labelOf(values: DirectiveValues): LabelMapping | null {
  const field = values.text('of');
  const texts = { en: values.text('en'), zh: values.text('zh') };
  const columns = { en: values.text('enColumn'), zh: values.text('zhColumn') };
  const isGiven = ({ en, zh }: typeof texts): boolean => en !== null || zh !== null;
  const ways: LabelMapping[] = [];
  if (field !== null) ways.push({ kind: 'of', field });
  if (isGiven(texts)) ways.push({ kind: 'texts', ...texts });
  if (isGiven(columns)) ways.push({ kind: 'columns', ...columns });
  return ways.length === 1 ? (ways[0] ?? null) : null;
}
