import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { identifyCallers } from '../../cli/identify-callers.ts';
import type { FetchAnswer, Subgraph } from '../../schema/subgraph.ts';
import { asCitizen } from '../adapters/fixtures/ask.ts';

const hero = '11010519491231002X';
const answerOf = (citizen: object): FetchAnswer => ({
  ...{ data: { _entities: [citizen] }, errors: [], subjects: [], findings: [] },
  ...{ servedFrom: 'source', age: 0 },
});

/** A registry that answers as told; counts how often it is asked. */
function registry(run: () => Promise<FetchAnswer>) {
  const port: Subgraph = {
    name: 'registry',
    sdl: parse('type Citizen @key(fields: "id") { id: ID! telephone: String fullName: String }'),
    prepare: () => ({ run: () => ((asked.times += 1), run()), explain: async () => [] }),
    scan: () => {
      throw new Error('nobody scans');
    },
    changes: () => 'unsupported',
    health: async () => ({ state: 'up', roundTripMs: 0 }),
    close: async () => {},
  };
  const asked = { times: 0, port };
  return asked;
}

test('what the registry knows is asked once, and what is blank is not known', async () => {
  const asked = registry(async () => answerOf({ telephone: '10012349491', fullName: '' }));
  const identify = identifyCallers([asked.port]);
  expect(await identify(asCitizen(hero))).toEqual({ identifiers: { telephone: '10012349491' } });
  expect(await identify(asCitizen(hero))).toEqual({ identifiers: { telephone: '10012349491' } });
  expect(asked.times).toBe(1);
});

test('a registry that hangs costs a citizen’s question two seconds, and after a while nothing', async () => {
  const hanging = registry(() => new Promise(() => {}));
  const identify = identifyCallers([hanging.port]);
  const timed = async () => {
    const started = performance.now();
    const unidentified = { department: 'registry', code: expect.stringMatching(/^DEPARTMENT_(TIMEOUT|UNAVAILABLE)$/) };
    expect(await identify(asCitizen(hero))).toEqual({ identifiers: {}, unidentified });
    return performance.now() - started;
  };
  const waits = await Promise.all(Array.from({ length: 5 }, timed));
  expect(Math.max(...waits)).toBeLessThan(4_000);
  expect(await timed()).toBeLessThan(500);
  expect(hanging.times).toBe(5);
});

test('what was not answered is asked again', async () => {
  const answers: FetchAnswer[] = [
    { ...answerOf({}), data: null, errors: [{ path: [], code: 'DEPARTMENT_BUSY' }] },
    answerOf({ fullName: '周桂兰' }),
  ];
  const { port } = registry(async () => answers.shift() ?? answerOf({}));
  const identify = identifyCallers([port]);
  expect(await identify(asCitizen(hero))).toEqual({
    ...{ identifiers: {}, unidentified: { department: 'registry', code: 'DEPARTMENT_BUSY' } },
  });
  expect(await identify(asCitizen(hero))).toEqual({ identifiers: { fullName: '周桂兰' } });
});
