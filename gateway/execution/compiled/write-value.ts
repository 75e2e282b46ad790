import type { ResponsePath } from '../../../schema/response-error.ts';
import type { Variables } from '../../../schema/subgraph.ts';

/** One answer while it is written. */
export type Writing = {
  /** Places where a value doesn't fit the client's schema; from the value that is being written, last step first. */
  readonly misfits: (string | number)[][];
  readonly variables: Variables;
  /** Did something go because a field was taken out that must be there? */
  lacksTakenOut: boolean;
};

/**
 * Writes a value as JSON text. `null` the text stands where there is nothing, or nothing that fits; null the value where
 * nothing may stand there, and what is above has to go as well.
 */
export type WriteValue = (value: unknown, writing: Writing) => string | null;

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
      return null;
    }
    const text = write(value, writing);
    return text === 'null' ? null : text;
  };

/** Every item is written, whatever becomes of the list: each misfit is told. */
export const writeList =
  (write: WriteValue): WriteValue =>
  (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (!Array.isArray(value)) {
      misfit(writing);
      return 'null';
    }
    let text = '[';
    let isWhole = true;
    for (let index = 0; index < value.length; index += 1) {
      const before = writing.misfits.length;
      const item = write(value[index], writing);
      if (writing.misfits.length > before) leadThrough(writing, before, index);
      if (item === null) isWhole = false;
      else text += index === 0 ? item : `,${item}`;
    }
    return isWhole ? `${text}]` : 'null';
  };
