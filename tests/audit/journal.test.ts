import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openJournal } from '../../gateway/audit/journal.ts';
import { chainStart, readChained, type AccessRecord } from '../../schema/access-record.ts';
import { recordOf } from './records.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop journal '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const place = () => path.join(folder, String((count += 1)));

/** Records by journal, as far as each is whole; none is out of its chain. */
function readFolder(journals: string): readonly (readonly AccessRecord[])[] {
  return readdirSync(journals)
    .sort()
    .map((name) => {
      let [prev, seq] = [chainStart, 0];
      return readFileSync(path.join(journals, name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const chained = readChained(line);
          expect(chained).toMatchObject({ prev, seq: (seq += 1), writer: name.replace('.jsonl', '') });
          prev = chained?.hash ?? '';
          return chained?.record as AccessRecord; // was just matched
        });
    });
}

describe('a journal', () => {
  test('keeps every record in the order it was given, whoever waits for which', async () => {
    const record = fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 3 })).map(([purpose, day]) => recordOf({ purpose, time: `2026-11-0${1 + day}T00:00:00.000Z` })); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(record, fc.boolean()), { maxLength: 30 }), async (given) => {
        const journals = place();
        const journal = openJournal(journals);
        for (const [each, waits] of given) {
          const written = journal.append(each);
          if (waits) await written;
        }
        await journal.close();
        expect(journal.waiting).toBe(0);
        const kept = given.length === 0 ? [] : readFolder(journals);
        // A journal has one day; of one day, the order is that of the calls.
        for (const each of kept) expect(new Set(each.map(({ time }) => time)).size).toBe(1);
        const byTime = (records: readonly AccessRecord[]) => records.map((each) => JSON.stringify(each)).sort();
        expect(byTime(kept.flat())).toEqual(byTime(given.map(([each]) => each)));
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  test('is on disk when it says so', async () => {
    const journals = place();
    const journal = openJournal(journals);
    const all = Array.from({ length: 200 }, (_, index) => recordOf({ requestId: `r${index}` }));
    await Promise.all(all.map((each) => journal.append(each)));
    expect(readFolder(journals)).toEqual([all]);
    await journal.append(recordOf({ requestId: 'last' }));
    expect(readFolder(journals)[0]).toHaveLength(201);
    await journal.close();
    await expect(journal.append(recordOf({}))).rejects.toThrow('closed');
  });

  test('says what it could not write, and goes on in a chain of its own', async () => {
    const journals = place();
    writeFileSync(journals, 'a file where the folder should be');
    const journal = openJournal(journals);
    await expect(journal.append(recordOf({ requestId: 'lost' }))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(journal.waiting).toBe(0);
    rmSync(journals);
    await journal.append(recordOf({ requestId: 'kept' }));
    await journal.close();
    expect(readFolder(journals).map((each) => each.map(({ requestId }) => requestId))).toEqual([['kept']]);
  });
});
