import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { departmentFiles } from '../../cli/department-files.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { findChromium } from '../console/find-chromium.ts';
import { launchBrowser, watchPage, type Watch } from '../console/launch-browser.ts';
import { borrowDemo, type AskedDemo } from './demo-process.ts';

const executablePath = findChromium();
const skipped = executablePath === null && process.env['CI'] !== 'true';
if (skipped) console.info('skipped: the demo’s explorer, because there is no chromium on PATH');
const testWithBrowser = skipped ? test.skip : test;

let demo: AskedDemo | undefined;
let browser: Browser | undefined;
let page: Page;
let watch: Watch | undefined;

beforeAll(async () => {
  if (skipped) return;
  const started = await borrowDemo();
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

testWithBrowser('a citizen sees who looked, by day, in either language, and how to say what is wrong', async () => {
  await page.goto(`${demo?.url ?? ''}/#log`);
  const log = page.locator('#log');
  await page.locator('#log input[name="id"][value="11010519491231002X"]').waitFor();
  await log.getByRole('button', { name: 'Show' }).click();
  const entry = log.locator('.log-day li[data-own="false"]', { hasText: 'date of birth' }).first();
  await entry.waitFor();
  expect(await entry.innerText()).toMatch(
    /\d\d:\d\d[^]*市民服务中心[^]*To deliver a service[^]*full name[^]*Legal basis: .*政务数据共享条例/,
  );
  await page.getByRole('button', { name: '中文' }).click();
  const same = log.locator('.log-day li[data-own="false"]', { hasText: '出生日期' }).first();
  await same.waitFor();
  expect(await same.innerText()).toMatch(/办理服务[^]*姓名[^]*法律依据/);
  await same.getByText('这里有误').first().click();
  await same.locator('select').selectOption('Citizen.dateOfBirth');
  const mutation = await same.locator('pre').innerText();
  expect(mutation).toMatch(/disputeField\([^]*type: "Citizen"[^]*id: "11010519491231002X"[^]*field: "dateOfBirth"/);
  await log.scrollIntoViewIfNeeded();
  await takeScreenshot('log.png');
  await page.getByRole('button', { name: 'English' }).click();
});

testWithBrowser('whoever is not signed in is told so', async () => {
  // Watched by nobody: the browser itself complains of the refusal.
  const other = await browser?.newPage();
  if (other === undefined) throw new Error('there is no browser');
  await other.goto(`${demo?.url ?? ''}/#log`);
  await other.locator('#log input[name="id"][value="11010519491231002X"]').waitFor();
  await other.locator('#log input[name="token"]').fill('none');
  await other.locator('#log').getByRole('button', { name: 'Show' }).click();
  await other.locator('#log').getByRole('status').filter({ hasText: 'The access token is not valid' }).waitFor();
  await other.close();
});

testWithBrowser('it leaves its origin for nothing and keeps its content security policy', () => {
  expect(watch).toEqual({ strangers: [], complaints: [], exceptions: [] });
});

async function takeScreenshot(name: string): Promise<void> {
  const screenshots = join(checkoutFolder(), '.cache/screenshots');
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, name) });
}
