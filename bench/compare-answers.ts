import assert from 'node:assert/strict';
import type { Client } from './load.ts';
import { queries } from './queries.ts';
import type { TargetName } from './targets.ts';

/**
 * Asks every target every question and holds the answers against each other, cursors apart: a figure for a wrong
 * answer would mean nothing.
 * @throws {AssertionError} at the first difference
 */
export async function compareAnswers(
  targets: readonly { readonly name: TargetName; readonly client: Client }[],
  ids: readonly string[],
): Promise<void> {
  const [first, ...others] = targets;
  if (first === undefined) return;
  for (const query of queries) {
    for (const id of ids) {
      const expected = withoutCursors(await first.client.ask(query, id));
      for (const { name, client } of others)
        assert.equal(withoutCursors(await client.ask(query, id)), expected, `${name} answers ${query.name} otherwise`);
    }
  }
}

const withoutCursors = (text: string): string => text.replace(/"endCursor":"[^"]+"/g, '"endCursor":"…"');
