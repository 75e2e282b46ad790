import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { departmentFiles } from '../../cli/department-files.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { findChromium } from '../console/find-chromium.ts';
import { launchBrowser, watchPage, type Watch } from '../console/launch-browser.ts';
import { startSharedDemo, type DemoProcess } from './demo-process.ts';

const executablePath = findChromium();
const skipped = executablePath === null && process.env['CI'] !== 'true';
if (skipped) console.info('skipped: the demo’s explorer, because there is no chromium on PATH');
const testWithBrowser = skipped ? test.skip : test;

let demo: DemoProcess | undefined;
let browser: Browser | undefined;
let page: Page;
let watch: Watch | undefined;

beforeAll(async () => {
  if (skipped) return;
  const started = await startSharedDemo();
  demo = started;
  browser = await launchBrowser(executablePath);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  watch = watchPage(page, started.url);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

testWithBrowser('the explorer opens with the hero and a token, and runs it', async () => {
  const response = await page.goto(`${demo?.url ?? ''}/`);
  expect(response?.status()).toBe(200);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await page.locator('.graphiql-query-editor .view-lines', { hasText: 'citizen' }).waitFor();
  await page.locator('.graphiql-execute-button').click();
  await page.locator('.graphiql-response .view-lines', { hasText: '周桂兰' }).waitFor();
  const shown = await page.locator('.graphiql-response .view-lines').innerText();
  expect(shown).not.toContain('errors');
  await takeScreenshot('explorer.png');
});

testWithBrowser('the start page shows every department of the demo, and all of them are up', async () => {
  await page.goto(`${demo?.url ?? ''}/`);
  const all = departmentFiles().map(({ displayName }) => displayName.split('/')[1]);
  expect(all.length).toBeGreaterThan(1);
  for (const name of all) await page.locator(`.card[data-department="${name ?? ''}"][data-state="UP"]`).waitFor();
  expect(await page.locator('.card').count()).toBe(all.length);
  await page
    .getByRole('status')
    .filter({ hasText: `All ${all.length} departments are up` })
    .waitFor();
  await takeScreenshot('departments.png');
});

testWithBrowser('it leaves its origin for nothing and keeps its content security policy', () => {
  expect(watch).toEqual({ strangers: [], complaints: [], exceptions: [] });
});

async function takeScreenshot(name: string): Promise<void> {
  const screenshots = join(checkoutFolder(), '.cache/screenshots');
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, name) });
}
