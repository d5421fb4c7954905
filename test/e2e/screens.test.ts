/** The screens in a real terminal: started, walked through, resized, left; and what is left of them afterwards. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTmux, Pane } from './pane.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

if (!hasTmux) console.warn('SKIPPED: there is no tmux, so the screens are not tried in a real terminal');

const project = fileURLToPath(new URL('../..', import.meta.url));
const command = `node ${join(project, 'out/build/src/cli/main.js')}`;
const doubleVote = join(project, 'specs/bugs/double-vote.yaml');

/** A trace of six steps, in a folder of its own. */
async function tracedFolder(): Promise<{ folder: string; trace: string }> {
  const folder = temporaryFolder();
  await raftcheck([doubleVote, '--out', folder, '--quiet']);
  const trace = readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
  return { folder, trace };
}

/** Nothing of a screen is left: cursor, modes and what stood there before. */
async function restored(pane: Pane): Promise<void> {
  expect(pane.knows('alternate_on')).toBe('0');
  expect(pane.knows('cursor_flag')).toBe('1');
  await pane.run('stty -a | tr " ;" "\\n" | grep -x -e icanon -e echo | tr "\\n" "+"');
  await pane.shows(/^icanon\+echo\+/m);
}

describe.skipIf(!hasTmux)('raftcheck inspect in a terminal', () => {
  it.each([
    [80, 24],
    [200, 60],
  ])('starts, walks and quits at %ix%i, and leaves the terminal as it was', async (width, height) => {
    const { folder, trace } = await tracedFolder();
    const pane = await Pane.open(width, height, folder);
    await pane.run('echo what was before');
    await pane.run(`${command} inspect ${trace}; echo status $?`);
    await pane.shows(/^ step 0 of 6/m);
    expect(pane.lines()[0]).toMatch(/^ step 0 of 6 · election-safety broken at 6 · double-vote/);
    expect(pane.lines()[height - 2]).toContain('? q');
    expect(pane.lines()[height - 1]).toBe('');
    pane.type('Right', 'l', 'Down');
    await pane.shows(/^ step 3 of 6/m);
    pane.type('v');
    await pane.shows(/ELECTION-SAFETY is broken here/);
    expect(pane.text()).toContain('✗ n1 leads term 1, which n2 led too');
    pane.type('s');
    await pane.shows(/MsgVoteResp.*─/);
    pane.type('e');
    await pane.shows(/EXPLAINED(?:.*\n)+.*became leader of term 1: 2 of 3 votes/);
    pane.type('r');
    await pane.shows(/STATE, line \d+ of/);
    pane.type('?');
    await pane.shows(/SIGNS/);
    pane.type('?', 'q');
    await pane.shows(/^status 0/m);
    expect(pane.text()).toContain('what was before');
    expect(pane.text()).not.toContain('ACTIONS');
    await restored(pane);
  });

  it('follows the size of the terminal', async () => {
    const { folder, trace } = await tracedFolder();
    const pane = await Pane.open(80, 24, folder);
    await pane.run(`${command} inspect ${trace} --step 6`);
    await pane.shows(/^ step 6 of 6/m);
    for (const [width, height] of [
      [200, 60],
      [60, 16],
      [120, 40],
    ] as const) {
      pane.resize(width, height);
      // One screen in one piece: the head in the first row, the list once, the keys in the row before the last.
      const head = '(?= step 6 of 6)';
      const list = '(?=[\\s\\S]*ACTIONS 6/6)(?![\\s\\S]*ACTIONS 6/6[\\s\\S]*ACTIONS 6/6)';
      const keys = `(?=(?:.*\\n){${height - 2}} ←→ step.*\\n?$)`;
      await pane.shows(new RegExp(`^${head}${list}${keys}`));
    }
    pane.type('q');
  });

  it('explores by hand from any step', async () => {
    const { folder, trace } = await tracedFolder();
    const pane = await Pane.open(80, 24, folder);
    await pane.run(`${command} inspect ${trace}`);
    await pane.shows(/^ step 0 of 6/m);
    pane.type('x');
    await pane.shows(/ENABLED AFTER 0: 3/);
    pane.type('Down', 'Down', 'Enter');
    await pane.shows(/ENABLED AFTER 1/);
    expect(pane.text()).toMatch(/forked after 0/);
    pane.type('Escape', 'X');
    await pane.shows(/back on the recorded behavior/);
    pane.type('q');
  });
});

describe.skipIf(!hasTmux)('the inspector', () => {
  it('has colours unless NO_COLOR says otherwise', async () => {
    const { folder, trace } = await tracedFolder();
    const colored = await Pane.open(80, 24, folder);
    await colored.run(`${command} inspect ${trace} --step 6`);
    await colored.shows(/^ step 6 of 6/m);
    expect(colored.colored()).toContain('\x1b[31m');
    const plain = await Pane.open(80, 24, folder, { NO_COLOR: '1' });
    await plain.run(`${command} inspect ${trace} --step 6`);
    await plain.shows(/^ step 6 of 6/m);
    expect(plain.colored()).not.toContain('\x1b[');
    expect(plain.text()).toBe(colored.text());
  });

  it.each([
    ['C-c', /^status 0/m],
    ['SIGTERM', /^status 130/m],
    ['SIGINT', /^status 130/m],
  ])('gives the terminal back on %s', async (how, status) => {
    const { folder, trace } = await tracedFolder();
    const pane = await Pane.open(80, 24, folder);
    await pane.run(`sh -c 'echo $$ > pid; exec ${command} inspect ${trace}'; echo status $?`);
    await pane.shows(/^ step 0 of 6/m);
    if (how === 'C-c') pane.type(how);
    else process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), how);
    await pane.shows(status);
    await restored(pane);
  });
});

describe.skipIf(!hasTmux)('raftcheck in a terminal', () => {
  it('offers to walk through a counterexample, and still ends with 1', async () => {
    const pane = await Pane.open(80, 24, temporaryFolder());
    await pane.run(`${command} ${doubleVote}; echo status $?`);
    await pane.shows(/Walk through it on a screen\? \[y\/N\]/);
    pane.type('y', 'Enter');
    await pane.shows(/^ step 0 of 6/m);
    pane.type('q');
    await pane.shows(/^status 1/m);
    await pane.run(`clear; ${command} ${doubleVote}; echo status $?`);
    await pane.shows(/\[y\/N\]/);
    pane.type('Enter');
    await pane.shows(/^status 1/m);
    await restored(pane);
  });

  it('offers that after a simulation too', async () => {
    const pane = await Pane.open(80, 24, temporaryFolder());
    await pane.run(`${command} simulate ${doubleVote}; echo status $?`);
    await pane.shows(/Walk through it on a screen\? \[y\/N\]/);
    pane.type('y', 'Enter');
    await pane.shows(/^ step 0 of 6/m);
    pane.type('b');
    await pane.shows(/although it has voted for/);
    pane.type('q');
    await pane.shows(/^status 1/m);
  });

  it('shows how the search comes on, and wipes that before the result', async () => {
    const pane = await Pane.open(80, 24, temporaryFolder());
    await pane.run(`${command} raft --depth none --max-term 9; echo status $?`);
    await pane.shows(/NEW STATES BY LEVEL/);
    expect(pane.lines()[0] === '' || pane.text().includes('ACTIONS')).toBe(true);
    pane.resize(120, 40);
    await pane.shows(/ACTIONS \d+ taken, \d+ never/);
    pane.type('C-c');
    await pane.shows(/^status 130/m);
    expect(pane.text()).toContain('INCOMPLETE stopped by an interrupt');
    expect(pane.text()).not.toContain('NEW STATES BY LEVEL');
    await restored(pane);
  });

  it('draws a line and no screen with --ui none', async () => {
    const pane = await Pane.open(160, 24, temporaryFolder());
    await pane.run(`${command} raft --depth none --max-term 9 --ui none; echo status $?`);
    // By then the screen would long have been there.
    await pane.shows(/^raftcheck: depth \d+ · [\d,]+ distinct.* · [4-9]\.\d s/m);
    expect(pane.text()).not.toContain('NEW STATES BY LEVEL');
    pane.type('C-c');
    await pane.shows(/^status 130/m);
  });
});
