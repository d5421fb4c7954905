/** The page, and how it behaves in a real browser: headless Chromium, where there is one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { html } from '../../../src/trace/export/html.ts';
import { election, snapshot } from './make.ts';

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (chromium === undefined)
  console.warn('no Chromium on this machine: the HTML page is not opened in a browser');

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

describe.skipIf(chromium === undefined)('the HTML page in a browser', () => {
  it('begins at the start', () => {
    expect(shown(html(election), '', [])).toEqual([0]);
  });

  it.each([
    [['ArrowRight', 'j', 'ArrowDown'], 3],
    [['End'], 10],
    [['End', 'ArrowRight', 'ArrowLeft', 'k'], 8],
    [['End', 'Home'], 0],
    [['ArrowLeft'], 0],
    [['PageDown', 'PageUp', 'x'], 0],
  ])('walks by the keys %j to step %i', (keys, step) => {
    expect(shown(html(election), '', keys)).toEqual([step]);
  });

  it('opens at the step that its address names', () => {
    expect(shown(html(election), '#step-4', [])).toEqual([4]);
    expect(shown(html(election), '#step-99', [])).toEqual([10]);
  });
});

/** The numbers of the sections that are visible after the keys were pressed. */
function shown(page: string, hash: string, keys: readonly string[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const presses = keys
    .map((key) => `dispatchEvent(new KeyboardEvent('keydown', { key: '${key}' }));`)
    .join('');
  const file = join(folder, 'page.html');
  writeFileSync(file, page.replace('</body>', `<script>${presses}</script></body>`));
  const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const target = pathToFileURL(file).href + hash;
  const dom = execFileSync(
    chromium!,
    [...switches, `--user-data-dir=${join(folder, 'profile')}`, '--dump-dom', target],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 },
  );
  return [...dom.matchAll(/<section id="step-(\d+)"[^>]*?( hidden="")?>/g)]
    .filter(([, , hidden]) => hidden === undefined)
    .map(([, step]) => Number(step));
}
