import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { residentMb } from '../../bench/process-cpu.ts';
import { demoEnvironment } from '../../cli/demo-environment.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { temporaryDataFolder } from '../demo/fixtures/temporary-data-folder.ts';
import { listening, spawnNode, type RunningCommand } from './command.ts';
import { demoHeaders } from './demo-process.ts';
import { askHero } from './hero.ts';

const folder = temporaryDataFolder();
let demo: RunningCommand;
let official: Readonly<Record<string, string>>;
let ids: readonly string[];

beforeAll(async () => {
  demo = await npmRunDemo(['--data', folder.path, '--port', '0', '--citizens', '5000']);
  official = await demoHeaders(folder.path, 'official');
  const client = new Client({ connectionString: demoEnvironment(folder.path)['CIVIL_REGISTRY_URL'] });
  await client.connect();
  const { rows } = await client.query<{ sfzh: string }>('SELECT sfzh FROM t_ry_jbxx ORDER BY md5(sfzh) LIMIT 2000');
  await client.end();
  ids = rows.map(({ sfzh }) => sfzh.trim());
});
afterAll(async () => {
  await demo.stop();
  await folder.remove();
});

/** What `npm run demo` runs: the limits that its script gives V8 count here. */
function npmRunDemo(args: readonly string[]): Promise<RunningCommand> {
  const { scripts }: { scripts: { demo: string } } = JSON.parse(
    readFileSync(join(checkoutFolder(), 'package.json'), 'utf8'),
  );
  return listening(spawnNode([...scripts.demo.replace(/^exec node /, '').split(' '), ...args]));
}

/** Asks for `count` citizens, eight at a time. */
async function askMany(count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let turn = next++; turn < count; turn = next++) {
      const { body } = await askHero(demo.url, official, ids[turn % ids.length] ?? '');
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function sampleWhile(work: Promise<void>): Promise<readonly number[]> {
  const samples: number[] = [];
  const over = { now: false };
  const finished = work.finally(() => {
    over.now = true;
  });
  while (!over.now) {
    samples.push(residentMb(demo.pid) ?? 0);
    await delay(100);
  }
  await finished;
  return samples;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test('10,000 heroes in 300 MB, and no more at the end than at the beginning', async () => {
  const atStart = residentMb(demo.pid);
  if (atStart === null) {
    console.info('skipped: this system does not tell a process’s memory');
    return;
  }
  await askMany(2_000);
  const samples = await sampleWhile(askMany(10_000));
  const fifth = Math.floor(samples.length / 5);
  const [early, late] = [median(samples.slice(0, fifth)), median(samples.slice(-fifth))];
  const figures = { atStart, early, late, largest: Math.max(...samples) };
  console.info(
    `resident: ${Object.entries(figures)
      .map(([name, mb]) => `${name} ${mb.toFixed(0)} MB`)
      .join(', ')}`,
  );
  expect(figures.largest).toBeLessThanOrEqual(300);
  expect(late - early).toBeLessThan(25);
}, 600_000);
