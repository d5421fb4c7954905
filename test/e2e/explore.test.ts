/** Walking by hand from where a spec begins: as text, and on the screen of a real terminal. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTmux, Pane } from './pane.ts';
import { raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

if (!hasTmux) console.warn('SKIPPED: there is no tmux, so explore is not tried in a real terminal');

const command = `node ${fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url))}`;
const counter = `export const counter = {
  init: () => [{ n: 0 }],
  next: ({ n }) => [{ action: 'up', state: { n: n + 1 } }, { action: 'down', state: { n: n - 1 } }],
  invariants: [{ name: 'below-three', holds: ({ n }) => n < 3 }],
};
`;

describe('explore without a terminal', () => {
  it('prints what is enabled, and what each would change', async () => {
    const { status, stdout, stderr } = await raftcheck(['explore', 'prevote']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^prevote: 3 actions enabled in the initial state\ntimeout n1\n {4}n1.role follower -> pre-candidate\n/,
    );
  });

  it('does so of a system of one’s own, and says what a step breaks', async () => {
    const near = counter.replace('n: 0 }', 'n: 2 }');
    const { stdout } = await raftcheck(['explore', '--core', temporaryFile('counter.mjs', near)]);
    expect(stdout).toContain('up\n    n 2 -> 3\n    below-three is broken: n = 3\ndown\n    n 2 -> 1\n');
  });

  it('refuses a screen where there is none', async () => {
    const { status, stderr } = await raftcheck(['explore', 'prevote', '--ui', 'screen']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('there is no terminal to show a screen on'),
    ]);
  });
});

async function exploring(folder: string, args: string): Promise<Pane> {
  const pane = await Pane.open(110, 34, folder, { HOME: folder, XDG_CONFIG_HOME: '' });
  await pane.run(`${command} explore ${args}; echo status $?`);
  await pane.shows(/ENABLED AFTER 0/);
  return pane;
}

async function left(pane: Pane): Promise<void> {
  pane.type('q');
  await pane.shows(/^status 0$/m);
}

const tracesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.json'));

describe.skipIf(!hasTmux)('explore on a screen', () => {
  it('takes steps with the real core, searches on, and writes the way', async () => {
    const folder = temporaryFolder();
    const pane = await exploring(folder, 'prevote');
    await pane.shows(/\d+ properties are judged in every step/);
    pane.type('Down', 'Enter');
    await pane.shows(/step 1 of 1 .*ENABLED AFTER 1/s);
    pane.type('c');
    await pane.shows(/search on for what is broken/);
    pane.type('n2.role == leader', 'Enter');
    await pane.shows(/n2.role == leader is reached at step 7: → walks there/);
    pane.type('G', 'w');
    await pane.shows(/written: out\/prevote-walk-[0-9a-f]{8}\.json/);
    pane.type('Escape');
    await left(pane);
    const [trace] = tracesIn(folder);
    const replayed = await raftcheck(['replay', join(folder, 'out', trace)]);
    expect([replayed.status, replayed.stdout]).toEqual([
      0,
      expect.stringContaining('REPLAYED nothing is broken in 7 steps'),
    ]);
    const shrunk = await raftcheck(['shrink', join(folder, 'out', trace)]);
    expect([shrunk.status, shrunk.stderr]).toEqual([
      2,
      expect.stringContaining('walked by hand is not shrunk'),
    ]);
  });

  it('gives a search up, and asks the core again', async () => {
    const pane = await exploring(temporaryFolder(), 'raft-deep');
    pane.type('c', 'Enter');
    await pane.shows(/searching .* Esc gives it up/);
    pane.type('Escape');
    await pane.shows(/given up/);
    pane.type('x');
    await pane.shows(/ENABLED AFTER 0/);
    pane.type('Escape');
    await left(pane);
  });

  it('finds the way to what a system of one’s own breaks, from where one stands', async () => {
    const folder = temporaryFolder();
    const pane = await exploring(folder, `--core ${temporaryFile('counter.mjs', counter)}`);
    pane.type('Down', 'Enter');
    await pane.shows(/step 1 of 1/);
    pane.type('c', 'Enter');
    await pane.shows(/below-three is broken at step 5: → walks there/);
    pane.type('G', 'w');
    await pane.shows(/written: out\/counter-below-three/);
    pane.type('Escape');
    await left(pane);
    expect(tracesIn(folder)).toHaveLength(1);
  });
});

describe.skipIf(!hasTmux)('a fork in inspect', () => {
  it('is kept as a trace in the same way', async () => {
    const folder = temporaryFolder();
    await raftcheck(['reach', 'prevote', 'some n: n.role == candidate', '--quiet'], {}, folder);
    const [trace] = tracesIn(folder);
    const pane = await Pane.open(110, 34, folder, { HOME: folder, XDG_CONFIG_HOME: '' });
    await pane.run(`${command} inspect out/${trace}; echo status $?`);
    await pane.shows(/^ step 0 of 3/m);
    pane.type('x');
    await pane.shows(/ENABLED AFTER 0/);
    pane.type('Down', 'Enter');
    await pane.shows(/step 1 of 1 · forked after 0 · 2 ways/);
    await pane.shows(/ENABLED AFTER 1/);
    pane.type('w');
    await pane.shows(/written: out\/prevote-walk/);
    await left(pane);
    const kept = tracesIn(folder).find((name) => name.startsWith('prevote-walk'))!;
    const replayed = await raftcheck(['replay', join('out', kept), '--quiet'], {}, folder);
    expect(replayed.status).toBe(0);
  });
});
