/** The built command serves a page, and a headless Chromium walks on it with real clicks and keys. */
import { spawnSync } from 'node:child_process';
import { type Browser, chromium as launcher, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium } from '../trace/export/browser.ts';
import { finished, raftcheck, start, temporaryFile } from './raftcheck.ts';

/** Serves until the test is over. */
async function serving(
  args: readonly string[],
): Promise<{ readonly address: string; end(): Promise<number | null> }> {
  const child = start(['serve', ...args]);
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

describe('serve', () => {
  it('says where, and ends with 0 when it is interrupted', async () => {
    const { address, end } = await serving(['prevote']);
    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(new URL('/', address))).status).toBe(404);
    expect(await end()).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });

  it('serves nothing where there is nothing to explore', async () => {
    const missing = await raftcheck(['serve', 'no-such-spec']);
    expect([missing.status, missing.stdout]).toEqual([2, '']);
    const noTrace = await raftcheck(['serve', 'no-such-trace.json']);
    expect([noTrace.status, noTrace.stderr]).toEqual([2, expect.stringContaining('cannot read the trace')]);
    const noPort = await raftcheck(['serve', 'prevote', '--port', '70000']);
    expect([noPort.status, noPort.stderr]).toEqual([2, expect.stringContaining('a port from 1 to 65535')]);
  });
});

const counter = `export const counter = {
  init: () => [{ n: 0 }],
  next: ({ n }) => [{ action: 'up', state: { n: n + 1 } }, { action: 'down', state: { n: n - 1 } }],
  invariants: [{ name: 'below-three', holds: ({ n }) => n < 3 }],
};
`;

describe.skipIf(chromium === undefined)('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = spawnSync('which', [chromium!], { encoding: 'utf8' }).stdout.trim();
    browser = await launcher.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  async function opened(address: string): Promise<Page> {
    const page = await browser.newPage();
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) troubles.push(`asks elsewhere: ${request.url()}`);
    });
    page.on('close', () => expect(troubles).toEqual([]));
    await page.goto(address);
    return page;
  }

  const enabled = (page: Page) => page.locator('.actions button');
  const step = (page: Page) => page.getByLabel('step', { exact: true });

  it('walks with the real core, by mouse and by keys, and back by the browser’s own buttons', async () => {
    const { address } = await serving(['prevote']);
    const page = await opened(address);
    await enabled(page).getByText('timeout n1').click();
    await expect.poll(() => step(page).textContent()).toBe('step 1 of 1');
    expect(await page.locator('.lanes article').first().textContent()).toContain('pre-candidate');
    await enabled(page).getByText('deliver MsgPreVote n1 -> n2').click();
    await expect.poll(() => step(page).textContent()).toBe('step 2 of 2');
    expect(await page.locator('.why').first().textContent()).toMatch(/pre-vote granted to n1/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => step(page).textContent()).toBe('step 1 of 2');
    await page.keyboard.press('g');
    await expect.poll(() => step(page).textContent()).toBe('step 0 of 2');
    await page.locator('.row').nth(2).click();
    await expect.poll(() => step(page).textContent()).toBe('step 2 of 2');
    await page.goBack();
    await expect.poll(() => step(page).textContent()).toBe('step 0 of 2');
    await page.goForward();
    await page.reload();
    await expect.poll(() => step(page).textContent()).toBe('step 2 of 2');
    expect(await page.locator('.shown h2').textContent()).toMatch(/^2 deliver MsgPreVote n1 -> n2/);
    await page.close();
  });

  it('walks through a system of one’s own, and says what a step breaks', async () => {
    const { address } = await serving(['--core', temporaryFile('counter.mjs', counter)]);
    const page = await opened(address);
    for (let n = 1; n <= 3; n++) {
      await enabled(page).getByText('up').click();
      await expect.poll(() => step(page).textContent()).toBe(`step ${n} of ${n}`);
    }
    expect(await page.locator('.breach').textContent()).toContain('below-three is broken here');
    expect(await page.locator('.state').textContent()).toContain('below-three is broken at step 3');
    await page.close();
  });
});
