/**
 * Which form progress and results take: a screen, a redrawn line, plain lines, nothing. Decided from the flags and from
 * what the streams are, in one place for all commands.
 */

import { UserError } from '../base/usererror.ts';
import type { Spec } from '../spec/spec.ts';
import { decideColor } from './color.ts';
import { outputFlags } from './flags/output.ts';
import { screenTeller } from './livescreen.ts';
import { type ProgressTeller, progressTeller, silent } from './progress.ts';
import { type Arguments, type Choice, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';

export type Ui = Choice<typeof outputFlags.ui>;

export function uiChoice(args: Arguments, terminal: Terminal): Ui {
  return choiceOf(outputFlags.ui, args, terminal.env) ?? 'auto';
}

/** Whether a screen can be drawn and redrawn on a stream. */
function canDraw(isTTY: boolean, { env }: Terminal): boolean {
  return isTTY && env.TERM !== 'dumb';
}

/** Whether somebody sits there who can walk through a trace. */
export function canWalk(terminal: Terminal): boolean {
  return canDraw(terminal.outIsTTY, terminal) && terminal.inIsTTY;
}

/** A screen was asked for by name, and there is nothing to draw it on. */
export function noScreen(): UserError {
  return new UserError({
    message: 'there is no terminal to show a screen on',
    where: '--ui screen',
    hint: '--ui auto shows a screen where there is one, and text elsewhere',
  });
}

/** The teller of a search, as `--progress`, `--ui` and `--quiet` want it; lines begin with `label`. */
export function chooseTeller(
  args: Arguments,
  terminal: Terminal,
  { name, search }: Pick<Spec, 'name' | 'search'>,
  label = 'raftcheck',
): ProgressTeller {
  const ui = uiChoice(args, terminal);
  const screen = canDraw(terminal.errIsTTY, terminal);
  if (ui === 'screen' && !screen) throw noScreen();
  const progress = choiceOf(outputFlags.progress, args, terminal.env) ?? 'auto';
  const quiet = choiceOf(outputFlags.quiet, args, terminal.env) ?? false;
  const line = (redrawn: boolean) => progressTeller(terminal, search, label, redrawn);
  if (quiet) return silent;
  switch (progress) {
    case 'none':
      return silent;
    case 'plain':
      return line(false);
    case 'line':
      return line(terminal.errIsTTY);
    case 'auto': {
      if (!screen || ui === 'none') return line(terminal.errIsTTY);
      const color = decideColor(
        choiceOf(outputFlags.color, args, terminal.env),
        terminal.env,
        terminal.errIsTTY,
      );
      return screenTeller(terminal, search, name, color);
    }
  }
}
