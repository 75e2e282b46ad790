import type { KeyCodecName } from '../codecs/key-codec.ts';
import type { ValueMapping } from '../mapping/model.ts';

/** The kind of key whose rules the graph's value has to keep. TEXT, which has none, where it is not one whole key. */
export function checkedCodec({ codecs, combine, part }: ValueMapping): KeyCodecName {
  const [codec = 'TEXT', ...more] = codecs;
  const isOneKey = combine?.kind === 'first' ? more.every((each) => each === codec) : more.length === 0;
  return isOneKey && part === null ? codec : 'TEXT';
}
