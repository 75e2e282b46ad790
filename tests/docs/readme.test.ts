import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { heroId } from '../../cli/demo-clients.ts';
import { startDemo, type Demo } from '../../cli/start-demo.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { removeClusters } from '../../demo/engines/cluster.ts';

const read = (name: string): string => readFileSync(path.join(checkoutFolder(), name), 'utf8');
const readme = read('README.md');
const folder = mkdtempSync(path.join(tmpdir(), 'onestop readme '));
let demo: Demo;

// The hero's data depends on the seed, not on how many others live in the city.
beforeAll(async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  demo = await startDemo({ port: 0, seed: 1, citizens: 60, dataFolder: folder, databases: {}, output });
});

afterAll(async () => {
  await demo.close();
  await removeClusters(folder);
  rmSync(folder, { recursive: true, force: true });
});

const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

test('the query in the README is docs/hero.graphql', () => {
  expect(print(parse(block('graphql')))).toBe(print(parse(read('docs/hero.graphql'))));
});

test('the answer in the README is what the demo answers', async () => {
  const response = await fetch(`${demo.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await demo.token('official')}`,
      'x-purpose': 'service-delivery',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: read('docs/hero.graphql'), variables: { id: heroId } }),
  });
  // A cursor is sealed with the data folder's own key.
  const withoutCursor = (text: string) => text.replace(/("endCursor":\s*)"[\w-]+"/, '$1"…"');
  const written: unknown = JSON.parse(withoutCursor(block('json')));
  expect(JSON.parse(withoutCursor(await response.text()))).toEqual(written);
});

test('every file the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(() => read(link)).not.toThrow();
});
