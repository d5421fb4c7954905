/**
 * What is said of a search that was stopped and can go on: the command for it, as it was typed but for what stopped it.
 */

import { shellWord } from '../base/harmless.ts';
import type { StopReason } from '../explore/system.ts';
import type { Arguments } from './settings.ts';

export function resumeText(file: string, stopped: StopReason | undefined, args: Arguments): string {
  return `raftcheck: from its last checkpoint it goes on with ${command([], stopped, { ...args, resume: file })}\n`;
}

/** Likewise of a farm, whose levels are in the folder. */
export function farmResumeText(
  folder: string,
  stopped: StopReason | undefined,
  { levels, ...args }: Arguments,
): string {
  const again = command(['farm'], stopped, { ...args, levels: levels ?? folder, resume: true });
  return `raftcheck: from its last level it goes on with ${again}\n`;
}

function command(name: readonly string[], stopped: StopReason | undefined, args: Arguments): string {
  const { spec, ...flags } = args;
  // More memory than there is, nobody can give.
  const lifted = stopped === 'max-states' || stopped === 'time-limit' ? { [stopped]: 'none' } : {};
  const words = Object.entries({ ...flags, ...lifted }).flatMap(([name, value]) =>
    typeof value === 'boolean'
      ? [`--${value ? '' : 'no-'}${name}`]
      : [value].flat().flatMap((each) => [`--${name}`, shellWord(String(each))]),
  );
  return ['raftcheck', ...name, ...(spec === undefined ? [] : [shellWord(String(spec))]), ...words].join(' ');
}
