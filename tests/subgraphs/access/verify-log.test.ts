import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { chain, readChained, writeChained } from '../../../schema/access-record.ts';
import { openLog, useLog, type TestLog } from './fixtures/log.ts';

let log: TestLog;
const current = useLog();
beforeEach(async () => {
  log = current();
  const at = (index: number) => new Date(Date.parse('2026-11-26T08:00:00Z') + index * 1000).toISOString();
  await log.read(...Array.from({ length: 9 }, (_, index) => ({ at: at(index), subjects: [`1101051980010100${10 + index}`] }))); // prettier-ignore
  await log.endChain();
  await log.read(...Array.from({ length: 9 }, (_, index) => ({ at: at(index), subjects: [`1101051980010100${10 + index}`, '11010519491231002X'] }))); // prettier-ignore
  await log.sign();
  await log.read({ at: at(100), subjects: ['11010519491231002X'] });
  await log.ship();
  // Who serves the log has shipped all of it, too: it does not bring back what is removed below.
  await log.logOf(['11010519491231002X'], '{ totalCount }');
});

/** Writers by their names are in no order: the second has a record more. */
const first = '(SELECT writer FROM access_record GROUP BY writer ORDER BY max(seq) LIMIT 1)';
const second = '(SELECT writer FROM access_record GROUP BY writer ORDER BY max(seq) DESC LIMIT 1)';

/** Without the journals: they tell in any case. */
const found = async () => (await log.verify({ journals: null })).problems.join('\n');

const line = async (seq: number) => String((await log.hub.query(`SELECT line FROM access_record WHERE writer = ${first} AND seq = $1`, [seq]))[0]?.['line']); // prettier-ignore

describe('whoever can write on the hub', () => {
  test('and writes nothing: all is well', async () => {
    expect(await log.verify()).toMatchObject({ records: 19, writers: 2, roots: 1, afterLastRoot: 1, unshipped: 0, problems: [] }); // prettier-ignore
  });

  test.each<[string, RegExp, string]>([
    ['changes a word of a record', /record 4 of \S+ was changed/, `UPDATE access_record SET line = replace(line, 'service-delivery', 'statistics') WHERE writer = ${first} AND seq = 4`], // prettier-ignore
    ['changes its spelling alone', /record 4 of \S+ was changed/, `UPDATE access_record SET line = line || ' ' WHERE writer = ${first} AND seq = 4`], // prettier-ignore
    ['removes one', /record 5 of \S+ is missing/, `DELETE FROM access_entry WHERE writer = ${first} AND seq = 5; DELETE FROM access_record WHERE writer = ${first} AND seq = 5`], // prettier-ignore
    ['removes the last before a root', /record 9 of \S+ is missing, which a root signed/, `DELETE FROM access_entry WHERE writer = ${first} AND seq = 9; DELETE FROM access_record WHERE writer = ${first} AND seq = 9`], // prettier-ignore
    ['removes a whole chain', /records 1 to 9 of \S+ are missing, which a root signed/, `DELETE FROM access_entry WHERE writer = ${first}; DELETE FROM access_record WHERE writer = ${first}`], // prettier-ignore
    ['removes the first', /record 1 of \S+ is missing/, `DELETE FROM access_entry WHERE writer = ${first} AND seq = 1; DELETE FROM access_record WHERE writer = ${first} AND seq = 1`], // prettier-ignore
    ['leaves entries of a record that is gone', /people find \d+ readings that no record tells of/, `DELETE FROM access_record WHERE writer = ${first} AND seq = 5`], // prettier-ignore
    ['exchanges two', /was changed/, `UPDATE access_record SET line = CASE seq WHEN 3 THEN (SELECT line FROM access_record WHERE writer = ${first} AND seq = 4) ELSE (SELECT line FROM access_record WHERE writer = ${first} AND seq = 3) END WHERE writer = ${first} AND seq IN (3, 4)`], // prettier-ignore
    ['hides one from a citizen', /is not where the people concerned find it/, `DELETE FROM access_entry WHERE writer = ${second} AND seq = 2 AND subject = (SELECT min(subject) FROM access_entry WHERE writer = ${second} AND seq = 2)`], // prettier-ignore
    ['keeps one back', /is not where the people concerned find it/, `UPDATE access_entry SET visible_from = '2100-01-01' WHERE writer = ${first} AND seq = 2`], // prettier-ignore
    ['puts one into the log of another', /or others do/, `INSERT INTO access_entry SELECT 'f' || substr(subject, 2), logtime, id, writer, seq, visible_from, action, receiver_system, role, is_own FROM access_entry WHERE writer = ${first} AND seq = 2`], // prettier-ignore
  ])('%s: found', async (_, problem, statements) => {
    for (const statement of statements.split('; ')) await log.hub.query(statement);
    expect(await found()).toMatch(problem);
  });

  test('adds one to the end of a chain: its journal never had it', async () => {
    const [last] = await log.hub.query(`SELECT line FROM access_record WHERE writer = ${second} AND seq = 10`);
    const chained = readChained(String(last?.['line']));
    if (chained === null) throw new Error('it is whole');
    const forged = chain(chained.record, { writer: chained.writer, seq: 11, prev: chained.hash });
    await log.hub.query('INSERT INTO access_record (writer, seq, line) VALUES ($1, 11, $2)', [forged.writer, writeChained(forged)]); // prettier-ignore
    expect((await log.verify()).problems.join()).toMatch(/record 11 of \S+ was never in its journal/);
  });

  test('puts one before the first: found', async () => {
    await log.hub.query(`UPDATE access_record SET shipped_at = now() WHERE writer = ${first}`);
    const chained = readChained(await line(1));
    if (chained === null) throw new Error('it is whole');
    const forged = chain(chained.record, { writer: chained.writer, seq: 0, prev: '0'.repeat(64) });
    await log.hub.query('INSERT INTO access_record (writer, seq, line) VALUES ($1, 0, $2)', [forged.writer, writeChained(forged)]); // prettier-ignore
    expect(await found()).toMatch(/record 0 of \S+ is there twice, or counts from another number than 1/);
  });

  test('loses something in the middle that no root covers yet: shipped again, too', async () => {
    await log.read({ at: '2026-11-26T09:00:00.000Z', subjects: ['11010519491231002X'] });
    await log.ship();
    await log.hub.query(`DELETE FROM access_entry WHERE writer = ${second} AND seq = 10`);
    await log.hub.query(`DELETE FROM access_record WHERE writer = ${second} AND seq = 10`);
    expect(await found()).toMatch(/record 10 of \S+ is missing/);
    await log.sign();
    expect(await log.verify()).toMatchObject({ records: 20, problems: [], afterLastRoot: 0 });
  });

  test('loses what no root covers yet, and the gateway ships it again before it signs', async () => {
    await log.hub.query(`DELETE FROM access_entry WHERE writer = ${second} AND seq > 8`);
    await log.hub.query(`DELETE FROM access_record WHERE writer = ${second} AND seq > 8`);
    await log.sign();
    expect(await log.verify()).toMatchObject({ records: 19, problems: [], afterLastRoot: 0 });
  });

  test('writes a record anew, with its hash: found by the next one, and by the root', async () => {
    const chained = readChained(await line(9));
    if (chained === null) throw new Error('it is whole');
    const forged = writeChained(chain({ ...chained.record, purpose: 'statistics' }, chained));
    await log.hub.query(`UPDATE access_record SET line = $1 WHERE writer = ${first} AND seq = 9`, [forged]);
    await log.hub.query(`UPDATE access_entry SET action = 'statistics', id = $1 WHERE writer = ${first} AND seq = 9`, [String(readChained(forged)?.hash.slice(0, 32))]); // prettier-ignore
    expect(await found()).toMatch(/record 9 of \S+ is not the one that a root signed/);
  });

  test('writes a whole chain anew: found by the root', async () => {
    let prev = '0'.repeat(64);
    for (let seq = 1; seq <= 9; seq += 1) {
      const chained = readChained(await line(seq));
      if (chained === null) throw new Error('it is whole');
      const forged = chain({ ...chained.record, actor: 'somebody else' }, { ...chained, prev });
      prev = forged.hash;
      await log.hub.query(`UPDATE access_record SET line = $1 WHERE writer = ${first} AND seq = $2`, [writeChained(forged), seq]); // prettier-ignore
      await log.hub.query(`UPDATE access_entry SET id = $1 WHERE writer = ${first} AND seq = $2`, [forged.hash.slice(0, 32), seq]); // prettier-ignore
    }
    expect((await found()).split('\n')).toEqual([expect.stringMatching(/record 9 of \S+ is not the one that a root signed/)]); // prettier-ignore
  });

  test('removes what came after the last root: the journals tell, and without them nobody claims to know', async () => {
    await log.hub.query(`DELETE FROM access_entry WHERE writer = ${second} AND seq = 10`);
    await log.hub.query(`DELETE FROM access_record WHERE writer = ${second} AND seq = 10`);
    expect(await log.verify({ journals: null })).toMatchObject({ problems: [], afterLastRoot: 0 });
    expect((await log.verify()).problems).toEqual([
      expect.stringMatching(/record 10 of \S+ is missing on the hub, which this machine’s journal has/),
    ]);
  });
});

describe('whoever can write to the roots', () => {
  const lines = () => readFileSync(log.rootsFile, 'utf8').split('\n').slice(0, -1);

  test('changes one: found', async () => {
    writeFileSync(
      log.rootsFile,
      `${lines()
        .join('\n')
        .replace(/"seq":9/, '"seq":8')}\n`,
    );
    expect(await found()).toMatch(/root 1 is not as it was signed/);
  });

  test('removes one between others: found', async () => {
    await log.sign();
    await log.sign();
    expect(await found()).toBe('');
    const [one, , three] = lines();
    writeFileSync(log.rootsFile, `${one}\n${three}\n`);
    expect(await found()).toMatch(/root 2 does not follow the one before it/);
  });

  test('signs with another key: found', async () => {
    const other = await openLog(log.hub);
    const root = await other.sign();
    await other.close();
    appendFileSync(log.rootsFile, `${JSON.stringify(root)}\n`);
    expect(await found()).toMatch(/root 2 is not as it was signed/);
  });
});

test('a journal that was changed is found, and what it says is not believed', async () => {
  const [name = ''] = readdirSync(log.journals).sort();
  const file = path.join(log.journals, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('service-delivery', 'statistics'));
  expect((await log.verify()).problems).toEqual([expect.stringMatching(/line 1 of .* is not as it was written/)]);
});

test('a root that was cut off, as by a full disk, is none, and the next one is signed', async () => {
  appendFileSync(log.rootsFile, '{"at":"2026');
  expect(await log.verify()).toMatchObject({ roots: 1, problems: [] });
  await log.sign();
  expect(await log.verify()).toMatchObject({ roots: 2, problems: [] });
});

test('a last line that was cut off is no record: nobody was told that it is kept', async () => {
  const [name = ''] = readdirSync(log.journals).sort();
  appendFileSync(path.join(log.journals, name), '{"writer":"2026');
  await log.ship();
  expect(await log.verify()).toMatchObject({ records: 19, problems: [] });
});

test('journals that are signed and two days old are removed; the log stays whole', async () => {
  expect(readdirSync(log.journals)).toHaveLength(2);
  log.setNow('2026-11-28T12:00:00Z');
  await log.sign();
  expect(readdirSync(log.journals)).toHaveLength(2);
  log.setNow('2026-11-29T12:00:00Z');
  await log.sign();
  expect(readdirSync(log.journals)).toEqual([]);
  expect(await log.verify()).toMatchObject({ records: 19, afterLastRoot: 0, problems: [] });
});
