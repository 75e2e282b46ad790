import type { Measurement } from '../summarise.ts';

/** Stock Apollo's CPU to hand-written SQL's, below which a run says nothing. */
const atLeast: Readonly<Record<string, number>> = { Q1: 5, Q2: 4.5 };

export type Judgement = {
  readonly verdict: 'This run counts' | 'This run does not count';
  /** What it rests on. */
  readonly because: string;
};

/**
 * Says whether a run counts. Where stock Apollo is not that much dearer than hand-written SQL, the latter is not
 * the best that can be written, or the machine had other things to do.
 */
export function judgeRun(measured: readonly Measurement[]): Judgement {
  const totalOf = (query: string, target: string): number | null =>
    measured.find((each) => each.query === query && each.target === target)?.cpuTotalMs ?? null;
  const ratios = Object.entries(atLeast).map(([query, least]) => {
    const [stock, byHand] = [totalOf(query, 'apollo-stock'), totalOf(query, 'hand-sql')];
    return { query, least, ratio: stock === null || byHand === null ? null : stock / byHand };
  });
  const texts = ratios.map(
    ({ query, least, ratio }) => `${query} ${ratio === null ? 'not measured' : ratio.toFixed(2)} (at least ${least})`,
  );
  const counts = ratios.every(({ least, ratio }) => ratio !== null && ratio >= least);
  return {
    verdict: counts ? 'This run counts' : 'This run does not count',
    because: `total CPU of apollo-stock ÷ hand-sql: ${texts.join(', ')}`,
  };
}
