import { describe, expect, it } from 'vitest';
import { clusterBrancher } from '../../src/trace/branches.ts';
import type { Story } from '../../src/trace/story.ts';
import { frameRows } from '../../src/tui/frame.ts';
import { type Inspection, inspect, type Key } from '../../src/tui/inspection.ts';
import { branched, press } from '../../src/tui/model.ts';
import { columns } from '../../src/tui/rows.ts';
import { compose, nothingCommitted, smallModel } from '../trace/make.ts';
import { longStory, story } from './stories.ts';
import { open } from './terminal.tsx';

const last = story.steps.length - 1;

async function brancher() {
  const { cluster, judge } = compose(smallModel, [nothingCommitted]);
  return clusterBrancher(cluster, judge);
}

describe('the first screen', () => {
  it('marks what was looked for as reached, and nothing as broken', async () => {
    const screen = await open({ ...story, breach: { ...story.breach!, sought: true } });
    await screen.press('v');
    expect(screen.text()).toMatch(/▶\d+✓ /);
    expect(screen.text()).toContain('✓n');
    await screen.press('s');
    expect(screen.text()).toMatch(/▶\d+✓/);
    expect(screen.text()).not.toContain('✗');
  });

  it('shows actions, nodes, messages, changes and the broken property in 80x24', async () => {
    const screen = await open(story, [80, 24], brancher, inspect(story, 3));
    expect(screen.text()).toMatchSnapshot();
  });

  it('uses the room of 200x60', async () => {
    const screen = await open(story, [200, 60], brancher, inspect(story, last));
    expect(screen.text()).toMatchSnapshot();
  });

  it.each([
    [80, 24],
    [200, 60],
    [120, 30],
    [40, 13],
    [30, 8],
  ])('leaves the last row of a terminal of %ix%i free, and no row is too wide', async (width, height) => {
    const screen = await open(story, [width, height], brancher);
    for (const keys of [['v'], ['s'], ['s', 'r'], ['r', '?'], ['x', 'x']]) {
      await screen.press(...keys);
      expect(screen.lines().length).toBeLessThanOrEqual(height - 1);
      expect(screen.lines().filter((line) => columns(line) > width)).toEqual([]);
    }
  });

  it('says so when the terminal is too small, and comes back when it is not', async () => {
    const screen = await open(story, [30, 8]);
    expect(screen.text()).toContain('too small');
    await screen.resize(80, 24);
    expect(screen.text()).toContain('ACTIONS 0/');
  });
});

describe('the keys', () => {
  it.each([
    [['right', 'right'], 2],
    [['l', 'j', 'down'], 3],
    [['right', 'right', 'left'], 1],
    [['l', 'l', 'h'], 1],
    [['l', 'l', 'k', 'up'], 0],
    [['left'], 0],
    [['G'], last],
    [['end', 'right'], last],
    [['end', 'g'], 0],
    [['end', 'home'], 0],
    [['pagedown'], Math.min(10, last)],
    [['end', 'pageup'], Math.max(0, last - 10)],
    [['v'], last],
    [['jjj'], 3],
    [[':', '2', 'enter'], 2],
  ])('%j lead to step %i', async (keys, step) => {
    const screen = await open(story);
    await screen.press(...keys);
    expect(screen.text()).toContain(`step ${step} of ${last}`);
    expect(screen.lines().find((line) => line.startsWith('▶'))).toContain(`${step}`);
  });

  it('s shows the sequence diagram, and again the lanes', async () => {
    const screen = await open(story);
    await screen.press('v', 's');
    expect(screen.text()).toMatchSnapshot();
    await screen.press('s');
    expect(screen.text()).toContain('NODES');
  });

  it('r shows the whole state with what changed, and scrolls', async () => {
    const screen = await open(story);
    await screen.press('right', 'r');
    expect(screen.text()).toMatchSnapshot();
    const first = /STATE, line (\d+)/.exec(screen.text())?.[1];
    await screen.press('J', 'pagedown');
    expect(screen.text()).toContain(`STATE, line ${Number(first) + 11} of`);
    await screen.press('pageup', 'K', 'K');
    expect(screen.text()).toContain(`STATE, line ${Math.max(1, Number(first) - 1)} of`);
    await screen.press('r');
    expect(screen.text()).toContain('NODES');
  });

  it('e explains the step: what was decided and why, what changed, what was sent, where in the core', async () => {
    const screen = await open(story);
    await screen.press('right', 'right', 'e');
    expect(screen.text()).toMatchSnapshot();
    await screen.press('g');
    expect(screen.text()).toContain('nothing to explain here');
    await screen.press('e');
    expect(screen.text()).toContain('NODES');
  });

  it('? shows the help, and any key closes it', async () => {
    const screen = await open(story);
    await screen.press('?');
    expect(screen.text()).toMatchSnapshot();
    await screen.press('j');
    expect(screen.text()).toContain(`step 0 of ${last}`);
    expect(screen.text()).toContain('ACTIONS');
  });
});

describe('what the core did and why', () => {
  it('stands below the step, and under the nodes where there is room', async () => {
    const screen = await open(story, [80, 24], brancher, inspect(story, 2));
    expect(screen.lines()[2]).toMatch(
      /^ {4}term 1 is higher than n2's 0: n2 is now a follower in term 1; vote granted…$/,
    );
    await screen.resize(200, 60);
    expect(screen.lines()[2]).toContain('ACTIONS');
    expect(screen.text()).toMatch(
      /── WHY ─+│.*\n.*│ term 1 is higher than n2's 0: n2 is now a follower in term 1/,
    );
  });

  /** Its first step does not record the vote. */
  const forgetful = (): Story => {
    const [initial, asked, ...others] = story.steps;
    const { nodes, ...rest } = asked.cluster!;
    const cluster = { ...rest, nodes: nodes.map((node) => ({ ...node, vote: 0 })) };
    return { ...story, steps: [initial, { ...asked, cluster }, ...others] };
  };

  it('is where b leads when a rule was broken, and is marked in the list and the diagram', async () => {
    const screen = await open(forgetful(), [80, 24], brancher, inspect(forgetful(), 3));
    expect(screen.lines().filter((line) => /^[▶ ] ?\d!/.test(line))).toEqual([
      expect.stringContaining(' 1! timeout n1'),
    ]);
    await screen.press('b');
    expect(screen.text()).toContain(`step 1 of ${last}`);
    await screen.press('s');
    expect(screen.lines().find((line) => line.startsWith('▶'))).toMatch(/^▶1!● timeout/);
    await screen.press('g', '/', ...'although', 'enter');
    expect(screen.text()).toContain(`step 1 of ${last}`);
  });

  it('is nowhere that b leads when the core has kept every rule', async () => {
    const screen = await open(story);
    await screen.press('b');
    expect(screen.lines().at(-1)).toContain('no step breaks a rule of the core');
  });

  it('begins with the rule that was broken', () => {
    const row = frameRows(inspect(forgetful(), 1), 80, 23)[2];
    expect(row.find(({ tone }) => tone === 'bad')?.text).toBe(
      'the election timer fires: n1 campaig…, although it does not vote for itself',
    );
  });
});

describe('filter, search and jumps', () => {
  it('f shows only the steps of a node or a message, and walks over them', async () => {
    const screen = await open(story);
    await screen.press('f');
    expect(screen.lines().at(-1)).toContain('show only');
    await screen.press(...'MsgVoteX', 'backspace', 'enter');
    const listed = screen.lines().filter((line) => /^[▶ ] *\d+/.test(line) && line.includes('deliver'));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.every((line) => line.includes('MsgVote'))).toBe(true);
    await screen.press('right');
    expect(screen.lines()[1]).toContain('MsgVote');
    await screen.press('escape');
    expect(screen.text()).toContain(`ACTIONS`);
    expect(screen.text()).toContain('filter off');
  });

  it('/ finds actions and changes, . and , go on', async () => {
    const screen = await open(story);
    await screen.press('/', ...'-> leader', 'enter');
    expect(screen.text()).toContain('.role candidate -> leader');
    await screen.press('.');
    expect(screen.lines().at(-1)).toContain('no "-> leader" after this step');
    await screen.press('/', ...'nowhere', 'enter');
    expect(screen.lines().at(-1)).toContain('no "nowhere" after this step');
  });

  it('n and a digit find the next change of a node, n and a name that of a field', async () => {
    const screen = await open(story);
    await screen.press('n', '2');
    expect(screen.text()).toMatch(/ n2\.\w+ .* -> /);
    await screen.press('g', 'n', ...'commit', 'enter');
    expect(screen.text()).toMatch(/ n\d\.commit 0 -> 1/);
    await screen.press(',');
    expect(screen.lines().at(-1)).toContain('no change of commit before this step');
  });

  it('says what is wrong with a step that is not there', async () => {
    const screen = await open(story);
    await screen.press(':', '9', '9', '9', 'enter');
    expect(screen.lines().at(-1)).toContain(`there are the steps 0 to ${last}`);
  });

  it('Esc leaves a question without an answer', async () => {
    const screen = await open(story);
    await screen.press('/', 'x', 'escape');
    expect(screen.text()).toContain('? q');
  });
});

describe('the fork', () => {
  it('lists what is enabled, shows where it leads, takes it, takes it back, and returns', async () => {
    const screen = await open(story, [80, 24], brancher);
    await screen.press('x');
    expect(screen.text()).toMatchSnapshot();
    await screen.press('down', 'enter');
    expect(screen.text()).toContain('forked after 0');
    expect(screen.text()).toContain('ENABLED AFTER 1');
    await screen.press('escape');
    expect(screen.text()).toContain('+ timeout n2');
    await screen.press('x', 'left');
    expect(screen.text()).toContain('ENABLED AFTER 0');
    await screen.press('X');
    expect(screen.lines().at(-1)).toContain('back on the recorded behavior');
    expect(screen.text()).toContain(`step 0 of ${last}`);
  });

  it('follows the recorded behavior where the same actions are taken', async () => {
    const screen = await open(story, [80, 24], brancher);
    await screen.press('x', ...Array.from({ length: last }, () => 'enter'));
    expect(screen.text()).not.toContain('forked');
    expect(screen.text()).toContain(`step ${last} of ${last}`);
    expect(screen.text()).toContain('nothing-committed is broken');
  });

  it('keeps what is pressed while the core is asked, and forgets an answer that comes too late', async () => {
    const ask = await brancher();
    const answer = (state: Inspection): Inspection =>
      state.mode.kind === 'asking' ? branched(state, ask(state.mode.steps)) : state;
    const ahead = ['x', 'enter', 'enter', 'enter'].reduce(press, inspect(story));
    expect([ahead.mode.kind, ahead.at]).toEqual(['asking', 0]);
    const walked = answer(answer(answer(answer(ahead))));
    expect([walked.mode.kind, walked.at]).toEqual(['fork', 3]);
    const away = press(press(inspect(story), 'x'), 'escape');
    expect(branched(away, ask(story.steps.slice(0, 1)))).toBe(away);
  });

  it('says why there is none', async () => {
    const screen = await open(story);
    await screen.press('x');
    expect(screen.lines().at(-1)).toContain('there is no core here');
    await screen.press('x');
    expect(screen.lines().at(-1)).toContain('there is no core here');
  });
});

describe('a trace of 2,000 steps', () => {
  it('is walked with a window over its actions', async () => {
    const screen = await open(longStory(2000));
    await screen.press('G');
    expect(screen.text()).toContain('ACTIONS 2000/2000');
    await screen.press('k', 'pageup');
    expect(screen.text()).toContain('▶1989');
    expect(screen.lines().length).toBe(23);
  });

  it('costs a key no more than one of 200 does: the same steps are looked at', () => {
    const keys = [
      'right',
      'left',
      'pagedown',
      'pageup',
      's',
      'right',
      's',
      'r',
      'right',
      'J',
      'r',
      '.',
      'g',
      'G',
    ];
    const few = work(200, keys);
    expect(work(2000, keys)).toEqual(few);
    // A screen of rows, and what the step before and after it needs.
    expect(Math.max(...few)).toBeLessThan(150);
    expect(Math.min(...few)).toBeGreaterThan(0);
  });
});

/** How often a step is looked at for each key and the frame after it, all steps or some of them, in the middle of a story. */
function work(length: number, keys: readonly Key[]): number[] {
  const story = longStory(length);
  let looks = 0;
  const steps = new Proxy(story.steps, {
    get(target, key) {
      if (/^\d+$/.test(String(key))) looks++;
      return Reflect.get(target, key);
    },
  });
  return ['', 'n2'].flatMap((filter) => {
    const start = inspect({ ...story, steps }, length / 2);
    let state: Inspection = { ...start, filter, target: { kind: 'place', text: 'commit' } };
    // Which steps the filter lets through is found out once.
    frameRows(state, 80, 23);
    return keys.map((key) => {
      looks = 0;
      state = press(state, key);
      frameRows(state, 80, 23);
      return looks;
    });
  });
}
