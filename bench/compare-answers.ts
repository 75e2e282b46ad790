import assert from 'node:assert/strict';
import type { Client, Question } from './load.ts';

type Answering = {
  readonly name: string;
  readonly client: Client;
  /** Names of the questions it can answer; all where it is absent. */
  readonly answers?: readonly string[];
};

type Compared = {
  readonly queries: readonly Question[];
  readonly ids: readonly string[];
  /** Takes away what a question that writes has left behind. */
  readonly reset?: () => Promise<void>;
};

/**
 * Asks every target every question that it can answer and holds the answers against each other, cursors apart: a figure
 * for a wrong answer would mean nothing.
 * @throws {AssertionError} at the first difference, or where anything is an error
 */
export async function compareAnswers(
  targets: readonly Answering[],
  { queries, ids, reset = async () => {} }: Compared,
): Promise<void> {
  for (const query of queries) {
    const about = query.ids?.slice(0, 2) ?? ids;
    const [first, ...others] = targets.filter(({ answers }) => answers?.includes(query.name) ?? true);
    if (first === undefined) continue;
    const answersOf = async ({ client }: Answering): Promise<readonly string[]> => {
      if (query.writes === true) await reset();
      const answers: string[] = [];
      for (const [place, id] of about.entries())
        answers.push(comparable(await client.ask(query.cold?.(place) ?? query, id)));
      return answers;
    };
    const expected = await answersOf(first);
    for (const each of expected)
      assert.ok(!each.includes('"errors"'), `${first.name} answers ${query.name} with ${each}`);
    for (const other of others) {
      const found = await answersOf(other);
      for (const [place, answer] of found.entries())
        assert.equal(answer, expected[place], `${other.name} answers ${query.name} otherwise`);
    }
  }
}

/** Written alike, whatever blanks a target leaves; keys stay in their order. */
const comparable = (text: string): string =>
  JSON.stringify(JSON.parse(text)).replace(/"endCursor":"[^"]+"/g, '"endCursor":"…"');
