/** What is wished for on the way, the ways that are left, and panes that scroll. */
import { describe, expect, it } from 'vitest';
import { clusterBrancher } from '../../src/trace/branches.ts';
import type { Story } from '../../src/trace/story.ts';
import { type Granted, inspect, type Wish } from '../../src/tui/inspection.ts';
import { press } from '../../src/tui/model.ts';
import { granted } from '../../src/tui/wishes.ts';
import { compose, nothingCommitted, smallModel } from '../trace/make.ts';
import { story } from './stories.ts';
import { type Opened, open } from './terminal.tsx';

const last = story.steps.length - 1;
const start: Story = { ...story, steps: story.steps.slice(0, 1), breach: null };

async function brancher() {
  const { cluster, judge } = compose(smallModel, [nothingCommitted]);
  return clusterBrancher(cluster, judge);
}

/** Somebody who keeps what is wished for, and answers. */
async function granting(answer: Granted): Promise<{ screen: Opened; wishes: Wish[] }> {
  const wishes: Wish[] = [];
  const screen = await open(start, [100, 30], brancher, inspect(start), (wish) => {
    wishes.push(wish);
    return answer;
  });
  return { screen, wishes };
}

describe('a search from here on', () => {
  it('comes back with the way, and one walks it from where one stood', async () => {
    const { screen, wishes } = await granting({ steps: story.steps, breach: story.breach });
    await screen.press('c', ...'n1.commit > 1', 'enter');
    expect(wishes).toEqual([{ kind: 'search', steps: start.steps, sought: 'n1.commit > 1' }]);
    expect(screen.text()).toContain(`step 0 of ${last} · ${story.breach?.name} broken at ${last}`);
    expect(screen.text()).toContain(`is broken at step ${last}: → walks there`);
    await screen.press('G');
    expect(screen.text()).toContain(`step ${last} of ${last}`);
  });

  it('is for whatever is broken where nothing is typed, and says what it found not', async () => {
    const { screen, wishes } = await granting('nothing broken: all 12 states from here on within the bounds');
    await screen.press('c', 'enter');
    expect(wishes).toMatchObject([{ kind: 'search', sought: null }]);
    expect(screen.text()).toContain('nothing broken: all 12 states from here on');
    expect(screen.text()).toContain('step 0 of 0');
  });

  it('can be given up, and then its answer changes nothing', () => {
    const waiting = ['c', 'enter'].reduce(press, inspect(start));
    expect(waiting.mode.kind).toBe('waiting');
    const free = press(waiting, 'escape');
    expect([free.mode.kind, free.note]).toEqual(['walk', 'given up']);
    expect(granted(free, { steps: story.steps, breach: null })).toBe(free);
  });

  it('and w ask nobody where there is no core', () => {
    const foreign = inspect(start, 0, 'its core is not here');
    expect(press(foreign, 'c').note).toBe('its core is not here');
    expect(press(foreign, 'w')).toMatchObject({ note: 'its core is not here', mode: { kind: 'walk' } });
  });
});

describe('w', () => {
  it('wishes for the way to the step that is shown, and for what its last step breaks', () => {
    const [part, whole] = [2, last].map((at) => press(inspect(story, at), 'w').mode);
    expect(part).toEqual({
      kind: 'waiting',
      wish: { kind: 'keep', steps: story.steps.slice(0, 3), broken: null },
    });
    expect(whole).toMatchObject({ wish: { broken: story.breach?.name } });
  });
});

describe('t', () => {
  it('brings back the way that was left last, and then the first one again', async () => {
    const screen = await open(story, [100, 30], brancher, inspect(story, 0));
    await screen.press('x', 'down', 'enter', 'escape');
    expect(screen.text()).toContain('step 1 of 1 · forked after 0 · 2 ways');
    await screen.press('t');
    expect(screen.text()).toContain(`step 0 of ${last}`);
    await screen.press('t');
    expect(screen.text()).toContain('step 0 of 1');
  });

  it('says so where there is no other way', async () => {
    const screen = await open(story, [100, 30], brancher);
    await screen.press('t');
    expect(screen.text()).toContain('there is no other way yet: x takes one');
  });
});

describe('Tab', () => {
  it.each([
    [1, '▶ NODES'],
    [2, '▶ IN FLIGHT'],
    [3, '▶ CHANGED'],
    [4, '▶ PROPERTY'],
  ])('%i times chooses a pane, which J and K scroll to its end and back', async (times, title) => {
    const screen = await open(story, [80, 16], brancher, inspect(story, last));
    const before = screen.text();
    await screen.press(...Array.from({ length: times }, () => '\t'));
    expect(screen.text()).toContain(title);
    const top = screen.text();
    await screen.press(...'JJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ');
    const [, first, all] = /▶ [A-Z 0-9]+, line (\d+) of (\d+)/.exec(screen.text()) ?? [];
    expect(Number(first)).toBeGreaterThan(1);
    expect(Number(first)).toBeLessThanOrEqual(Number(all));
    await screen.press(...'KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK');
    expect(screen.text()).toBe(top);
    await screen.press(...Array.from({ length: 5 - times }, () => '\t'));
    expect(screen.text()).toBe(before);
  });
});

describe('/', () => {
  it('finds the next state that an expression holds in', async () => {
    const screen = await open(story, [100, 30], brancher);
    await screen.press('/', ...'some n: n.role == leader', 'enter');
    const at = story.steps.findIndex(({ cluster }) => cluster?.nodes.some(({ role }) => role === 'leader'));
    expect(screen.text()).toContain(`step ${at} of ${last}`);
    await screen.press('/', ...'n1.term == 9', 'enter');
    expect(screen.text()).toContain('no state with n1.term == 9 after this step');
  });

  it('finds a step by an expression of it, and takes all else for text', async () => {
    const screen = await open(story, [100, 30], brancher);
    await screen.press('/', ...'action.kind == deliver and before.id == n2', 'enter');
    const at = story.steps.findIndex(({ action }) => action?.kind === 'deliver' && action.node === 2);
    expect(at).toBeGreaterThan(0);
    expect(screen.text()).toContain(`step ${at} of ${last}`);
    await screen.press('g', '/', ...'MsgApp n1', 'enter');
    expect(screen.text()).not.toContain('step 0 of');
  });
});
