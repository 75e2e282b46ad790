import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { departmentFiles } from '../../cli/department-files.ts';
import { ownSystemSdls } from '../../cli/own-system-sdls.ts';
import { readPublished } from '../../cli/read-published.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { createExplainer } from '../../gateway/create-explainer.ts';
import { defaultLimits } from '../../gateway/planning/operation-limits.ts';

const departments = departmentFiles().map(readPublished);
const explain = createExplainer([...ownSystemSdls(departments), ...departments]);
const costOf = (text: string): number => explain(text, null).cost;

const read = (name: string): string => readFileSync(path.join(checkoutFolder(), name), 'utf8');
const pages = ['README.md', ...readdirSync(path.join(checkoutFolder(), 'docs')).map((name) => path.join('docs', name))];
/** Operations on the city's graph that the pages show; what shows a mapping is of another graph. */
const shown = pages
  .filter((name) => name.endsWith('.md') && !name.endsWith('mapping.md'))
  .flatMap((name) =>
    [...read(name).matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = '']) => [name, text] as const),
  )
  .filter(([, text]) => /^\s*(query|mutation|\{)/.test(text) && !text.includes('…'));

test.each([['docs/hero.graphql', read('docs/hero.graphql')], ...shown])(
  '%s costs little of what is allowed',
  (_name, text) => {
    const cost = costOf(text);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThan(defaultLimits.cost / 20);
  },
);

test('the hero costs what the page on limits says', () => {
  expect(read('docs/limits.md')).toContain(`costs ${String(costOf(read('docs/hero.graphql')))}`);
});

describe('costs too much:', () => {
  test.each([
    [
      'pages of 100 in pages of 100 in pages of 100',
      '{ citizens(first: 100) { nodes { cases(first: 100) { nodes { stages(first: 100) { nodes { at } } } } } } }',
    ],
    [
      'the same in fragments',
      '{ citizens(first: 100) { ...A } } fragment A on CitizenConnection { nodes { cases(first: 100) { ...B } } } fragment B on CaseConnection { nodes { stages(first: 100) { nodes { at } } } }',
    ],
    [
      'lists of a service’s parts',
      '{ lifeEvents(first: 100) { nodes { relatedServices(first: 100) { nodes { service { stages(first: 50) { nodes { channels(first: 50) { nodes { type } } } } } } } } } }',
    ],
    [
      'merged lists',
      '{ citizens(first: 100) { nodes { contacts(first: 100) { nodes { id } } timeline(first: 100) { nodes { id } } feedback(first: 100) { nodes { id events(first: 100) { nodes { id } } } } } } }',
    ],
  ])('%s', (_what, text) => {
    expect(costOf(text)).toBeGreaterThan(defaultLimits.cost);
  });
});

test('a mapped list’s page is known by its @list', () => {
  expect(costOf('{ evidenceTypes { nodes { id } } }')).toBe(1 + 100);
  expect(costOf('{ evidenceTypes(last: 3) { nodes { id } } }')).toBe(1 + 3);
});
