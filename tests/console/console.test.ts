import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { bundleConsole } from '../../cli/build-console.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser, watchPage, type Watch } from './launch-browser.ts';
import { createPageServer, type Asked } from './page-server.ts';

const settings = {
  query: 'query One($id: ID!) {\n  citizen(id: $id) {\n    id\n    fullName\n  }\n}\n',
  variables: { id: '11010519491231002X' },
  headers: { authorization: 'Bearer demo-token', 'x-purpose': 'service-delivery' },
};

const executablePath = findChromium();
if (executablePath === null && process.env['CI'] !== 'true') {
  process.stderr.write('No chromium on PATH: the explorer page is not tested in a browser.\n');
}
const inBrowser = executablePath === null && process.env['CI'] !== 'true' ? describe.skip : describe;

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onestop-console-'));
  const outDir = path.join(folder, 'bundle');
  [bundle] = await Promise.all([bundleConsole(outDir), bundleConsole(outDir)]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a bundle of the present sources is not made again', async () => {
  const before = await stat(path.join(bundle, 'main.js'));
  await bundleConsole(bundle);
  expect((await stat(path.join(bundle, 'main.js'))).mtimeMs).toBe(before.mtimeMs);
});

test('two that bundle at the same time leave one whole bundle', async () => {
  expect(await readdir(folder)).toEqual(['bundle']);
  expect((await stat(path.join(bundle, 'index.html'))).isFile()).toBe(true);
});

inBrowser('the explorer in a browser', () => {
  const asked: Asked[] = [];
  let server: Server | undefined;
  let browser: Browser | undefined;
  let page: Page;
  let origin: string;
  let watch: Watch;

  beforeAll(async () => {
    const started = createPageServer(bundle, settings, asked);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    browser = await launchBrowser(executablePath);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    watch = watchPage(page, origin);
    await page.goto(origin);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('says in two languages what it is', async () => {
    expect(await page.title()).toBe('Onestop');
    await expect(page.locator('.onestop-banner').innerText()).resolves.toMatch(/One graph of citizens.*公民/s);
  });

  test('runs the question it opens with, in the name it opens with', async () => {
    await page.locator('.graphiql-query-editor .view-lines', { hasText: 'fullName' }).waitFor();
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response .view-lines', { hasText: '王小明' }).waitFor();
    const question = asked.find(({ query }) => query.includes('One('));
    expect(question?.headers).toMatchObject(settings.headers);
  });

  test('knows the schema', async () => {
    expect(asked.some(({ query }) => query.includes('__schema'))).toBe(true);
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'Query' }).waitFor();
  });

  test('opens again with what the reader typed, and keeps no token', async () => {
    await page.reload();
    await page.locator('.graphiql-query-editor .view-lines', { hasText: 'fullName' }).waitFor();
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response .view-lines', { hasText: '王小明' }).waitFor();
    // The page asks in nobody's name for the departments all the while.
    expect(asked.findLast(({ query }) => query.includes('One('))?.headers).toMatchObject(settings.headers);
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain('demo-token');
  });

  test('leaves its origin for nothing and keeps the content security policy', async () => {
    const screenshot = process.env['ONESTOP_SCREENSHOT'];
    if (screenshot !== undefined) await page.screenshot({ path: screenshot });
    expect(watch).toEqual({ strangers: [], complaints: [], exceptions: [] });
  });
});
