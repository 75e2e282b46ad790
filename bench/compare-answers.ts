import assert from 'node:assert/strict';
import type { Client, Question } from './load.ts';

/**
 * Asks every target every question and holds the answers against each other, cursors apart: a figure for a wrong
 * answer would mean nothing.
 * @throws {AssertionError} at the first difference, or where anything is an error
 */
export async function compareAnswers(
  targets: readonly { readonly name: string; readonly client: Client }[],
  { queries, ids }: { readonly queries: readonly Question[]; readonly ids: readonly string[] },
): Promise<void> {
  const [first, ...others] = targets;
  if (first === undefined) return;
  for (const query of queries) {
    for (const id of ids) {
      const expected = comparable(await first.client.ask(query, id));
      assert.ok(!expected.includes('"errors"'), `${first.name} answers ${query.name} with ${expected}`);
      for (const { name, client } of others)
        assert.equal(comparable(await client.ask(query, id)), expected, `${name} answers ${query.name} otherwise`);
    }
  }
}

/** Written alike, whatever blanks a target leaves; keys stay in their order. */
const comparable = (text: string): string =>
  JSON.stringify(JSON.parse(text)).replace(/"endCursor":"[^"]+"/g, '"endCursor":"…"');
