import type { KeyCodecName } from '../codecs/key-codec.ts';
import { isWorkedOut } from './is-worked-out.ts';
import type { TypeMapping } from './model.ts';

/** The kind of key that a column of a type holds: that of the field which is read from it as it stands. */
export function columnCodec(type: TypeMapping | undefined, column: string): KeyCodecName {
  for (const field of type?.fields.values() ?? []) {
    if (field.kind !== 'value' || isWorkedOut(field.value)) continue;
    const codec = field.value.codecs[field.value.columns.indexOf(column)];
    if (codec !== undefined) return codec;
  }
  return 'TEXT';
}
