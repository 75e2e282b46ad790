import type { MemoryFigure } from '../silos/memory.ts';
import type { OpenLoopFigure } from '../silos/open-loop.ts';
import type { Measurement } from '../summarise.ts';

/** Something that is promised of the gateway, and what a run found of it. */
export type Bar = {
  readonly what: string;
  readonly most: number;
  /** Null where it was not measured. */
  readonly found: number | null;
};

export type BarFigures = {
  readonly measured: readonly Measurement[];
  readonly openLoop: readonly OpenLoopFigure[];
  readonly memory: readonly MemoryFigure[];
};

export function readBars({ measured, openLoop, memory }: BarFigures): readonly Bar[] {
  const time = (target: string) => find(measured, { query: 'Q5', target })?.p50Ms;
  const cpu = (target: string) => find(measured, { query: 'Q9', target })?.cpuTotalMs;
  const late = (query: string, target: string) => find(openLoop, { query, target })?.openP99Ms;
  const held = (target: string) => memory.find((each) => each.target === target);
  return [
    {
      what: 'Q5, 8 MB for one client: median time ÷ hand-sql’s',
      most: 2,
      found: ratio(time('compiled'), time('hand-sql')),
    },
    {
      what: 'Q9, five departments: total CPU with trust ÷ without',
      most: 1.25,
      found: ratio(cpu('compiled'), cpu('compiled-unguarded')),
    },
    ...['Q1', 'Q2'].map((query) => ({
      what: `${query}, evenly arriving: p99 ÷ hand-sql’s`,
      most: 1.5,
      found: ratio(late(query, 'compiled'), late(query, 'hand-sql')),
    })),
    {
      what: 'Resident memory after mixed questions ÷ hand-sql’s',
      most: 1.6,
      found: ratio(held('compiled')?.rssMb, held('hand-sql')?.rssMb),
    },
    {
      what: 'Growth of memory in 10,000 questions, MB',
      most: 1,
      found: held('compiled')?.slopeMb ?? null,
    },
  ];
}

type Named = { readonly query: string; readonly target: string };

export const find = <Figure extends Named>(figures: readonly Figure[], { query, target }: Named): Figure | undefined =>
  figures.find((each) => each.query === query && each.target === target);

/** Null where either is not known. */
export const ratio = (one: number | null | undefined, other: number | null | undefined): number | null =>
  typeof one === 'number' && typeof other === 'number' && other !== 0 ? one / other : null;
