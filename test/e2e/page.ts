/**
 * A page of the built command in a headless Chromium, which `playwright-core` drives: it belongs to the system, and where there is
 * none the tests say that they are skipped.
 */
import { spawnSync } from 'node:child_process';
import { type Browser, type Locator, chromium as launcher, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { chromium } from '../trace/export/browser.ts';
import { finished, start } from './raftcheck.ts';

export const hasBrowser = chromium !== undefined;

/** Serves until the test is over. */
export async function serving(
  args: readonly string[],
  cwd?: string,
): Promise<{ readonly address: string; end(): Promise<number | null> }> {
  const child = start(['serve', ...args], {}, cwd);
  const end = finished(child);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    void end.then(({ stderr }) => reject(new Error(stderr)));
  });
  return {
    address,
    async end() {
      child.kill('SIGINT');
      return (await end).status;
    },
  };
}

/** A loaded machine takes its time. */
const patience = 60_000;

/** What is to be read there before long. */
export function soon<T>(read: () => Promise<T> | T) {
  return expect.poll(read, { timeout: patience });
}

let browser: Promise<Browser> | null = null;

/** One browser for all tests of a file. */
export async function endBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** Opens the page of a server. */
export async function opened(address: string, look: Look = {}): Promise<Page> {
  const page = await openedAt(address, look);
  await page.locator('.bar').waitFor();
  return page;
}

/** Opens a page that is a file. */
export function openedFile(address: string): Promise<Page> {
  return openedAt(address, {});
}

/** When the test is over, nothing has gone wrong there and nobody else was asked for anything. */
async function openedAt(address: string, { width = 1400, dark = false }: Look): Promise<Page> {
  browser ??= launcher.launch({
    executablePath: spawnSync('which', [chromium!], { encoding: 'utf8' }).stdout.trim(),
    args: ['--no-sandbox'],
  });
  const page = await (await browser).newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  page.setDefaultTimeout(patience);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // What the server refuses is shown on the page.
    if (message.type() === 'error' && !message.text().includes('400')) troubles.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(new URL('.', address).href) && !/^(?:data|blob):/.test(url))
      troubles.push(`asks elsewhere: ${url}`);
  });
  onTestFinished(async () => {
    await page.close();
    expect(troubles).toEqual([]);
  });
  await page.goto(address);
  return page;
}

export function enabled(page: Page): Locator {
  return page.locator('.actions button');
}

export function step(page: Page): Promise<string | null> {
  return page.getByLabel('step', { exact: true }).textContent();
}
