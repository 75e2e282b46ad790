import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { identifyCallers } from '../../cli/identify-callers.ts';
import type { FetchAnswer, FetchInput, Subgraph } from '../../schema/subgraph.ts';
import { maxIdentifiedWards } from '../../schema/request.ts';
import { asCitizen } from '../adapters/fixtures/ask.ts';

const hero = '11010519491231002X';
const answerOf = (citizen: object): FetchAnswer => ({
  ...{ data: { _entities: [citizen] }, errors: [], subjects: [], findings: [] },
  ...{ servedFrom: 'source', age: 0 },
});

/** A registry that answers as told; counts how often it is asked. */
function registry(run: (input: FetchInput) => Promise<FetchAnswer>) {
  const port: Subgraph = {
    name: 'registry',
    sdl: parse('type Citizen @key(fields: "id") { id: ID! telephone: String fullName: String }'),
    prepare: () => ({ run: (input) => ((asked.times += 1), run(input)), explain: async () => [] }),
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

describe('for people whom somebody acts for', () => {
  const guardianOf = (...actsFor: readonly string[]) => {
    const request = asCitizen(hero);
    return { ...request, caller: request.caller && { ...request.caller, actsFor } };
  };
  /** Knows everybody by what follows from their id; counts the people it is asked for. */
  const everybody = () => {
    const people: string[][] = [];
    const asked = registry(async ({ representations }) => {
      people.push(representations.map(({ id }) => String(id)));
      return {
        ...answerOf({}),
        data: {
          _entities: representations.map(({ id }) => ({ telephone: `1${String(id)}`, fullName: `N${String(id)}` })),
        },
      };
    });
    return { port: asked.port, people };
  };
  const of = (id: string) => ({ telephone: `1${id}`, fullName: `N${id}` });

  test('the registry is asked once for all who are not known yet, each by themselves', async () => {
    const { port, people } = everybody();
    const identify = identifyCallers([port]);
    expect(await identify(guardianOf('A', 'B'))).toEqual({
      identifiers: of(hero),
      wardIdentifiers: [of('A'), of('B')],
    });
    expect(await identify(guardianOf('B', 'C', 'B'))).toEqual({
      identifiers: of(hero),
      wardIdentifiers: [of('B'), of('C')],
    });
    expect(people).toEqual([[hero, 'A', 'B'], ['C']]);
  });

  test('and for no more than so many, which is said', async () => {
    const { port, people } = everybody();
    const wards = Array.from({ length: maxIdentifiedWards + 1 }, (_, index) => `W${String(index)}`);
    const found = await identifyCallers([port])(guardianOf(...wards));
    expect(found.wardIdentifiers).toHaveLength(maxIdentifiedWards);
    expect(found.unidentified).toEqual({ department: 'identity', code: 'TOO_MANY_WARDS' });
    expect(people.flat()).not.toContain(wards.at(-1));
  });

  test('whoever is not answered for is missed by name', async () => {
    const { port } = registry(async () => ({
      ...answerOf({}),
      data: { _entities: [of(hero), null] },
      errors: [{ path: ['_entities', 1], code: 'DEPARTMENT_BUSY' }],
    }));
    expect(await identifyCallers([port])(guardianOf('A'))).toEqual({
      ...{ identifiers: of(hero), wardIdentifiers: [{}] },
      unidentified: { department: 'registry', code: 'DEPARTMENT_BUSY' },
    });
  });
});
