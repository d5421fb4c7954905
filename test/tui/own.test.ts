/** The inspector of a system of one's own: its states, and only what it has. */
import { describe, expect, it } from 'vitest';
import { ownBranches, storyOfOwn } from '../../src/trace/own/story.ts';
import { inspect } from '../../src/tui/inspection.ts';
import { press } from '../../src/tui/model.ts';
import { queue, waits } from '../trace/own/make.ts';
import { open } from './terminal.tsx';

const story = storyOfOwn(waits);
const branches = async () => (steps: Parameters<typeof ownBranches>[3]) =>
  ownBranches(queue, queue, waits, steps);

describe("the inspector of a system of one's own", () => {
  it('shows values as the module has them', async () => {
    const screen = await open(story, [120, 30]);
    expect(screen.text()).toContain(' owner null');
    await screen.press('right');
    const lines = screen.lines().map((line) => line.slice(line.indexOf('│') + 1).trimEnd());
    expect(lines).toEqual(expect.arrayContaining([' owner null', '*  [0]', '     who 1', '     since 3n']));
    expect(screen.text()).toContain('waiting[0] nothing -> { who: 1, since: 3n }');
    await screen.press('G');
    expect(screen.text()).toContain('owner null -> 1');
    expect(screen.text()).toContain('*owner 1');
  });

  it('heads with the name of what is broken, and with an expression as it was written', async () => {
    const breach = story.breach!;
    const headed = async (name: string) => (await open({ ...story, breach: { ...breach, name } })).text();
    expect(await headed('one-owner')).toContain('ONE-OWNER is broken at');
    expect(await headed('all n: n.commit < 2')).toContain('all n: n.commit < 2 is broken at');
  });

  it('offers no key of a Raft, and says so of one that is pressed', async () => {
    const screen = await open(story, [100, 40], branches);
    expect(screen.lines().at(-1)).toBe(' ←→ step  v broken  n change  / find  f only  r state  x fork  ? q');
    await screen.press('?');
    expect(screen.text()).toContain('fork: what else is enabled here?');
    for (const word of ['rule', 'node', 'sequence', 'explained', 'log', 'MsgApp'])
      expect(screen.text()).not.toContain(word);
    await screen.press('q', 's');
    expect(screen.text()).toContain('only a Raft has a sequence diagram');
    expect(['b', 'e'].map((key) => press(inspect(story), key).note)).toEqual([
      'only steps of a Raft break rules of its core',
      'only steps of a Raft are explained',
    ]);
  });

  it('looks for a part by its name, a number too, and forks', async () => {
    expect(['n', ...'owner', 'enter'].reduce(press, inspect(story)).at).toBe(3);
    const byNumber = ['n', '1', 'enter'].reduce(press, inspect(story));
    expect([byNumber.at, byNumber.mode.kind]).toEqual([2, 'walk']);
    const screen = await open(story, [100, 40], branches);
    await screen.press('right', 'x', 'G');
    expect(screen.text()).toContain('ENABLED AFTER 1: 2');
    await screen.press('enter', 'escape');
    expect(screen.text()).toContain('NO PROPERTY BROKEN');
    expect(screen.text()).toContain('owner 1');
  });
});
