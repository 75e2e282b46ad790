import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask } from '../adapters/fixtures/ask.ts';
import { dialects, miniSecret, type DialectName } from '../adapters/fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, type SmallDepartments } from '../adapters/fixtures/small-department.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { captureLogs } from '../gateway/city.ts';
import { guardedSdl, guardedStatements } from './guarded-department.ts';
import { redCells, type Ask } from './matrix.ts';
import { keyedWith } from './oracle.ts';
import { viewers } from './viewers.ts';

let small: SmallDepartments;
let url: string;
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) subgraphs.set(dialect, await small.open(dialect, guardedSdl, ...guardedStatements));
  fillFile(`${small.folder}/guarded.db`, ...guardedStatements);
  url = `sqlite:${small.folder}/guarded.db`;
});
afterAll(() => small.close());

const keyed = keyedWith(miniSecret);

describe.each(dialects)('role × purpose × field × path on %s', (dialect) => {
  test.each(viewers)('$name', async (viewer) => {
    const subgraph = subgraphs.get(dialect);
    if (subgraph === undefined) throw new Error('nothing is open');
    expect(await redCells(viewer, (question) => ask(subgraph, question), { keyed, entities: true })).toEqual([]);
    expect(small.failures).toEqual([]);
  });
});

describe('through the gateway', () => {
  let gateway: Gateway;
  const logs = captureLogs();
  beforeAll(async () => {
    const account = async (): Promise<void> => {};
    gateway = await createGateway({
      subgraphs: [small.openAt(url, guardedSdl)],
      engine: engineUnderTest,
      logger: logs.logger,
      account,
    });
  });
  afterAll(() => gateway.close());

  const askGateway: Ask = async ({ query, variables = {}, request }) => {
    const { data, errors, findings } = await askPipeline(gateway, query, { variables, request });
    return { data, findings, errors: errors.map((each) => ({ ...each, code: each.extensions.code })) };
  };

  test.each(viewers)('$name', async (viewer) => {
    expect(await redCells(viewer, askGateway, { keyed, entities: false })).toEqual([]);
  });

  test('no log tells a value', () => {
    const written = JSON.stringify(logs.logs);
    for (const value of ['P-ANNA', 'Vexley', '13800138111', 'asthma-q1', '91371.25', 'card-aa1'])
      expect(written).not.toContain(value);
  });
});

/** Every statement of policy in the file. */
const guards = [...guardedSdl.matchAll(/@(?:subject|restrict|mask|purpose|requiresScopes|authenticated|personal)\b(?:\((?:[^()"]|"[^"]*")*\))?/g)]; // prettier-ignore

describe('each guard is one: without it a cell is red, or the file is refused', () => {
  test('there are as many as the file has lines of them', () => expect(guards.length).toBe(29));

  test.each(guards.map((found) => [found[0], found.index] as const))('%s', async (guard, at) => {
    const without = guardedSdl.slice(0, at) + guardedSdl.slice(at + guard.length);
    const { mapping, expanded, mistakes } = readMapping(without, 'guarded.graphql');
    if (mapping === null || expanded === null) throw new Error('nothing was read');
    if (mistakes.length > 0) {
      expect(mistakes.map(({ code }) => code)).toContainEqual(
        expect.stringMatching(/SUBJECT_MISSING|KEPT_BACK|DIRECTIVE_CONFLICT|ABSTRACT_INVALID/),
      );
      return;
    }
    const subgraph = createMappedSubgraph({ mapping, expanded, databaseUrl: url, secret: miniSecret, onFailure: () => {} }); // prettier-ignore
    const red: string[] = [];
    for (const viewer of viewers) {
      if (red.length > 0) break;
      red.push(...(await redCells(viewer, (question) => ask(subgraph, question), { keyed, entities: true })));
    }
    await subgraph.close();
    expect(red.length).toBeGreaterThan(0);
  });
});
