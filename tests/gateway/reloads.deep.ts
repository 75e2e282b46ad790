import path from 'node:path';
import { expect, test } from '@jest/globals';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { spawnNode } from '../whole/command.ts';

const reloads = 100;

test('a hundred supergraphs take over under load: no request fails, and the heap is as large as before', async () => {
  const program = path.join(checkoutFolder(), 'tests/gateway/reload-load.ts');
  const running = spawnNode(['--expose-gc', '--import', 'tsx', program, String(reloads)]);
  const code = await running.ended;
  expect([code, running.output()]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)]);
  const report = JSON.parse(running.output());
  console.info(report);
  expect(report).toMatchObject({ failed: 0, failures: [], dropped: 0 });
  expect(report.answered).toBeGreaterThan(20 * reloads);
  expect(report.warmed).toBeGreaterThan(20 * reloads);
  expect(report.after - report.before).toBeLessThan(20);
}, 900_000);
