import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openCity, type City } from '../gateway/city.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser } from './launch-browser.ts';

const executablePath = findChromium();
const isSkipped = executablePath === null && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write('No chromium on PATH: what pages of other sites may ask is not tested in one.\n');
const inBrowser = isSkipped ? describe.skip : describe;

inBrowser('a browser with a page of another site', () => {
  let site: Server;
  let open: City;
  let closed: City;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    open = await openCity({ server: { cors: [originOf(site)] } });
    closed = await openCity();
    for (const { app } of [open, closed]) await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchBrowser(executablePath);
    page = await browser.newPage();
    await page.goto(originOf(site));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await Promise.all([open.close(), closed.close(), new Promise((resolve) => site.close(resolve))]);
  });

  const originOf = (server: Server): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const urlOf = ({ app }: City): string => `${originOf(app.server)}/graphql`;

  type Asked = {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly mode?: 'no-cors';
  };

  /** What the page gets to read, or that it gets nothing. */
  const read = (url: string, request: Asked): Promise<string> =>
    page.evaluate(
      ([address, options]) => fetch(address, options).then((answer) => answer.text(), () => 'nothing'), // prettier-ignore
      [url, request] as const,
    );
  const asked: Asked = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer official', 'x-purpose': 'service-delivery' },
    body: '{"query":"{ adminUnits { id } }"}',
  };
  const query = '?query=%7B%20adminUnits%20%7B%20id%20%7D%20%7D';

  test('asks and reads where its origin is allowed', async () => {
    expect(await read(urlOf(open), asked)).toContain('110105');
    expect(await read(`${urlOf(open)}${query}`, {})).toContain('110105');
  });

  test('reads nothing elsewhere, and nothing is done for it', async () => {
    const before = closed.logs.length;
    expect(await read(urlOf(closed), asked)).toBe('nothing');
    expect(await read(`${urlOf(closed)}${query}`, {})).toBe('nothing');
    expect(await read(urlOf(closed), { method: 'POST', mode: 'no-cors', body: '{"query":"{ __typename }"}' })).toBe(
      'nothing',
    );
    expect(await read(`${urlOf(closed)}${query}`, { mode: 'no-cors' })).toBe('nothing');
    const lines = closed.logs.slice(before).map((line) => JSON.parse(line));
    expect(lines.map(({ method, codes }) => [method, codes])).toEqual([
      ['OPTIONS', ['METHOD_NOT_ALLOWED']],
      ['GET', ['CROSS_SITE_REQUEST']],
      ['POST', ['UNSUPPORTED_MEDIA_TYPE']],
      ['GET', ['CROSS_SITE_REQUEST']],
    ]);
  });

  test('lets a person open a query in a tab', async () => {
    const tab = await browser.newPage();
    const answer = await tab.goto(`${urlOf(closed)}${query}`);
    expect([answer?.status(), await answer?.text()]).toEqual([200, expect.stringContaining('110105')]);
    await tab.close();
  });
});
