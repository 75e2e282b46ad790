import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { borrowDemo, type AskedDemo } from '../whole/demo-process.ts';
import { askHero } from '../whole/hero.ts';

const read = (name: string): string => readFileSync(path.join(checkoutFolder(), name), 'utf8');
const readme = read('README.md');
let demo: AskedDemo;

// The hero's data depends on the seed, not on how many others live in the city.
beforeAll(async () => {
  demo = await borrowDemo();
});

afterAll(() => demo.stop());

const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

test('the query in the README is docs/hero.graphql', () => {
  expect(print(parse(block('graphql')))).toBe(print(parse(read('docs/hero.graphql'))));
});

test('the answer in the README is what the demo answers', async () => {
  const { text } = await askHero(demo.url, demo.official);
  // A cursor is sealed with the data folder's own key.
  const withoutCursor = (json: string) => json.replace(/("endCursor":\s*)"[\w-]+"/, '$1"…"');
  const written: unknown = JSON.parse(withoutCursor(block('json')));
  expect(JSON.parse(withoutCursor(text))).toEqual(written);
});

test('every file the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(() => read(link)).not.toThrow();
});
