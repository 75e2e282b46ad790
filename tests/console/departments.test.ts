import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { bundleConsole } from '../../cli/build-console.ts';
import { openDepartmentGateway, remoteName, type DepartmentGateway } from './department-gateway.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser, watchPage, type Watch } from './launch-browser.ts';

const executablePath = findChromium();
const isSkipped = executablePath === null && process.env['CI'] !== 'true';
if (isSkipped)
  process.stderr.write('No chromium on PATH: the picture of the departments is not tested in a browser.\n');
const inBrowser = isSkipped ? describe.skip : describe;

type Listed = {
  readonly name: string;
  readonly en: string;
  readonly zh: string;
  readonly kind: string;
  readonly serves: readonly { readonly type: string; readonly shared: boolean; readonly fields: readonly string[] }[];
};

inBrowser('the picture of the departments', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let gateway: DepartmentGateway;
  let browser: Browser;
  let page: Page;
  let watch: Watch;
  let listed: readonly Listed[];

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'onestop-departments-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    gateway = await openDepartmentGateway(await bundleConsole(), folder);
    closers.push(gateway.close);
    listed = await askDepartments(gateway.url);
    browser = await launchBrowser(executablePath);
    closers.push(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    watch = watchPage(page, gateway.url);
    await page.goto(gateway.url);
    await page.locator('.card').first().waitFor();
  }, 180_000); // the page may have to be bundled first

  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  const namesOfKind = (wanted: string): readonly string[] =>
    listed.flatMap(({ name, kind }) => (kind === wanted ? [name] : [])).sort();
  const card = (name: string): Locator => page.locator(`[data-department="${name}"]`);
  const upOf = (name: string): Locator => page.locator(`[data-department="${name}"][data-state="UP"]`);

  test('shows every department of the supergraph, in both languages, and each is up', async () => {
    expect([...listed.map(({ name }) => name), 'directory'].sort()).toEqual([...gateway.names].sort());
    expect(await namesOf(page.locator('.card'))).toEqual(namesOfKind('DEPARTMENT'));
    expect(await namesOf(page.locator('.own [data-department]'))).toEqual(namesOfKind('OWN_SYSTEM'));
    for (const { name, en, zh } of listed) {
      await expect(card(name).innerText()).resolves.toContain(en);
      await expect(card(name).innerText()).resolves.toContain(zh);
      await upOf(name).waitFor();
    }
    await page
      .getByRole('status')
      .filter({ hasText: /^\s*All \d+ departments are up$/ })
      .waitFor();
  });

  test('draws a line from each department to everything it shares, and Citizen stands in the middle', async () => {
    const shared = listed.flatMap(({ kind, serves }) =>
      kind === 'DEPARTMENT' ? serves.filter((each) => each.shared) : [],
    );
    expect(shared.length).toBeGreaterThan(1);
    expect(await page.locator('.lines path').count()).toBe(shared.length);
    const ends = await page.locator('.lines path').evaluateAll((lines) => lines.map((line) => line.getAttribute('d')));
    expect(new Set(ends).size).toBe(shared.length);
    const hubs = await page.locator('.hubs button strong').allInnerTexts();
    expect(hubs[Math.floor(hubs.length / 2)]).toBe('Citizen');
  });

  test('says the same as a table, with every field', async () => {
    const cells = await page.locator('.table tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent));
    expect(cells).toHaveLength(listed.length);
    for (const [index, { name, serves }] of listed.entries()) {
      expect(cells[index]).toContain(name);
      for (const { type, fields } of serves) expect(cells[index]).toContain(`${type} { ${fields.join(' ')} }`);
    }
  });

  test('with the keyboard, something shared shows who gives it, and everything again', async () => {
    const business = page.locator('[data-hub="Business"] button');
    await business.focus();
    await page.keyboard.press('Enter');
    expect(await business.getAttribute('aria-pressed')).toBe('true');
    const givers = listed
      .filter(({ serves }) => serves.some(({ type }) => type === 'Business'))
      .map(({ name }) => name);
    const bright = await namesOf(page.locator('.card[data-dim="false"]'));
    expect(bright).toEqual(namesOfKind('DEPARTMENT').filter((name) => givers.includes(name)));
    expect(bright.length).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-dim="true"]').count()).toBe(0);
  });

  test('speaks Chinese when it is told to, and remembers', async () => {
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '图中各部分由谁提供' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh');
    await page.reload();
    await page.getByRole('heading', { name: '图中各部分由谁提供' }).waitFor();
    for (const { name, zh, kind } of listed) {
      if (kind !== 'DEPARTMENT') continue;
      await expect(card(name).locator('h3').innerText()).resolves.toBe(zh);
      await card(name).getByText('正常').waitFor();
    }
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Who gives which part of the graph' }).waitFor();
  });

  test('a department that goes down turns down without a reload, keeps when it was seen, and comes back', async () => {
    await page.evaluate('window.sameDocument = true');
    await gateway.stopRemote();
    await page.locator(`[data-department="${remoteName}"][data-state="DOWN"]`).waitFor();
    await expect(card(remoteName).innerText()).resolves.toMatch(/Down[\s\S]*Last seen \d\d:\d\d:\d\d/);
    await page
      .getByRole('status')
      .filter({ hasText: /departments are up/ })
      .filter({ hasNotText: 'All' })
      .waitFor();
    expect(await page.locator('.lines path[data-down="true"]').count()).toBeGreaterThan(0);
    for (const name of namesOfKind('DEPARTMENT')) if (name !== remoteName) await upOf(name).waitFor();
    await gateway.startRemote();
    await upOf(remoteName).waitFor();
    await page.locator('.board:not(:has(path[data-down="true"]))').waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  test.each([
    ['a desk', { width: 1280, height: 800 }],
    ['a telephone', { width: 390, height: 844 }],
  ])('fits %s, and its lines do', async (_device, size) => {
    await page.setViewportSize(size);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
    const boxes = await page
      .locator('.lines path')
      .evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().toJSON()));
    expect(boxes.length).toBeGreaterThan(1);
    for (const { left, right } of boxes as readonly { readonly left: number; readonly right: number }[]) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(size.width);
    }
  });

  test('leaves its origin for nothing and keeps the content security policy', () => {
    expect(watch).toEqual({ strangers: [], complaints: [], exceptions: [] });
  });

  /** What the graph answers, and what the page says of it. */
  const answers = {
    errors: {
      answer: {
        status: 200,
        contentType: 'application/json',
        body: '{"data":{"departments":null},"errors":[{"message":"no"}]}',
      },
      said: /does not say how its departments are/,
    },
    'something else': {
      answer: { status: 200, contentType: 'application/json', body: '{"data":{"departments":[{"serves":7},null,3]}}' },
      said: /departments are up/,
    },
    'no JSON': {
      answer: { status: 503, contentType: 'text/html', body: '<p>busy</p>' },
      said: /does not say how its departments are/,
    },
  };

  test(`the page stands when the graph answers with ${Object.keys(answers).join(', ')}`, async () => {
    // Side by side: each waits until its page asks again.
    const stand = Object.entries(answers).map(async ([what, { answer, said }]) => {
      const other = await browser.newPage({ locale: 'en-GB' });
      try {
        const { exceptions } = watchPage(other, gateway.url);
        await other.route('**/graphql', (route) => route.fulfill(answer));
        await other.goto(gateway.url);
        await other.getByRole('status').filter({ hasText: said }).waitFor();
        await other.locator('.graphiql-query-editor').waitFor();
        await other.unroute('**/graphql');
        await other
          .getByRole('status')
          .filter({ hasText: /^\s*All \d+ departments are up$/ })
          .waitFor();
        return [what, exceptions] as const;
      } finally {
        await other.close();
      }
    });
    expect(await Promise.all(stand)).toEqual(Object.keys(answers).map((what) => [what, []]));
  });

  test('what was shown stays, with its time, when the graph no longer answers', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await page
      .getByRole('status')
      .filter({ hasText: /Shown as it was at \d\d:\d\d:\d\d/ })
      .waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(0);
    await page.unroute('**/graphql');
    await page
      .getByRole('status')
      .filter({ hasText: /departments are up/ })
      .waitFor();
    expect(watch.exceptions).toEqual([]);
  });
});

async function namesOf(cards: Locator): Promise<readonly string[]> {
  const all = await cards.all();
  return (await Promise.all(all.map((each) => each.getAttribute('data-department')))).map(String).sort();
}

async function askDepartments(url: string): Promise<readonly Listed[]> {
  const query = '{ departments { name en: label zh: label(lang: ZH) kind serves { type shared fields } } }';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { readonly data: { readonly departments: readonly Listed[] } };
  expect(answer).not.toHaveProperty('errors');
  return answer.data.departments;
}
