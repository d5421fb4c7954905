/** The page, and how it behaves in a real browser: headless Chromium, where there is one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html } from '../../../src/trace/export/html.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { Browser, chromium, type Page } from './browser.ts';
import { election, snapshot } from './make.ts';

describe('the HTML page', () => {
  it('fetches nothing: no address stands in it, and its policy forbids any', () => {
    for (const page of [html(election), html(snapshot)]) {
      expect(page).not.toMatch(/\b(?:https?:|src=|href=|url\(|@import|fetch\()/);
      expect(page).toContain("default-src 'none'");
    }
  });

  it('shows what a client proposed as text and not as markup', () => {
    expect(html(election)).not.toContain('<d>');
    expect(html(election)).toContain('&lt;d&gt;');
  });

  it('has a state for every step, and an arrow for every message', () => {
    const page = html(snapshot);
    expect(page.match(/<section /g)).toHaveLength(snapshot.steps.length);
    const deliveries = snapshot.steps.filter(({ action }) => action?.kind === 'deliver');
    expect(page.match(/class="flight delivered"/g)).toHaveLength(deliveries.length);
  });
});

/** Opened at a place of the page that its address names. */
type Open = (trace: Trace, hash?: string) => Promise<Page>;

/** One browser for a group of tests, and a folder for its pages. */
function inBrowser(): Open {
  let folder = '';
  let browser: Browser;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'raftcheck-page-'));
    browser = new Browser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return (trace, hash = '') => {
    const file = join(folder, 'page.html');
    writeFileSync(file, html(trace));
    return browser.open(pathToFileURL(file).href + hash);
  };
}

/** The numbers of the states that are seen, and of the rows that are marked. */
function shown(page: Page): Promise<unknown> {
  return page.evaluate(`({
    states: [...document.querySelectorAll('section')].filter((one) => one.checkVisibility()).map((one) => Number(one.dataset.step)),
    rows: [...document.querySelectorAll('.row.current')].map((one) => Number(one.dataset.step)),
  })`);
}

describe.skipIf(chromium === undefined)('the HTML page walks in a browser:', () => {
  const open = inBrowser();

  it('from the start, asking for nothing and without errors', async () => {
    const page = await open(election);
    expect(await shown(page)).toEqual({ states: [0], rows: [0] });
    await page.press('End');
    expect(page.requests).toEqual([expect.stringMatching(/^file:.*page\.html$/)]);
    expect(page.errors).toEqual([]);
  });

  it.each([
    [['ArrowRight', 'j', 'ArrowDown', 'n'], 4],
    [['End'], 10],
    [['End', 'ArrowRight', 'ArrowLeft', 'k', 'p', 'ArrowUp'], 6],
    [['End', 'Home'], 0],
    [['ArrowLeft'], 0],
    [['PageDown', 'PageUp', 'x'], 0],
  ])('by the keys %j to step %i', async (keys, step) => {
    const page = await open(election);
    await page.press(...keys);
    expect(await shown(page)).toEqual({ states: [step], rows: [step] });
    if (keys[0] !== 'x') expect(await page.evaluate('location.hash')).toBe(`#step-${step}`);
  });

  it('from the step that its address names, and to where the address is changed', async () => {
    const page = await open(election, '#step-4');
    expect(await shown(page)).toEqual({ states: [4], rows: [4] });
    await page.evaluate(`location.hash = '#step-99'; new Promise((resolve) => setTimeout(resolve))`);
    expect(await shown(page)).toEqual({ states: [10], rows: [10] });
  });

  it('to the step that breaks a rule, which is marked and explained', async () => {
    const [start, asked, ...others] = election.steps;
    const { nodes, ...rest } = asked.state;
    const forgetful = { ...asked, state: { ...rest, nodes: nodes.map((node) => ({ ...node, vote: 0 })) } };
    const page = await open({ ...election, steps: [start, forgetful, ...others] });
    await page.press('End', 'b');
    expect(await shown(page)).toEqual({ states: [1], rows: [1] });
    const said = `['.current .number', 'section:not([hidden]) .broken'].map((one) => document.querySelector(one).textContent)`;
    expect(await page.evaluate(said)).toEqual([
      '1 !',
      'the election timer fires: n1 campaigns in term 1, asks n2 and n3, although it does not vote for itself',
    ]);
  });

  it('to a row that is clicked', async () => {
    const page = await open(election);
    const at = `(() => { const { x, y } = document.querySelector('.row[data-step="3"]').getBoundingClientRect(); return [x + 5, y + 5]; })()`;
    const [x, y] = (await page.evaluate(at)) as [number, number];
    await page.click(x, y);
    expect(await shown(page)).toEqual({ states: [3], rows: [3] });
  });
});

describe.skipIf(chromium === undefined)('the HTML page is seen in a browser:', () => {
  const open = inBrowser();

  it('the nodes, what changed and what is in flight, and the broken property at the end', async () => {
    const page = await open(election);
    const seen = () => page.evaluate(`document.querySelector('section:not([hidden])').innerText`);
    await page.press('ArrowRight');
    const first = await seen();
    for (const part of ['1 timeout n1', 'n1.role follower -> candidate', 'MsgVote n1 -> n2', 'n3']) {
      expect(first).toContain(part);
    }
    expect(first).not.toContain('nothing-committed');
    await page.press('End');
    expect(await seen()).toContain('nothing-committed: n1 commits up to 1');
    const witnesses = `[...document.querySelectorAll('section:not([hidden]) .witness h4')].map((one) => one.innerText)`;
    expect(await page.evaluate(witnesses)).toEqual(['n1']);
  });

  it.each([
    [1400, 'beside'],
    [700, 'above'],
  ])('%i pixels wide, the steps stand %s the state, and nothing outside the window', async (width, where) => {
    const page = await open(snapshot);
    await page.resize(width, 800);
    const boxes = `['nav', '.states-in-turn'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON())`;
    const [nav, states] = (await page.evaluate(boxes)) as [DOMBox, DOMBox];
    if (where === 'beside') expect(nav.right).toBeLessThanOrEqual(states.left);
    else expect(nav.bottom).toBeLessThanOrEqual(states.top);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

interface DOMBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
