/**
 * What is said of a search that was stopped and can go on: the command for it, as it was typed but for what stopped it.
 */

import { shellWord } from '../base/harmless.ts';
import type { StopReason } from '../explore/system.ts';
import type { Arguments } from './settings.ts';

export function resumeText(file: string, stopped: StopReason | undefined, args: Arguments): string {
  const { spec, resume: _, ...flags } = args;
  // More memory than there is, nobody can give.
  const lifted = stopped === 'max-states' || stopped === 'time-limit' ? { [stopped]: 'none' } : {};
  const words = Object.entries({ ...flags, ...lifted, resume: file }).flatMap(([name, value]) =>
    typeof value === 'boolean'
      ? [`--${value ? '' : 'no-'}${name}`]
      : [value].flat().flatMap((each) => [`--${name}`, shellWord(String(each))]),
  );
  const command = ['raftcheck', ...(spec === undefined ? [] : [shellWord(String(spec))]), ...words];
  return `raftcheck: from its last checkpoint it goes on with ${command.join(' ')}\n`;
}
