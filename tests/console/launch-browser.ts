import { chromium, type Browser, type Page } from 'playwright-core';

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(executablePath: string | null): Promise<Browser> {
  if (executablePath === null) throw new Error('CI needs chromium on PATH');
  return chromium.launch({ executablePath, args: launchArguments });
}

/** What a page did that it should not do. */
export type Watch = {
  /** Addresses it asked outside its origin. */
  readonly strangers: string[];
  /** Errors on its console, those of the content security policy among them. */
  readonly complaints: string[];
  /** Exceptions nobody caught. */
  readonly exceptions: string[];
};

export function watchPage(page: Page, origin: string): Watch {
  const watch: Watch = { strangers: [], complaints: [], exceptions: [] };
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
      watch.strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') watch.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watch.exceptions.push(error.message));
  return watch;
}
