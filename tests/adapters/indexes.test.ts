import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { entitiesQuery, type Question } from './fixtures/ask.ts';
import { openCounted, type SentStatement } from './fixtures/counted-fetch.ts';
import { withClient } from './fixtures/engine.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { personId } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(8000);
});
afterAll(() => mini.close());

/** Look-ups by key, and the big tables that they must not read from end to end. */
const lookups: Readonly<Record<string, Question>> = {
  'one id, in all its stored forms': { query: `{ citizen(id: "${personId(5)}") { fullName } }` },
  'several ids': {
    query: entitiesQuery('... on Citizen { fullName notes(first: 3) { totalCount nodes { id } } }'),
    representations: Array.from({ length: 5 }, (_, index) => ({ __typename: 'Citizen', id: personId(index * 7) })),
  },
  'a bigint': { query: '{ household(id: "9007199254740995") { members { nodes { id } } } }' },
  'a composite key': {
    query: entitiesQuery('... on Payment { amount }'),
    representations: [{ __typename: 'Payment', id: `${personId(4)}:202401` }],
  },
};

async function sentFor(url: string, question: Question): Promise<readonly SentStatement[]> {
  const department = await openCounted(url);
  const { sent } = await department.ask(question);
  await department.close();
  return sent;
}

describe('key look-ups use the index of the bare column', () => {
  test.each(Object.entries(lookups))('on postgres: %s', async (_, question) => {
    const sent = await sentFor(mini.urls.postgres, question);
    const plans = await withClient(mini.urls.postgres, async (client) => {
      const found: string[] = [];
      for (const { text, values } of sent)
        found.push(JSON.stringify((await client.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values])).rows));
      return found;
    });
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"t_(ry|bj|jf|zj)"/);
      if (/"t_(ry|bj|jf|zj)"/.test(plan)) expect(plan).toMatch(/Index (Only )?Scan/);
    }
  });

  test.each(Object.entries(lookups))('on sqlite: %s', async (_, question) => {
    const sent = await sentFor(mini.urls.sqlite, question);
    const file = new Database(`file:${encodeURI(mini.urls.sqlite.slice('sqlite:'.length))}?mode=ro`);
    for (const { text, values } of sent) {
      const steps = file.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as readonly { readonly detail: string }[];
      const details = steps.map(({ detail }) => detail).join('\n');
      expect(details).toMatch(/SEARCH t0 USING (COVERING |INTEGER )?(INDEX|PRIMARY KEY)/);
      expect(details).not.toMatch(/SCAN t0/);
    }
    file.close();
  });

  test('pages of a list in key order read no further than their end', async () => {
    const [sent] = await sentFor(mini.urls.postgres, { query: '{ units(first: 3) { nodes { id } } }' });
    expect(sent?.values).toEqual([4]);
  });
});

test.each(dialects)('on %s a thousand keys travel as one value a column', async (name) => {
  const [sent] = await sentFor(mini.urls[name], {
    query: entitiesQuery('... on Citizen { fullName }'),
    representations: Array.from({ length: 1000 }, (_, index) => ({ __typename: 'Citizen', id: personId(index) })),
  });
  expect(sent?.values).toHaveLength(name === 'postgres' ? 3 : 2);
});
