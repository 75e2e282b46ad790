import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDemo, type Demo } from '../../cli/start-demo.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { removeClusters } from '../../demo/engines/cluster.ts';

const page = readFileSync(path.join(checkoutFolder(), 'docs/lists.md'), 'utf8');
const examples = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
const folder = mkdtempSync(path.join(tmpdir(), 'onestop lists '));
let demo: Demo;

beforeAll(async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  demo = await startDemo({ port: 0, seed: 1, citizens: 60, dataFolder: folder, databases: {}, output });
});
afterAll(async () => {
  await demo.close();
  await removeClusters(folder);
  rmSync(folder, { recursive: true, force: true });
});

test('the page has an example of each thing it tells of', () => expect(examples.length).toBeGreaterThanOrEqual(5));

test.each(examples.map((text, index) => [index + 1, text] as const))('example %i answers', async (_, query) => {
  const response = await fetch(`${demo.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await demo.token('official')}`,
      'x-purpose': 'service-delivery',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { readonly data: object; readonly errors?: unknown };
  expect(errors).toBeUndefined();
  // Every list or aggregate of an example has something to show.
  for (const each of Object.values(data)) expect(JSON.stringify(each)).toMatch(/"(id|name|count)":/);
});
