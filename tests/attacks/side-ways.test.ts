import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask } from '../adapters/fixtures/ask.ts';
import { openCounted, type CountedDepartment, type SentStatement } from '../adapters/fixtures/counted-fetch.ts';
import { dialects, miniSecret, readRightMapping, type DialectName } from '../adapters/fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, type SmallDepartments } from '../adapters/fixtures/small-department.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { captureLogs } from '../gateway/city.ts';
import { redPairs, watched } from './alike.ts';
import { redWalks } from './cursor-walks.ts';
import { cases, embedded, events, guardedSdl, guardedStatements, lockers, people, permits, steps } from './guarded-department.ts'; // prettier-ignore
import { probesFor, type Ask } from './matrix.ts';
import { judge, keyedWith } from './oracle.ts';
import { redScans } from './scans.ts';
import { viewers, type Viewer } from './viewers.ts';

type Opened = {
  readonly subgraph: Subgraph;
  readonly counted: CountedDepartment;
  readonly gateway: Gateway;
  /** Statements sent through `counted`, whoever asked. */
  readonly sent: SentStatement[];
};

let small: SmallDepartments;
const opened = new Map<DialectName, Opened>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) {
    const url = dialect === 'sqlite' ? `sqlite:${small.folder}/guarded.db` : small.on(dialect).ownerUrl;
    if (dialect === 'sqlite') fillFile(`${small.folder}/guarded.db`, ...guardedStatements);
    else await small.on(dialect).run(...guardedStatements);
    const subgraph = small.openAt(url, guardedSdl);
    const counted = await openCounted(url, readRightMapping(guardedSdl));
    const sent: SentStatement[] = [];
    const port: Subgraph = {
      ...subgraph,
      prepare: ({ document }) => ({
        run: (input) => watched(counted, sent)({ query: print(document), ...input } as never) as never, // an answer as it came
        explain: async () => [],
      }),
      close: async () => {},
    };
    const account = async (): Promise<void> => {};
    const gateway = await createGateway({ subgraphs: [port], logger: captureLogs().logger, account });
    opened.set(dialect, { subgraph, counted, gateway, sent });
  }
});
afterAll(async () => {
  for (const { counted, gateway } of opened.values()) {
    await gateway.close();
    await counted.close();
  }
  await small.close();
});

const keyed = keyedWith(miniSecret);
const { digest } = keyed;
const through =
  (gateway: Gateway): Ask =>
  async ({ query, variables = {}, request }) => {
    const { data, errors, findings } = await askPipeline(gateway, query, { variables, request });
    return { data, findings, errors: errors.map((each) => ({ ...each, code: each.extensions.code })) };
  };

describe.each(dialects)('ways round the rules on %s', (dialect) => {
  const at = (): Opened => {
    const found = opened.get(dialect);
    if (found === undefined) throw new Error('nothing is open');
    return found;
  };

  let [asked, statements] = [0, 0];

  test.each(viewers)('$name', async (viewer) => {
    const { subgraph, counted, gateway, sent } = at();
    const port: Ask = (question) => ask(subgraph, question);
    expect(await redWalks(viewer, port, digest)).toEqual([]);
    expect(await redScans(viewer, subgraph, keyed)).toEqual([]);
    for (const pairs of [
      await redPairs(viewer, watched(counted, sent), { sent, entities: true }),
      await redPairs(viewer, through(gateway), { sent, entities: false }),
    ]) {
      expect(pairs.red).toEqual([]);
      [asked, statements] = [asked + pairs.asked, statements + pairs.statements];
    }
    if (dialect === 'sqlite') expect(await redWalks(viewer, through(gateway), digest)).toEqual([]);
    expect(small.failures).toEqual([]);
  });

  test('of what is kept back there was much to ask for, and statements were seen', () => {
    expect(asked).toBeGreaterThan(300);
    expect(statements).toBeGreaterThan(300);
  });

  test('what explain shows holds no value, of a row or of the question', async () => {
    const { subgraph } = at();
    const queries = new Set(viewers.flatMap((viewer) => [...probesFor(judge(viewer, digest), { keyed, entities: true })].map(({ query }) => query))); // prettier-ignore
    const rows: readonly object[] = [...people, ...cases, ...steps, ...permits, ...events, ...embedded, ...lockers];
    const values = rows.flatMap((row) => Object.values(row) as (string | null)[]).filter((each) => each !== null && each.length > 3); // prettier-ignore
    let explained = 0;
    for (const query of queries) {
      const text = JSON.stringify(await subgraph.prepare({ document: parse(query) }).explain({}));
      explained += 1;
      expect([query, values.find((each) => each !== null && text.includes(each))]).toEqual([query, undefined]);
    }
    expect(explained).toBeGreaterThan(50);
  });
});

describe('without a guard', () => {
  const without = (guard: string) => {
    const at = guardedSdl.indexOf(guard);
    const { mapping, expanded } = readMapping(guardedSdl.slice(0, at) + guardedSdl.slice(at + guard.length), 'guarded.graphql'); // prettier-ignore
    if (at < 0 || mapping === null || expanded === null) throw new Error('nothing was read');
    return { mapping, expanded };
  };
  const red: Readonly<Record<string, (guard: string) => Promise<readonly string[]>>> = {
    walk: (guard) => eachViewer(guard, (viewer, subgraph) => redWalks(viewer, (question) => ask(subgraph, question), digest)), // prettier-ignore
    scan: (guard) => eachViewer(guard, (viewer, subgraph) => redScans(viewer, subgraph, keyed)),
    pair: async (guard) => {
      const counted = await openCounted(`sqlite:${small.folder}/guarded.db`, without(guard));
      const sent: SentStatement[] = [];
      const found: string[] = [];
      for (const viewer of viewers) found.push(...(await redPairs(viewer, watched(counted, sent), { sent, entities: true })).red); // prettier-ignore
      await counted.close();
      return found;
    },
  };
  const eachViewer = async (guard: string, run: (viewer: Viewer, subgraph: Subgraph) => Promise<readonly string[]>) => {
    const databaseUrl = `sqlite:${small.folder}/guarded.db`;
    const subgraph = createMappedSubgraph({ ...without(guard), databaseUrl, secret: miniSecret, onFailure: () => {} });
    const found: string[] = [];
    for (const viewer of viewers) found.push(...(await run(viewer, subgraph)));
    await subgraph.close();
    return found;
  };

  test.each([
    ['walk', '@restrict(roles: ["official"], field: "district", claim: "districts")'],
    ['walk', '@subject(field: "id")'],
    ['scan', '@restrict(roles: ["official"], field: "district", claim: "districts")'],
    ['scan', '@subject(field: "id")'],
    ['scan', '@requiresScopes(scopes: [["health"]])'],
    ['scan', '@mask(style: "INITIALS")'],
    ['pair', '@subject(field: "id")'],
    ['pair', '@restrict(roles: ["official"], field: "office", claim: "departments")'],
  ])('a %s tells what it must not: %s', async (way, guard) => {
    expect((await red[way]?.(guard))?.length).toBeGreaterThan(0);
  });
});
