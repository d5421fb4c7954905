/**
 * `raftcheck explore [spec]`: the inspector from where the spec begins. Where there is no terminal, what is enabled there as text.
 */

import { harmlessly } from '../base/harmless.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { seedBug } from '../spec/bug.ts';
import { plain } from '../spec/plain.ts';
import type { Branch } from '../trace/branches.ts';
import { familyOf } from '../trace/family.ts';
import type { Story } from '../trace/story.ts';
import { changesAt } from '../tui/changes.ts';
import { startFrom } from './from.ts';
import { askSpec } from './project.ts';
import { canWalk, noScreen, uiChoice } from './screen.ts';
import { type Arguments, outFolder } from './settings.ts';
import { status } from './status.ts';
import { remarks, type Terminal } from './terminal.ts';
import { type RunOf, traced } from './traced.ts';

export async function explore(args: Arguments, terminal: Terminal): Promise<number> {
  const ui = uiChoice(args, terminal);
  const onScreen = canWalk(terminal) && ui !== 'none';
  const name = typeof args.spec === 'string' ? args.spec : null;
  const asked = askSpec(name, args, terminal);
  if (!onScreen && ui === 'screen') throw noScreen();
  // The screen is loaded while the core begins; where it does not load, that is told when it is to be shown.
  if (onScreen)
    void import('./inspect.ts').then(({ loadScreen }) => loadScreen(args, terminal)).catch(() => {});
  const { spec } = lookingOnly(asked.parsed);
  const from = startFrom(args, terminal, spec);
  const core = asked.bug === null ? asked.core : seedBug(asked.bug, outFolder(args, terminal.env));
  const parsed = { ...asked.parsed, spec };
  const trace = await terminal.runner.ask(
    'begin',
    { spec: plain(parsed), core, system: spec.system, from },
    remarks(terminal),
  );
  const run: RunOf = { core: () => core, system: spec.system };
  if (onScreen) {
    const { walkFrom } = await import('./inspect.ts');
    await walkFrom(trace, run, spec.search, args, terminal);
    return status.ok;
  }
  const story = familyOf(trace).story(trace);
  const branches = await traced(trace, spec.name, args, terminal, run).branch(story.steps);
  terminal.out(beginningText(story, branches));
  return status.ok;
}

/** What is enabled where the spec begins, and what each would change. */
function beginningText(given: Story, found: readonly Branch[] | string): string {
  const [story, branches] = [harmlessly(given), harmlessly(found)];
  const at = story.steps.length - 1;
  if (typeof branches === 'string') return `${branches}\n`;
  const lines = branches.flatMap(({ step, breach }) => {
    const { lines } = changesAt({ ...story, steps: [...story.steps, step] }, at + 1);
    return [
      step.words,
      ...lines.map((line) => `    ${line}`),
      ...(breach === null ? [] : [`    ${breach.name} is broken: ${breach.witnesses.join('; ')}`]),
    ];
  });
  const head = `${story.title}: ${branches.length} actions enabled ${at === 0 ? 'in the initial state' : `after step ${at}`}`;
  return `${[head, ...lines].join('\n')}\n`;
}
