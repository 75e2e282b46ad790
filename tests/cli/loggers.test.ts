import { closeSync, existsSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { failureFacts } from '../../cli/failure-facts.ts';
import { startCli } from './run-cli.ts';

const fullDisk = '/dev/full';

describe('the log of a server', () => {
  (existsSync(fullDisk) ? test : test.skip)('on a full disk costs neither answers nor an orderly end', async () => {
    const disk = openSync(fullDisk, 'w');
    try {
      const running = startCli(['subgraph', 'identity', '--port', '0', '--open'], {}, disk);
      const url = /http:\S+/.exec(await running.until('answers at'))?.[0] ?? '';
      await delay(300); // its first line, that it is open, has failed by now
      for (let count = 0; count < 3; count++) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ _service { sdl } }' }),
        });
        expect(response.status).toBe(200);
      }
      expect((await running.stop()).code).toBe(0);
    } finally {
      closeSync(disk);
    }
  });

  test('names class and code of a failure, never its words', () => {
    const driver = Object.assign(new Error('invalid input: "Li Na"'), { name: 'DatabaseError', code: '22P02' });
    const facts = failureFacts(new Error('of ours', { cause: driver }));
    expect(facts).toEqual({ kind: 'Error', cause: { kind: 'DatabaseError', code: '22P02' } });
    expect(failureFacts('Li Na')).toEqual({ kind: 'string' });
  });
});
