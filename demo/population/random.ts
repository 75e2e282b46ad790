/** Numbers that look random and are the same for the same seed, on every machine and every version of Node. */
export type Random = {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, at least 0, below `below`. */
  int(below: number): number;
  /** A whole number; both ends are included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(items: readonly T[]): T;
};

/** One stream for each list of labels: what one part of the data draws does not shift another. */
export function createRandom(...labels: readonly (string | number)[]): Random {
  const next = sfc32(labels.join('/'));
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    between: (least, most) => least + int(most - least + 1),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from');
      return item;
    },
  };
}

/** Chris Doty-Humphrey's small fast counting generator, 128 bits of state (PractRand, sfc32). */
function sfc32(label: string): () => number {
  let a = fnv1a(label, 0x811c9dc5);
  let b = fnv1a(label, 0x9e3779b9);
  let c = fnv1a(label, 0x243f6a88);
  let count = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

function fnv1a(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
