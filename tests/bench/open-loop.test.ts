import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { slopeOf } from '../../bench/silos/memory.ts';
import { askAtTimes } from '../../bench/silos/open-loop.ts';

test('questions are put at their times, however long answers take', async () => {
  let atOnce = 0;
  let most = 0;
  const slow = async (): Promise<void> => {
    most = Math.max(most, ++atOnce);
    await wait(200);
    atOnce--;
  };
  const times = await askAtTimes(slow, { arrivalsPerSecond: 100, durationMs: 300 });
  expect(times).toHaveLength(30);
  expect(most).toBeGreaterThan(5); // 20, but for a late timer
  expect(Math.min(...times)).toBeGreaterThanOrEqual(195);
});

test('a time counts from when a question should have been put', async () => {
  let isFirst = true;
  const stalled = async (): Promise<void> => {
    if (!isFirst) return;
    isFirst = false;
    const until = performance.now() + 150;
    while (performance.now() < until); // nothing else runs meanwhile
  };
  const times = await askAtTimes(stalled, { arrivalsPerSecond: 100, durationMs: 300 });
  expect(times.filter((ms) => ms > 50).length).toBeGreaterThanOrEqual(9);
});

test('growth is what memory gains a request, by least squares', () => {
  const at = (requests: number, mb: number) => ({ requests, mb });
  expect(slopeOf([at(0, 100), at(1000, 101), at(2000, 102)])).toBeCloseTo(0.001);
  expect(slopeOf([at(0, 101), at(1000, 99), at(2000, 99), at(3000, 101)])).toBeCloseTo(0);
});
