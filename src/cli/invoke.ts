/**
 * One call of the command: arguments in, exit status out, and all that is written goes to the terminal that is handed in.
 * Every error ends here, and nowhere else is one printed.
 */

import { harmless } from '../base/harmless.ts';
import { describeTrouble, UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason } from '../base/write.ts';
import { stateBefore, unreturnedWords } from '../report/unreturned.ts';
import { Stopped } from '../run/pendingjob.ts';
import { status, worst } from './status.ts';
import { faultText, guarded, type Terminal } from './terminal.ts';

/** Never throws; what could not be written counts. */
export async function invoke(argv: readonly string[], given: Terminal): Promise<number> {
  const terminal = guarded(given);
  const own = await run(argv, terminal);
  return terminal.losses.length > 0 ? worst(own, status.badInput) : own;
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    mustBeSomewhere();
    // What reads arguments asks for the current folder as soon as it is loaded.
    const { chooseJob } = await import('./usage.ts');
    return await chooseJob(argv)(terminal);
  } catch (error) {
    if (error instanceof UserError) {
      terminal.err(`raftcheck: ${describeTrouble(error.trouble)}\n`);
      return status.badInput;
    }
    if (error instanceof Stopped) return stopped(error, terminal);
    terminal.err(faultText(error));
    return status.internal;
  }
}

/** A shell may still stand in a folder that somebody has removed: then no path that is typed leads anywhere. */
function mustBeSomewhere(): void {
  try {
    process.cwd();
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({
      message: 'the current folder is gone',
      found: reason(error),
      hint: 'cd into one that there is',
    });
  }
}

/** A job that has nothing to show when it is ended. */
function stopped({ reason, unreturned }: Stopped, terminal: Terminal): number {
  const by = reason === 'interrupted' ? 'an interrupt' : reason;
  const call =
    unreturned === null
      ? []
      : [unreturnedWords(unreturned), stateBefore(unreturned)].filter((line) => line !== null).map(harmless);
  terminal.err([`raftcheck: stopped by ${by}`, ...call.map((line) => `  ${line}`), ''].join('\n'));
  return reason === 'interrupted' ? status.interrupted : status.incomplete;
}
