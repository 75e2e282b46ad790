import { maskText } from '../../schema/mask-styles.ts';
import type { FieldMapping, TypeMapping } from '../mapping/model.ts';
import { isCallers } from './callers.ts';
import type { CompileScope } from './compile-scope.ts';
import type { Masker } from './plan.ts';

/**
 * What leaves a part of the field's value for whoever asks; null where they see all of it. A mask is made of texts: of
 * the value as the field would show it, so that one value has one digest, however it is read.
 */
export function masker(
  field: FieldMapping,
  holder: { readonly type: TypeMapping; readonly underSubject: boolean },
  scope: CompileScope,
): Masker | null {
  const style = scope.view.mask(holder.type.name, field.name, isCallers(field, holder, scope));
  return style === null ? null : (value) => (typeof value === 'string' ? maskText(value, style, scope.digest) : null);
}
