import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyLog } from '../../../subgraphs/access/verify-log.ts';
import { hubOfJournals, writeLongJournals } from './fixtures/long-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop long log '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { publicKey } = generateKeyPairSync('ed25519');
const verify = (hub: string) =>
  verifyLog({
    ask: hubOfJournals(hub),
    rootsFile: path.join(folder, 'none'),
    rootKey: publicKey,
    journalFolder: folder,
  });

/** Records of each journal: less than is read of one at a time. */
const ofEach = 200;

const measure = path.join(import.meta.dirname, 'fixtures/held-while-verifying.ts');

/** Most bytes that a process of its own holds while it verifies a log of so many journals. */
async function mostHeld(journals: number): Promise<number> {
  await writeLongJournals(folder, { journals, records: ofEach });
  const records = journals * ofEach;
  const args = ['--expose-gc', '--import', 'tsx', measure, folder, String(records)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { most, ...report } = JSON.parse(stdout) as { most: number };
  expect(report).toEqual({ records, writers: journals, problems: [] });
  expect(most).toBeGreaterThan(10_000);
  return most;
}

test('what is held of a log does not grow with it', async () => {
  const short = await mostHeld(8);
  // A hundred bytes of each of eleven thousand more records would be more than one megabyte.
  const long = await mostHeld(64);
  expect(long - short).toBeLessThan(700_000);
});

describe('side by side', () => {
  const [first = '', second = ''] = ['0', '1'].map((digit) => `20261124-${digit.padStart(16, '0')}.jsonl`);
  const damaged = async (change: (name: (file: string) => string) => void) => {
    const hub = mkdtempSync(path.join(tmpdir(), 'onestop hub '));
    await writeLongJournals(hub, { journals: 2, records: 5 });
    await writeLongJournals(folder, { journals: 2, records: 5 });
    change((file) => path.join(folder, file));
    const { problems } = await verify(hub);
    rmSync(hub, { recursive: true, force: true });
    return problems;
  };
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').slice(0, -1);

  test('a journal that the hub has nothing of, and one whose end it lacks, are missed', async () => {
    expect(await damaged(() => {})).toEqual([]);
    const whole = mkdtempSync(path.join(tmpdir(), 'onestop whole '));
    await writeLongJournals(whole, { journals: 1, records: 3 });
    expect((await verify(whole)).problems).toEqual([
      `records 4 to 5 of ${first.slice(0, -6)} are missing on the hub, which this machine’s journal has`,
      `records 1 to 5 of ${second.slice(0, -6)} are missing on the hub, which this machine’s journal has`,
    ]);
    rmSync(whole, { recursive: true, force: true });
  });

  test('a record that no journal of its writer has', async () => {
    expect(await damaged((at) => writeFileSync(at(first), `${lines(at(first)).slice(0, 3).join('\n')}\n`))).toEqual([
      `record 4 of ${first.slice(0, -6)} was never in its journal`,
      `record 5 of ${first.slice(0, -6)} was never in its journal`,
    ]);
  });

  test('a record that stands in another’s journal', async () => {
    const problems = await damaged((at) => appendFileSync(at(first), `${lines(at(second))[0] ?? ''}\n`));
    expect(problems).toEqual([`record 1 of ${second.slice(0, -6)} stands out of its place in ${first}`]);
  });

  test('and a machine that has other journals than the hub has chains', async () => {
    expect(await damaged((at) => rmSync(at(first)))).toEqual([]);
  });
});
