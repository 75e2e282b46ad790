import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { entitiesQuery, type Question } from './fixtures/ask.ts';
import { openCounted, type CountedDepartment } from './fixtures/counted-fetch.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { canonical } from './fixtures/canonical-id.ts';
import { personId } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
/** Somebody with a household that has a head, and with notes. */
const rich = () =>
  mini.rows.t_ry.findIndex(
    (row) =>
      row['scbz'] === '0' &&
      mini.rows.t_hk.some((household) => household['hh'] === row['hh'] && household['hz'] !== null) &&
      mini.rows.t_jf.some((payment) => canonical(payment['sfzhm']) === canonical(row['sfzh'])) &&
      mini.rows.t_bj.some((note) => note['lx'] === 'A' && canonical(note['sfzh']) === canonical(row['sfzh'])),
  );
const counted: Partial<Record<(typeof dialects)[number], CountedDepartment>> = {};
beforeAll(async () => {
  mini = await openMiniDepartment(1000);
  for (const name of dialects) counted[name] = await openCounted(mini.urls[name]);
});
afterAll(async () => {
  for (const name of dialects) await counted[name]?.close();
  await mini.close();
});

const below = `id fullName badgeColour unitName household { id head { id } address { fullAddress } members(first: 2) { totalCount nodes { id notes { nodes { id } } } } }
  notes(first: 2) { totalCount nodes { id citizen { id payments { nodes { id } } } } }`;
/** The second has everything that can be read below a person, or its statements would be left out. */
const people = (count: number, start = rich()): Question => ({
  query: entitiesQuery(`... on Citizen { ${below} }`),
  representations: Array.from({ length: count }, (_, index) => ({
    __typename: 'Citizen',
    id: personId(index + start),
  })),
});
const page = (count: number): Question => ({
  query: `query ($n: Int) { citizens(first: $n) { totalCount nodes { ${below} } } }`,
  variables: { n: count },
});

describe.each(dialects)('statements on %s', (name) => {
  const sentFor = async (question: Question) => (await counted[name]?.ask(question))?.sent ?? [];
  const textsOf = async (question: Question) => (await sentFor(question)).map(({ text }) => text).sort();

  // A list whose keys have many rows is scanned for them once, in vain.
  beforeAll(() => sentFor(people(1000)));

  /** Statements of one key, and of several that have few rows, as those that always give the same. */
  const asPages = async (texts: readonly string[]): Promise<readonly string[]> => {
    const prepared = mini.subgraphs[name].prepare({ document: parse(people(1).query) });
    const pages = new Map(
      (await prepared.explain()).flatMap(({ text, soleText, scanText }) => [
        [soleText, text],
        [scanText, text],
      ]),
    );
    return texts.map((text) => pages.get(text) ?? text).sort();
  };

  test('are as many for 1 and for 1,000 representations, and the same but where one key is asked for', async () => {
    const [one, thousand] = [await textsOf(people(1)), await textsOf(people(1000))];
    expect(thousand).toHaveLength(10);
    expect(await asPages(one)).not.toEqual(one);
    // One list under two names may be asked for together, where there is room in a statement for both.
    expect(one.length).toBeLessThanOrEqual(10);
    expect(new Set(await asPages(one))).toEqual(new Set(await asPages(thousand)));
  });

  test('are as many and the same for a page of 1 and of 500', async () => {
    // Few, but enough for one of them to have what is read below.
    const [few, many] = [await textsOf(page(60)), await textsOf(page(500))];
    expect(many.length).toBeLessThanOrEqual(few.length + 1); // one list under two names, as above
    expect(new Set(many)).toEqual(new Set(few));
  });

  test('are what explain prints', async () => {
    const prepared = mini.subgraphs[name].prepare({ document: parse(people(1).query) });
    const explained = (await prepared.explain()).map(({ text }) => text).sort();
    expect(explained).toEqual(await asPages(await textsOf(people(1000))));
  });

  test('are not sent where no key can be a row’s', async () => {
    const impossible = [{ __typename: 'Payment', id: 'no colon' }];
    expect(await sentFor({ query: entitiesQuery('... on Payment { id }'), representations: impossible })).toEqual([]);
  });

  test('name only the columns asked for, and what finds and orders the rows', async () => {
    const [sent] = await sentFor({ query: '{ citizens(first: 1) { nodes { score } } }' });
    const named = [...new Set([...(sent?.text.matchAll(/["`](\w+)["`]/g) ?? [])].map((match) => match[1]))];
    expect(named.sort()).toEqual(['jf', 'rybh', 'scbz', 'sfzh', 't_ry']);
    const [count, ...others] = await sentFor({ query: '{ citizens { totalCount } }' });
    expect(others).toEqual([]);
    expect(count?.text).not.toMatch(/["`]xm["`]/);
  });

  test('leave out what @skip leaves out', async () => {
    const query =
      'query ($no: Boolean!) { citizens(first: 9) { nodes { id notes @include(if: $no) { nodes { id } } } } }';
    expect(await sentFor({ query, variables: { no: false } })).toHaveLength(1);
    expect(await sentFor({ query, variables: { no: true } })).toHaveLength(2);
  });

  test('hold no value of the request', async () => {
    const marker = 'NEEDLE4711';
    const sent = await sentFor({
      query: `query ($id: ID!) { citizen(id: $id) { id } unit(id: "${marker}") { id } }`,
      variables: { id: marker },
    });
    expect(sent).toHaveLength(2);
    for (const { text, values } of sent) {
      expect(text).not.toContain(marker);
      expect(JSON.stringify(values)).toContain(marker);
    }
  });
});
