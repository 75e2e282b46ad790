import { maskText } from '../../schema/mask-styles.ts';
import type { CompileScope } from './compile-scope.ts';
import type { Masker } from './plan.ts';

/** What leaves a part of the field's value for whoever asks; null where they see all of it. A mask is made of texts. */
export function masker(type: string, field: string, underRule: boolean, { view, digest }: CompileScope): Masker | null {
  const style = view.mask(type, field, underRule);
  return style === null ? null : (value) => (typeof value === 'string' ? maskText(value, style, digest) : null);
}
