import { didYouMean, type Mistakes } from './mistake.ts';
import type { EnumMapping, LabelField, TypeMapping } from './model.ts';

export type LabelCheckScope = {
  readonly type: TypeMapping;
  readonly mapping: { readonly enums: ReadonlyMap<string, EnumMapping> };
  readonly mistakes: Mistakes;
};

/** The label of another field's value wants that field to be an enum here, with labels. */
export function checkLabel({ name, label, place }: LabelField, { type, mapping, mistakes }: LabelCheckScope): void {
  if (label.kind !== 'of') return;
  const wrong = (reason: string, fix: string) =>
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'label', reason, fix });
  const field = type.fields.get(label.field);
  if (field === undefined) {
    const fix = didYouMean(label.field, type.fields.keys(), 'Name a field that is an enum.');
    return wrong(`${type.name} has no field “${label.field}”`, fix);
  }
  // A field that the department does not hold has no label either.
  if (field.kind === 'absent') return;
  const codes = field.kind === 'value' ? mapping.enums.get(field.value.type) : undefined;
  if (codes === undefined)
    return wrong(`${type.name}.${label.field} is no enum read from a column`, 'Name one that is.');
  if (codes.labels.size === 0)
    wrong(`the values of ${codes.name} have no labels`, `Add @label(en: "…", zh: "…") to them, or remove “${name}”.`);
}
