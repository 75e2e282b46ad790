import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMappedSubgraph } from '../../adapters/mapped-subgraph.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { requestOf } from './fixtures/ask.ts';
import { contributionSdl, fillContributions } from './fixtures/contributions.ts';
import { openCounted, type SentStatement } from './fixtures/counted-fetch.ts';
import { createTestDatabase, withClient, type TestDatabase } from './fixtures/engine.ts';
import { miniSecret, readRightMapping } from './fixtures/mini-department.ts';
import { orderSdl, orderStatements } from './fixtures/orders.ts';
import { readPostgresPlan, readSqlitePlan, type ReadPlan } from './fixtures/read-plan.ts';
import { scanAtScale, type BareRead, type Speed } from './fixtures/scan-at-scale.ts';

const contributions = 5_000_000;
/** Seven in eight are open: more than the 2,000,000 that page 100,000 comes after. */
const orders = 2_400_000;
const pageSize = 20;
/** Rows before page 100,000. */
const depth = 99_999 * pageSize;

let folder: string;
let file: string;
let database: TestDatabase;
let ordersUrl: string;
let started = 0;
beforeAll(async () => {
  started = performance.now();
  folder = mkdtempSync(path.join(tmpdir(), 'onestop scale '));
  file = path.join(folder, 'insurance.db');
  database = await createTestDatabase();
  await timed(`${orders} orders made`, () => database.run(...orderStatements(orders)));
  ordersUrl = await database.readerUrl();
  await timed(`${contributions} contributions made`, async () => fillContributions(file, contributions));
}, 240_000);
afterAll(async () => {
  await database.remove();
  rmSync(folder, { recursive: true, force: true });
  say(`all of it took ${((performance.now() - started) / 1000).toFixed(0)} s`);
});

const said: string[] = [];
const say = (line: string): void => void said.push(line);
afterAll(() => console.info(said.join('\n')));

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await work();
  say(`${what} in ${((performance.now() - from) / 1000).toFixed(1)} s`);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0; // prettier-ignore

type Page = {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string | null };
  readonly totalCount: number;
};

/** A big list, filtered and ordered, on one engine. */
type BigList = {
  readonly sdl: string;
  readonly url: () => string;
  readonly type: string;
  readonly fields: readonly string[];
  /** The list and its filter and order, with room for more arguments. */
  readonly list: (more: string) => string;
  /** Ids of the list from its beginning or its end, by the engine's own means. */
  readonly idsAt: (offset: number, isBackwards: boolean) => Promise<readonly string[]>;
  readonly plansOf: (sent: readonly SentStatement[]) => Promise<readonly ReadPlan[]>;
  readonly index: RegExp;
  readonly total: number;
  readonly bare: BareRead;
};

const lists: Readonly<Record<'postgres' | 'sqlite', BigList>> = {
  postgres: {
    sdl: orderSdl,
    url: () => ordersUrl,
    type: 'Order',
    fields: ['id', 'status', 'district', 'requestedDatetime', 'title', 'citizenId', 'category'],
    list: (more) => `orders(where: {status: {eq: OPEN}}, orderBy: [{requestedDatetime: DESC}] ${more})`,
    idsAt: (offset, isBackwards) =>
      withClient(ordersUrl, async (client) => {
        const order = isBackwards ? 'slsj ASC NULLS FIRST, gdbh ASC' : 'slsj DESC NULLS LAST, gdbh DESC';
        const { rows } = await client.query<{ gdbh: string }>(`SELECT gdbh FROM rxgd WHERE zt = '1' ORDER BY ${order} OFFSET ${offset} LIMIT ${pageSize}`); // prettier-ignore
        return rows.map(({ gdbh }) => gdbh);
      }),
    plansOf: (sent) =>
      withClient(ordersUrl, async (client) => {
        const plans: ReadPlan[] = [];
        for (const statement of sent)
          for (const mode of ['force_custom_plan', 'force_generic_plan'] as const)
            plans.push(await readPostgresPlan(client, statement, mode));
        return plans;
      }),
    index: /^Index Scan i_rxgd_(slsj|zt)$/,
    total: orders,
    bare: {
      text: 'SELECT gdbh, zt, qxdm, slsj, bt, sfzh, fldm FROM rxgd WHERE gdbh > $1 ORDER BY gdbh LIMIT $2',
      key: 'gdbh',
      first: '',
    },
  },
  sqlite: {
    sdl: contributionSdl,
    url: () => `sqlite:${file}`,
    type: 'Contribution',
    fields: ['id', 'citizenId', 'month', 'kind', 'employer', 'amount'],
    list: (more) => `contributions(where: {kind: {eq: PENSION}}, orderBy: [{month: ASC}] ${more})`,
    idsAt: async (offset, isBackwards) => {
      const opened = new Database(file);
      const order = isBackwards ? 'ny DESC, lsh DESC' : 'ny, lsh';
      const rows = opened.prepare(`SELECT lsh FROM grjfmx WHERE xz = '1' ORDER BY ${order} LIMIT ${pageSize} OFFSET ${offset}`).all([]) as readonly { readonly lsh: number }[]; // prettier-ignore
      opened.close();
      return rows.map(({ lsh }) => String(lsh));
    },
    plansOf: async (sent) => sent.map((statement) => readSqlitePlan(file, statement)),
    index: /^SEARCH t0 USING INDEX i_grjfmx_xz \(xz=\?/,
    total: contributions,
    bare: {
      text: 'SELECT lsh, sfzhm, ny, xz, dwbm, je_fen FROM grjfmx WHERE lsh > ? ORDER BY lsh LIMIT ?',
      key: 'lsh',
      first: 0,
    },
  },
};

describe.each(Object.entries(lists))('millions of rows on %s', (dialect, big) => {
  const failures: unknown[] = [];
  let subgraph: Subgraph;
  beforeAll(() => {
    const onFailure = (error: unknown) => void failures.push(error);
    subgraph = createMappedSubgraph({ ...readRightMapping(big.sdl), databaseUrl: big.url(), secret: miniSecret, onFailure }); // prettier-ignore
  });
  afterAll(async () => {
    await subgraph.close();
    expect(failures).toEqual([]);
  });

  /** The list's page, prepared once as the gateway does. */
  function preparePage(more: string, selection: string) {
    const prepared = subgraph.prepare({
      document: parse(`query ($count: Int, $cursor: String) { page: ${big.list(more)} { ${selection} } }`),
    });
    return async (count: number, cursor: string | null): Promise<Page> => {
      const answer = await prepared.run({ variables: { count, cursor }, representations: [], request: requestOf() });
      expect(answer.errors).toEqual([]);
      return answer.data?.['page'] as Page; // as selected
    };
  }

  const wholePage = `nodes { ${big.fields.join(' ')} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
  const ends = { first: 'first: $count, after: $cursor', last: 'last: $count, before: $cursor' } as const;

  /** Cursors of the rows at these places, the first row's being 1; walked to by the largest pages there are. */
  async function cursorsAt(places: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
    const walk = preparePage(ends.first, 'pageInfo { endCursor }');
    const found = new Map<number, string | null>();
    let [at, cursor]: [number, string | null] = [0, null];
    for (const place of [...places].sort((a, b) => a - b)) {
      while (at < place) {
        const count = Math.min(10_000, place - at);
        cursor = (await walk(count, cursor)).pageInfo.endCursor;
        at += count;
      }
      found.set(place, cursor);
    }
    return found;
  }

  test('page 100,000 of a filtered and ordered list costs what page 1 does, from either end', async () => {
    const { totalCount } = await preparePage('', 'totalCount')(pageSize, null);
    expect(totalCount).toBeGreaterThan(depth + pageSize);
    const before = totalCount - depth + 1;
    const cursors = await cursorsAt([depth, before]);
    const pages = {
      'page 1': { end: 'first', cursor: null },
      'page 100,000': { end: 'first', cursor: cursors.get(depth) ?? null },
      'page 1 from the end': { end: 'last', cursor: null },
      'page 100,000 from the end': { end: 'last', cursor: cursors.get(before) ?? null },
    } as const;
    const times = new Map<string, number[]>(Object.keys(pages).map((name) => [name, []]));
    const prepared = { first: preparePage(ends.first, wholePage), last: preparePage(ends.last, wholePage) };
    for (let run = 0; run < 25; run += 1) {
      for (const [name, { end, cursor }] of Object.entries(pages)) {
        const from = performance.now();
        await prepared[end](pageSize, cursor);
        times.get(name)?.push(performance.now() - from);
      }
    }
    const medians = new Map([...times].map(([name, all]) => [name, median(all)]));
    say(`${dialect}: ${[...medians].map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`).join(', ')}`);

    const counted = await openCounted(big.url(), readRightMapping(big.sdl));
    const blocks = new Map<string, readonly (number | null)[]>();
    for (const [name, { end, cursor }] of Object.entries(pages)) {
      const query = `query ($count: Int, $cursor: String) { page: ${big.list(ends[end])} { ${wholePage} } }`;
      const { answer, sent } = await counted.ask({ query, variables: { count: pageSize, cursor } });
      const ids = (answer.data?.['page'] as Page).nodes.map(({ id }) => id);
      const expected = await big.idsAt(cursor === null ? 0 : depth, end === 'last');
      expect([name, ids]).toEqual([name, end === 'last' ? [...expected].reverse() : expected]);
      const plans = await big.plansOf(sent);
      for (const { reads, rows, sorted, sortsTable } of plans) {
        expect(reads.length).toBeGreaterThan(0);
        for (const read of reads) expect([name, read]).toEqual([name, expect.stringMatching(big.index)]);
        expect([name, sortsTable]).toEqual([name, false]);
        // At most a page, and the row that tells of the next, out of each part of the list; others may lie between them.
        expect(sorted ?? 0).toBeLessThanOrEqual(2 * (pageSize + 1));
        expect(rows ?? 0).toBeLessThanOrEqual(4 * (pageSize + 1));
      }
      blocks.set(name, plans.map((plan) => plan.blocks)); // prettier-ignore
    }
    await counted.close();
    if (dialect === 'postgres') say(`postgres: blocks ${[...blocks].map(([name, all]) => `${name} ${all.join('/')}`).join(', ')}`); // prettier-ignore
    for (const suffix of ['', ' from the end']) {
      const [near, far] = [`page 1${suffix}`, `page 100,000${suffix}`];
      blocks.get(far)?.forEach((count, index) => {
        expect(count ?? 0).toBeLessThanOrEqual(3 * (blocks.get(near)?.[index] ?? 0));
      });
      expect((medians.get(far) ?? 0) / (medians.get(near) ?? 1)).toBeLessThanOrEqual(3);
    }
  }, 120_000);

  test('a scan of every row keeps its memory, and is at least 60 % as fast as the driver alone', async () => {
    const { url, sdl, type, fields, total, bare } = big;
    const how = { batchSize: 5000, sample: 250_000, runs: 5 };
    const { whole, ours, theirs } = await scanAtScale({ url: url(), sdl, type, fields, total, bare, ...how });
    const { rows, seconds, early, largest, end } = whole;
    const mb = (size: number) => `${size.toFixed(0)} MB`;
    say(`${dialect}: ${rows} rows at ${(rows / seconds).toFixed(0)} rows/s; ${mb(early)} resident in the first tenth, at most ${mb(largest)} later, ${mb(end)} at the end`); // prettier-ignore
    const best = (speeds: readonly Speed[]) => ({
      rate: Math.max(...speeds.map(({ rate }) => rate)),
      cpu: Math.min(...speeds.map(({ cpu }) => cpu)),
    });
    const [scan, driver] = [best(ours), best(theirs)];
    const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
    say(`${dialect}: scan ${scan.rate.toFixed(0)} rows/s, the driver alone ${driver.rate.toFixed(0)}: ${percent(scan.rate / driver.rate)}; ${scan.cpu.toFixed(1)} and ${driver.cpu.toFixed(1)} µs of processor time a row: ${percent(driver.cpu / scan.cpu)}`); // prettier-ignore
    expect(rows).toBe(total);
    expect(largest - early).toBeLessThan(30);
    // Where other work takes the processors, time says little; what the process itself took says the same.
    expect(Math.max(scan.rate / driver.rate, driver.cpu / scan.cpu)).toBeGreaterThanOrEqual(0.6);
  }, 240_000);
});
