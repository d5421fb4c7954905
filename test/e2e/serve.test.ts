/** The built command serves a page, and a headless Chromium walks on it with real clicks and keys. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Picture } from '../../src/trace/picture.ts';
import { whole } from '../long.ts';
import { enabled, endBrowser, hasBrowser, opened, serving, soon, step } from './page.ts';
import { raftcheck, temporaryFile } from './raftcheck.ts';
import { core, withCore } from './withcore.ts';

afterAll(endBrowser);

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

/** What the page asks, without a page; the last line of what is answered. */
async function answer(address: string, question: string, body: unknown): Promise<unknown> {
  const { origin } = new URL(address);
  const headers = { 'content-type': 'application/json', origin };
  const response = await fetch(`${address}ask/${question}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return JSON.parse((await response.text()).trim().split('\n').at(-1)!);
}

it('walks with a core in another process, draws its states, and leaves nothing of it behind', async () => {
  const folder = withCore(core('core.mjs'));
  const { address, end } = await serving(['election', '--core', 'cores/it'], folder);
  type Taken = {
    readonly branches: readonly { readonly pick: string; readonly step: { readonly words: string } }[];
  };
  const picks: string[] = [];
  const words: string[] = [];
  for (let k = 0; k < 3; k++) {
    const [first] = ((await answer(address, 'next', { after: 0, picks })) as Taken).branches;
    picks.push(first.pick);
    words.push(first.step.words);
  }
  expect(words).toEqual([
    'timeout n1',
    'deliver MsgVote n1 -> n2 term 1 (log 0@0)',
    'deliver MsgVoteResp n2 -> n1 term 1 (granted)',
  ]);
  const { made } = (await answer(address, 'picture', {})) as { made: Picture };
  expect([made.ended, made.states]).toEqual(['complete', 8]);
  expect(await answer(address, 'where', { way: { after: 0, picks }, states: made.states })).toEqual({
    node: expect.any(Number),
  });
  const drivers = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('drivers/core.mjs') &&
          readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
        );
      } catch {
        return false;
      }
    });
  expect(drivers()).not.toEqual([]);
  expect(await end()).toBe(0);
  await soon(drivers).toEqual([]);
});

const counter = `export const counter = {
  init: () => [{ n: 0 }],
  next: ({ n }) => [{ action: 'up', state: { n: n + 1 } }, { action: 'down', state: { n: n - 1 } }],
  invariants: [{ name: 'below-three', holds: ({ n }) => n < 3 }],
};
`;

describe.skipIf(!hasBrowser)('the page in a browser', () => {
  it('walks with the real core, by mouse and by keys, and back by the browser’s own buttons', async () => {
    const { address } = await serving(['prevote']);
    const page = await opened(address);
    await enabled(page).getByText('timeout n1').click();
    await soon(() => step(page)).toBe('step 1 of 1');
    expect(await page.locator('.lanes article').first().textContent()).toContain('pre-candidate');
    await enabled(page).getByText('deliver MsgPreVote n1 -> n2').click();
    await soon(() => step(page)).toBe('step 2 of 2');
    expect(await page.locator('.why').first().textContent()).toMatch(/pre-vote granted to n1/);
    await page.keyboard.press('ArrowLeft');
    await soon(() => step(page)).toBe('step 1 of 2');
    await page.keyboard.press('g');
    await soon(() => step(page)).toBe('step 0 of 2');
    await page.locator('.row').nth(2).click();
    await soon(() => step(page)).toBe('step 2 of 2');
    await page.goBack();
    await soon(() => step(page)).toBe('step 0 of 2');
    await page.goForward();
    await page.reload();
    await soon(() => step(page)).toBe('step 2 of 2');
    expect(await page.locator('.shown h2').textContent()).toMatch(/^2 deliver MsgPreVote n1 -> n2/);
  });

  it('walks through a system of one’s own, and says what a step breaks', async () => {
    const { address } = await serving(['--core', temporaryFile('counter.mjs', counter)]);
    const page = await opened(address);
    for (let n = 1; n <= 3; n++) {
      await enabled(page).getByText('up').click();
      await soon(() => step(page)).toBe(`step ${n} of ${n}`);
    }
    expect(await page.locator('.breach').textContent()).toContain('below-three is broken here');
    expect(await page.locator('.state').textContent()).toContain('below-three is broken at step 3');
  });
});

describe.skipIf(!hasBrowser)('a question that the page asks', () => {
  it('searches on from where one stands, keeps every way, and writes one as a trace that can be repeated', async () => {
    const { address } = await serving(['prevote']);
    const page = await opened(address);
    await page.keyboard.press('c');
    await page.keyboard.type('n2.role == leader');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.state').textContent()).toBe('n2.role == leader is reached at step 7');
    await page.locator('.row').first().click();
    await soon(() => step(page)).toBe('step 0 of 7');
    await enabled(page).getByText('timeout n1').click();
    await soon(() => step(page)).toBe('step 1 of 1');
    await page.locator('a.fork', { hasText: '7' }).click();
    await soon(() => step(page)).toBe('step 7 of 7');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('w')]);
    expect(download.suggestedFilename()).toMatch(/^prevote-walk-[0-9a-f]{8}\.json$/);
    const replayed = await raftcheck(['replay', await download.path()]);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('nothing is broken in 7 steps'),
    ]);
    await page.fill('#search-for', 'n9.role == leader');
    await page.keyboard.press('Enter');
    await soon(() => page.getByRole('alert').textContent()).toContain('there is no n9');
  });

  it('says of every action what guards it, and answers while it searches until it is stopped', async () => {
    const { address } = await serving(['raft-deep']);
    const page = await opened(address);
    await page.getByRole('button', { name: 'guards' }).click();
    await soon(() => page.locator('.disabled li').count()).toBeGreaterThan(5);
    expect(await page.locator('.disabled').textContent()).toContain('role follower (needed: leader)');
    await page.locator('.seek').getByRole('button', { name: 'search' }).click();
    await soon(() => page.locator('.searching').textContent()).toMatch(/\d states, depth \d+/);
    await enabled(page).first().click();
    await soon(() => page.locator('.disabled li').count()).toBeGreaterThan(5);
    expect(await step(page)).toBe('step 1 of 1');
    await page.locator('.searching').getByRole('button', { name: 'stop' }).click();
    await soon(() => page.locator('.searching').count()).toBe(0);
    expect(await page.locator('.state').textContent()).toContain('given up');
  });
});

describe.skipIf(!hasBrowser)('the page on a phone', () => {
  it('is one column, as wide as the screen and no wider, light or dark', async () => {
    const { address } = await serving(['prevote']);
    for (const dark of [false, true]) {
      const page = await opened(address, { width: 390, dark });
      await enabled(page).first().click();
      await soon(() => step(page)).toBe('step 1 of 1');
      const [left, right] = await Promise.all(
        ['.shown', '.enabled'].map(async (part) => (await page.locator(part).boundingBox())?.x),
      );
      expect(left).toBe(right);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground === 'rgb(255, 255, 255)').toBe(!dark);
    }
  });
});

describe.skipIf(!hasBrowser)('the report', () => {
  it('is searched for when it is asked for, has the figures of a check, and leads to what is broken', async () => {
    const { address } = await serving(['double-vote']);
    const page = await opened(address);
    await page.getByRole('button', { name: 'report' }).click();
    expect(await page.locator('.depths').count()).toBe(0);
    await page.getByRole('button', { name: 'search everything' }).click();
    await soon(() => page.locator('.run').textContent()).toMatch(/VIOLATION · 110 states, .* depth 6, /);
    expect(await page.locator('.depths rect').count()).toBe(7);
    expect(await page.locator('.actions-taken').textContent()).toMatch(/deliver MsgVote\d/);
    expect(await page.locator('.judged tr', { hasText: 'election-safety' }).textContent()).toContain(
      'broken',
    );
    await page.getByRole('button', { name: 'walk to what is broken' }).click();
    await soon(() => page.locator('.state').textContent()).toBe('election-safety is broken at step 6');
    await page.keyboard.press('v');
    await soon(() => page.locator('.breach').textContent()).toContain('n1 leads term 1, which n2 led too');
  });

  it('that was stopped is shown as the part that it is', async () => {
    const { address } = await serving(['raft-deep']);
    const page = await opened(`${address}#after=0&at=0&view=report`);
    await page.getByRole('button', { name: 'search everything' }).click();
    await soon(() => page.locator('.depths rect').count()).toBeGreaterThan(3);
    await page.getByRole('button', { name: 'stop' }).click();
    await soon(() => page.locator('.run').textContent()).toMatch(/stopped, so this is a part: [\d,]+ states/);
  });
});

describe.skipIf(!hasBrowser)('the graph', () => {
  it('has every state of a small spec, shows where one stands, and leads where it is clicked', async () => {
    const { address } = await serving(['double-vote']);
    const page = await opened(`${address}#after=0&at=0&view=graph`);
    await soon(() => page.locator('.run').first().textContent()).toMatch(
      /123 states up to the names of nodes, 190 steps/,
    );
    expect(await page.locator('.states .node').count()).toBe(123);
    expect(await page.locator('.states .node.bad').count()).toBe(3);
    await soon(() => page.locator('.node.here').getAttribute('data-node')).toBe('0');
    await page.locator('.states .node.bad').first().click();
    await soon(() => page.locator('.state').textContent()).toBe('election-safety is broken at step 6');
    await soon(() => page.locator('.node.here.bad').count()).toBe(1);
    await page.keyboard.press('Home');
    await soon(() => page.locator('.node.here').getAttribute('data-node')).toBe('0');
  });

  it.runIf(whole)('draws a large spec by what the nodes are and their terms', async () => {
    const { address } = await serving(['prevote', '--max-timeouts', '1']);
    const page = await opened(address);
    await page.getByRole('button', { name: 'graph' }).click();
    await soon(() => page.locator('.run').first().textContent()).toMatch(
      /by what the nodes are and their terms: \d+ kinds/,
    );
    await page.locator('.states text', { hasText: 'leader 1' }).first().click();
    await soon(() => page.locator('.state').textContent()).toBe('nothing is broken on this way');
    await page.getByRole('button', { name: 'walk' }).click();
    await soon(() => page.locator('.lanes').textContent()).toMatch(/leader/);
  });

  it('has the states of a system of one’s own', async () => {
    const near = counter.replace('next: ({ n }) => [', 'next: ({ n }) => n < 0 ? [] : [');
    const { address } = await serving(['--core', temporaryFile('counter.mjs', near), '--deadlock', 'ok']);
    const page = await opened(`${address}#after=0&at=0&view=graph`);
    await soon(() => page.locator('.states .node').count()).toBe(5);
    await page.locator('.states .node.bad').click();
    await soon(() => page.locator('.state').textContent()).toBe('below-three is broken at step 3');
  });
});
