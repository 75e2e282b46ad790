import { didYouMean, type Mistakes } from './mistake.ts';
import type { EnumMapping, LabelField, TypeMapping } from './model.ts';

export type LabelCheckScope = {
  readonly type: TypeMapping;
  readonly mapping: { readonly enums: ReadonlyMap<string, EnumMapping> };
  readonly mistakes: Mistakes;
  /** Does the owner say on the field itself that it is personal? */
  readonly isPersonal: (field: string) => boolean;
};

/** The label of another field's value wants that field to be an enum here, with labels. */
export function checkLabel(field: LabelField, scope: LabelCheckScope): void {
  checkLabelPolicy(field, scope);
  checkLabelled(field, scope);
}

/** What a label shows is as personal as the value it is of. */
function checkLabelPolicy({ name, label, place }: LabelField, { type, mistakes, isPersonal }: LabelCheckScope): void {
  if (label.kind === 'texts' || isPersonal(name)) return;
  const columns = label.kind === 'columns' ? [label.en, label.zh].flatMap((column) => column?.toLowerCase() ?? []) : [];
  const shown = [...type.fields.values()].find(
    (field) =>
      isPersonal(field.name) &&
      (label.kind === 'of'
        ? field.name === label.field
        : field.kind === 'value' && field.value.columns.some((column) => columns.includes(column.toLowerCase()))),
  );
  if (shown === undefined) return;
  mistakes.add('MAPPING_DIRECTIVE_CONFLICT', place, {
    directive: 'label',
    reason: `${type.name}.${shown.name} is @personal, and its label would tell what it holds`,
    fix: `Add @personal to “${name}”.`,
  });
}

function checkLabelled({ name, label, place }: LabelField, { type, mapping, mistakes }: LabelCheckScope): void {
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
  const codes = field.kind === 'value' && !field.value.isList ? mapping.enums.get(field.value.type) : undefined;
  if (codes === undefined)
    return wrong(`${type.name}.${label.field} is no enum read from a column`, 'Name one that is.');
  if (codes.labels.size === 0)
    wrong(`the values of ${codes.name} have no labels`, `Add @label(en: "…", zh: "…") to them, or remove “${name}”.`);
}
