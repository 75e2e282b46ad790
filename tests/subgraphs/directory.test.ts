import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { publishSdl } from '../../adapters/sdl/publish.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import type { Subgraph, SubgraphHealth } from '../../schema/subgraph.ts';
import { createDirectory, type DirectoryOptions } from '../../subgraphs/directory/directory.ts';
import type { ObservedState } from '../../subgraphs/directory/pulse.ts';

const registrySdl = published(`
  extend schema @source(name: "registry", url: "sqlite:x", title: "Civil Registry 户籍管理")
  type Query { adminUnits: AdminUnitConnection @list(orderBy: ["id"]) }
  type Citizen @key(fields: "id") @table(name: "t_ry") @subject(field: "id") {
    id: ID! @column(name: "sfzh", as: RESIDENT_ID)
    fullName: String @column(name: "xm")
    gender: Gender @column(name: "xb")
    domicile: Address @relation(columns: ["dz"], references: ["dz"])
  }
  "A district (行政区划)."
  type AdminUnit @key(fields: "id") @table(name: "t_qh") { id: ID! @column(name: "dm") name: String @column(name: "mc") }
  type Address @table(name: "t_dz") { fullAddress: String @column(name: "xxdz") }
  enum Gender @codes { MALE @code(value: "1") FEMALE @code(value: "2") }
`);

const foreignSdl = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@inaccessible", "@shareable"])
  type Query { _service: _Service! }
  type _Service { sdl: String }
  extend type Citizen @key(fields: "id") {
    id: ID!
    fullName: String @external
    greeting: String @requires(fields: "fullName")
    innards: String @inaccessible
  }
  type Case @key(fields: "id") { id: ID! }
  type Money @shareable { amount: String }
`);

/** A department that answers checks as it is told. */
function department(name: string, sdl: Subgraph['sdl'], health: () => Promise<SubgraphHealth> = async () => up) {
  const port = {
    name,
    sdl,
    checks: 0,
    health: async () => {
      port.checks += 1;
      return health();
    },
  };
  return port;
}

const up: SubgraphHealth = { state: 'up', roundTripMs: 1.26 };
const down: SubgraphHealth = { state: 'down', roundTripMs: null };

function open(options: Partial<DirectoryOptions>) {
  const failures: unknown[] = [];
  const directory = createDirectory({
    departments: [],
    ownSystems: [],
    onFailure: (error) => void failures.push(error),
    ...options,
  });
  return async (query: string) => {
    const answer = await directory.prepare({ document: parse(query) }).run({
      variables: {},
      representations: [],
      request: {
        requestId: 'r',
        traceId: 't',
        caller: null,
        purpose: null,
        deadline: Date.now() + 5_000,
        signal: AbortSignal.timeout(5_000),
      },
    });
    expect([answer.errors, failures]).toEqual([[], []]);
    return JSON.parse(JSON.stringify(answer.data));
  };
}

test('a department is said to serve what it answers itself: no keys, nothing of others, no shared values', async () => {
  const ask = open({ departments: [department('registry', registrySdl), department('foreign', foreignSdl)] });
  const { departments } = await ask('{ departments { name serves { type shared fields } } }');
  expect(departments).toEqual([
    {
      name: 'registry',
      serves: [
        { type: 'Citizen', shared: true, fields: ['fullName', 'gender', 'domicile'] },
        { type: 'AdminUnit', shared: false, fields: ['name'] },
        { type: 'Query', shared: false, fields: ['adminUnits'] },
      ],
    },
    { name: 'foreign', serves: [{ type: 'Citizen', shared: true, fields: ['greeting'] }] },
  ]);
});

test('names and types are told in both languages, of a department without a title in the words of its name', async () => {
  const ask = open({
    departments: [department('registry', registrySdl)],
    ownSystems: [department('city-desk', foreignSdl)],
  });
  const label = 'en: label zh: label(lang: ZH)';
  const { departments } = await ask(`{ departments { kind ${label} serves { ${label} description } } }`);
  expect(departments).toEqual([
    {
      kind: 'DEPARTMENT',
      en: 'Civil Registry',
      zh: '户籍管理',
      serves: [
        { en: 'Citizen', zh: '公民', description: 'A natural person. Core Person: Person.' },
        { en: 'Admin unit', zh: '行政区划', description: 'A district (行政区划).' },
        { en: 'Questions', zh: '查询入口', description: null },
      ],
    },
    {
      kind: 'OWN_SYSTEM',
      en: 'City desk',
      zh: 'City desk',
      serves: [{ en: 'Citizen', zh: '公民', description: null }],
    },
  ]);
});

test('a title leaves the department without its table names, and composition drops it', () => {
  const composed = composeSubgraphs([{ name: 'registry', sdl: registrySdl }]);
  if (composed.kind === 'failed') throw new Error(JSON.stringify(composed.problems));
  expect(composed.supergraphSdl).not.toMatch(/户籍管理|t_ry/);
  expect(composed.hints).toEqual([]);
});

test('one department is found by name, and nobody where there is none', async () => {
  const ask = open({ departments: [department('registry', registrySdl)] });
  const answer = await ask('{ one: department(name: "registry") { name } none: department(name: "x") { name } }');
  expect(answer).toEqual({ one: { name: 'registry' }, none: null });
});

test('however many ask, a department is checked once in a while, and its answer kept', async () => {
  const registry = department('registry', registrySdl);
  const ask = open({ departments: [registry], pulse: { freshMs: 60_000 } });
  const query = '{ departments { state stateLabel zh: stateLabel(lang: ZH) lastSeen roundTripMs } }';
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(query)));
  expect(registry.checks).toBe(1);
  for (const { departments } of [...answers, await ask(query)]) {
    expect(departments).toEqual([
      { state: 'UP', stateLabel: 'Up', zh: '正常', lastSeen: expect.stringMatching(/^\d{4}-.*Z$/), roundTripMs: 1.3 },
    ]);
  }
  expect(registry.checks).toBe(1);
});

test('the state is true again after each while: down, then up', async () => {
  const said = [up, down, up];
  const registry = department('registry', registrySdl, async () => said.shift() ?? down);
  const ask = open({ departments: [registry], pulse: { freshMs: 0 } });
  const states = [];
  for (let turn = 0; turn < 3; turn += 1) states.push(await ask('{ departments { state roundTripMs lastSeen } }'));
  expect(states.map(({ departments: [one] }) => [one.state, one.roundTripMs, one.lastSeen === null])).toEqual([
    ['UP', 1.3, false],
    ['DOWN', null, false],
    ['UP', 1.3, false],
  ]);
});

test('a department that throws instead of telling its health is down', async () => {
  const broken = department('registry', registrySdl, async () => Promise.reject(new Error('no')));
  const ask = open({ departments: [broken] });
  expect(await ask('{ departments { state lastSeen } }')).toEqual({ departments: [{ state: 'DOWN', lastSeen: null }] });
});

test('a department that hangs keeps nobody waiting, is not asked twice, is down in time, and up when it answers', async () => {
  let answer: (health: SubgraphHealth) => void = () => {};
  const hanging = department('registry', registrySdl, () => new Promise((resolve) => (answer = resolve)));
  const pulse = { freshMs: 0, patienceMs: 20, limitMs: 200 };
  const ask = open({ departments: [hanging, department('quick', foreignSdl)], pulse });
  const stateOf = async (): Promise<string> => (await ask('{ departments { state } }')).departments[0].state;
  const startedAt = performance.now();
  expect(await stateOf()).toBe('UNKNOWN');
  // The limit is far longer than anybody waits, whatever else the machine does.
  expect(performance.now() - startedAt).toBeLessThan(pulse.limitMs);
  while ((await stateOf()) !== 'DOWN');
  expect(hanging.checks).toBe(1);
  answer(up);
  await new Promise(setImmediate);
  expect(await stateOf()).toBe('UP');
});

test('what fetches told a moment ago is not asked again, and the later word counts', async () => {
  let seen: readonly ObservedState[] = [];
  const registry = department('registry', registrySdl, async () => down);
  const ask = open({ departments: [registry], status: () => seen, pulse: { freshMs: 1_000 } });
  const look = async () => (await ask('{ departments { state lastSeen } }')).departments[0];
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

  seen = [{ name: 'registry', state: 'up', lastSeen: at(-10), checkedAt: at(-10) }];
  expect(await look()).toEqual({ state: 'UP', lastSeen: seen[0]?.lastSeen });
  expect(registry.checks).toBe(0);

  seen = [{ name: 'registry', state: 'up', lastSeen: at(-9_000), checkedAt: at(-9_000) }];
  expect(await look()).toEqual({ state: 'DOWN', lastSeen: seen[0]?.lastSeen });
  expect(registry.checks).toBe(1);

  seen = [{ name: 'registry', state: 'up', lastSeen: at(5), checkedAt: at(5) }];
  expect(await look()).toMatchObject({ state: 'UP' });
  expect(registry.checks).toBe(1);
});

function published(text: string): Subgraph['sdl'] {
  const { expanded, mistakes } = readMapping(text, 'registry.graphql');
  if (expanded === null) throw new Error(JSON.stringify(mistakes));
  expect(mistakes).toEqual([]);
  return publishSdl(expanded);
}
