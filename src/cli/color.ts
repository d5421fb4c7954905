/**
 * Whether output is coloured: decided once, in one order, for every command.
 */
import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import type { Style } from '../trace/text.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf, type Environment } from './settings.ts';
import type { Terminal } from './terminal.ts';

/**
 * The flag, then FORCE_COLOR, then NO_COLOR, then TERM=dumb, then whether the output is a terminal. A variable that is
 * set to nothing counts as not set.
 */
export function decideColor(flag: boolean | undefined, env: Environment, isTTY: boolean): boolean {
  if (flag !== undefined) return flag;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return isTTY;
}

/** The colours of a command's results; without colour every one of them leaves the text as it is. */
export function colorsFor(args: Arguments, terminal: Terminal): Colors {
  return picocolors.createColors(
    decideColor(choiceOf(outputFlags.color, args, terminal.env), terminal.env, terminal.outIsTTY),
  );
}

/** The colours of a counterexample. */
export function traceStyle({ bold, dim, red }: Colors): Style {
  return { action: bold, change: (text) => text, history: dim, broken: red };
}
