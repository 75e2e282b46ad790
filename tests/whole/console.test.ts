import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { findChromium } from '../console/find-chromium.ts';
import { temporaryDataFolder } from '../demo/fixtures/temporary-data-folder.ts';
import { startDemoProcess, type DemoProcess } from './demo-process.ts';

const executablePath = findChromium();
const skipped = executablePath === null && process.env['CI'] !== 'true';
if (skipped) console.info('skipped: the demo’s explorer, because there is no chromium on PATH');
const testWithBrowser = skipped ? test.skip : test;

const folder = temporaryDataFolder();
let demo: DemoProcess | undefined;
let browser: Browser | undefined;
let page: Page;
const strangers: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  if (skipped) return;
  if (executablePath === null) throw new Error('CI needs chromium on PATH');
  const started = await startDemoProcess(folder.path);
  demo = started;
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== started.url)
      strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await folder.remove();
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
  const screenshots = join(checkoutFolder(), '.cache/screenshots');
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, 'explorer.png') });
});

testWithBrowser('it leaves its origin for nothing and keeps its content security policy', () => {
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
});
