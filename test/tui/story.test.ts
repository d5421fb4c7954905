import { describe, expect, it } from 'vitest';
import { readItf } from '../../src/trace/readitf.ts';
import { storyOfItf } from '../../src/trace/story.ts';
import { inspect } from '../../src/tui/inspection.ts';
import { press } from '../../src/tui/model.ts';
import { storyText } from '../../src/tui/storytext.ts';
import { open } from './terminal.tsx';

const foreign = {
  '#meta': { source: 'Queue.tla' },
  vars: ['size', 'items'],
  states: [
    { size: { '#bigint': '0' }, items: { '#set': [] } },
    { size: { '#bigint': '1' }, items: { '#set': ['a'] } },
  ],
};
const story = storyOfItf(readItf(JSON.stringify(foreign), 'queue.itf.json'));

describe('an ITF trace of another tool', () => {
  it('is shown as states and changes', async () => {
    const screen = await open(story);
    await screen.press('right');
    expect(screen.text()).toMatchSnapshot();
    await screen.press('s');
    expect(screen.text()).toContain('STATE');
  });

  it('is printed with its changes', () => {
    expect(storyText(story)).toContain('1  step 1\n     size 0 -> 1\n');
    expect(storyText(story, true)).toContain('\n     items [] -> [a]\n      *size 1\n      *items [a]\n');
  });

  it('can be searched by its variables, and not forked', () => {
    const jumped = ['n', ...'items', 'enter'].reduce(press, inspect(story));
    expect(jumped.at).toBe(1);
    expect(press(inspect(story, 0, 'its core is not here'), 'x').note).toBe('its core is not here');
  });

  it('says where it goes on after its last state, if it does', async () => {
    const lasso = storyOfItf(readItf(JSON.stringify({ ...foreign, loop: 0 }), 'queue.itf.json'));
    expect(storyText(lasso)).toContain('\nAfter step 1 the behavior goes on as after step 0, for ever.\n');
    const screen = await open(lasso);
    expect(screen.text()).toContain('loops to 0');
    expect(screen.text()).toContain('After step 1 the behavior goes on as after step 0, for ever.');
    expect(storyText(story)).not.toContain('for ever');
  });

  it('has no step that breaks anything', () => {
    expect(press(inspect(story), 'v').note).toBe('no property is broken here');
  });
});
