import type { Department } from './load-departments.ts';

export type Columns = { readonly left: readonly Department[]; readonly right: readonly Department[] };

/** Departments on both sides of what they share, each where there is more room left. */
export function columnsOf(departments: readonly Department[]): Columns {
  const left: Department[] = [];
  const right: Department[] = [];
  let lead = 0; // by how much the left side is longer
  for (const department of departments) {
    const isLeft = lead <= 0;
    (isLeft ? left : right).push(department);
    lead += isLeft ? heightOf(department) : -heightOf(department);
  }
  return { left, right };
}

/** In lines, as good as can be told before it is drawn: a head of four, a line for each shared type, four others on one. */
function heightOf({ serves }: Department): number {
  const shared = serves.filter((each) => each.shared).length;
  return 4 + shared + Math.ceil((serves.length - shared) / 4);
}
