/** `--reporter html`: the gate as one file, whose counterexamples are walked through in a browser. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { endBrowser, hasBrowser, openedFile, soon } from './page.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

afterAll(endBrowser);

/** Where the page is, and the folder of its traces. */
async function gatePage() {
  const folder = temporaryFolder();
  const file = join(folder, 'gate.html');
  const { status } = await raftcheck([
    'ci',
    'specs/bugs/double-vote.yaml',
    'specs/step-down.yaml',
    '--out',
    folder,
    '--reporter',
    `html=${file}`,
  ]);
  return { folder, file, status };
}

describe('the page of a gate', () => {
  it('has each spec with its figures, and is written in the place of an earlier one', async () => {
    const { folder, file, status } = await gatePage();
    expect(status).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('bugs/double-vote');
    expect(text).toContain('election-safety in 6 steps');
    expect(text.match(/class="trace"/g)).toHaveLength(1);
    // The traces are gone: of what is merged elsewhere the actions are left.
    const json = join(folder, 'gate.json');
    const args = ['ci', 'specs/bugs/double-vote.yaml', '--shard', '1/1', '--out', folder];
    await raftcheck([...args, '--reporter', `json=${json}`]);
    for (const name of ['html', 'json'])
      expect(readFileSync(join(folder, `gate.${name}`), 'utf8')).not.toBe('');
    const report = JSON.parse(readFileSync(json, 'utf8'));
    rmSync(report.entries[0].verdict.violation.trace);
    const merged = await raftcheck(['merge', json, '--reporter', `html=${file}`]);
    expect(merged.status).toBe(0);
    const after = readFileSync(file, 'utf8');
    expect(after).not.toContain('class="trace"');
    expect(after).toContain('Its trace is not at hand');
  });

  it('is of one spec where one is checked', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'check.html');
    const { status } = await raftcheck(['double-vote', '--out', folder, '--reporter', `html=${file}`]);
    expect(status).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('raftcheck: violation');
  });
});

describe.skipIf(!hasBrowser)('the page of a gate in a browser', () => {
  it('walks through a counterexample by keys and by clicks, once it is opened', async () => {
    const { file } = await gatePage();
    const page = await openedFile(pathToFileURL(file).href);
    const shown = () => page.locator('.trace section:not([hidden]) h2').textContent();
    await page.locator('a[href="#spec-0"]').click();
    await soon(() => page.locator('.walk > summary').isVisible()).toBe(true);
    await page.keyboard.press('ArrowRight');
    await page.locator('.walk > summary').click();
    await soon(shown).toBe('0 the initial state');
    await page.keyboard.press('ArrowRight');
    await soon(shown).toBe('1 timeout n1');
    await page.locator('.trace .row').nth(6).click();
    await soon(shown).toMatch(/^6 deliver MsgVoteResp/);
    expect(await page.locator('.trace section:not([hidden]) .broken').first().textContent()).toContain(
      'election-safety',
    );
  });
});
