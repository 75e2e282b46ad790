import type { ResponsePath } from '../../../schema/response-error.ts';
import type { Variables } from '../../../schema/subgraph.ts';
import type { JsonBytes } from './json-bytes.ts';

/** One answer while it is written. */
export type Writing = {
  readonly bytes: JsonBytes;
  /** Places where a value doesn't fit the client's schema; from the value that is being written, last step first. */
  readonly misfits: (string | number)[][];
  readonly variables: Variables;
  /** Did something go because a field was taken out that must be there? */
  lacksTakenOut: boolean;
};

/**
 * What became of a value: it was written; `null` was, as there is nothing, or nothing that fits; or it is gone, as nothing
 * may stand there, and what is above has to go as well, with whatever was written of it.
 */
export type Written = 'value' | 'null' | 'gone';

/** Writes a value as JSON. */
export type WriteValue = (value: unknown, writing: Writing) => Written;

export function writeNull({ bytes }: Writing): Written {
  bytes.null();
  return 'null';
}

/** Notes that the value being written doesn't fit. */
export const misfit = ({ misfits }: Writing): void => void misfits.push([]);

/** Misfits below a place learn one more step of their way. @param count how many there were before it was written */
export function leadThrough({ misfits }: Writing, count: number, step: string | number): void {
  for (let index = count; index < misfits.length; index += 1) misfits[index]?.push(step);
}

export const pathsOf = ({ misfits }: Writing): readonly ResponsePath[] => misfits.map((path) => path.reverse());

/** A null says so itself where no value below was told already. */
export const writeNonNull =
  (write: WriteValue): WriteValue =>
  (value, writing) => {
    if (value === null || value === undefined) {
      misfit(writing);
      return 'gone';
    }
    const written = write(value, writing);
    return written === 'null' ? 'gone' : written;
  };

const [opening, closing] = [Buffer.from('['), Buffer.from(']')];

/** Every item is written, whatever becomes of the list: each misfit is told. */
export const writeList =
  (write: WriteValue): WriteValue =>
  (value, writing) => {
    if (value === null || value === undefined) return writeNull(writing);
    if (!Array.isArray(value)) {
      misfit(writing);
      return writeNull(writing);
    }
    const { bytes, misfits } = writing;
    const start = bytes.length;
    bytes.bytes(opening);
    let isWhole = true;
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) bytes.comma();
      const before = misfits.length;
      const item = write(value[index], writing);
      if (misfits.length > before) leadThrough(writing, before, index);
      if (item === 'gone') isWhole = false;
    }
    if (isWhole) {
      bytes.bytes(closing);
      return 'value';
    }
    bytes.length = start;
    return writeNull(writing);
  };
