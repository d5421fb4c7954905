/**
 * One call of the command: arguments in, exit status out, and all that is written goes to the terminal that is handed in.
 * Every error ends here, and nowhere else is one printed.
 */
import { describeTrouble, UserError } from '../spec/usererror.ts';
import { status } from './status.ts';
import { guarded, type Terminal } from './terminal.ts';
import { chooseJob } from './usage.ts';

/** `choose` reads the arguments: whoever calls with the same ones again and again may remember what they mean. */
export async function invoke(
  argv: readonly string[],
  given: Terminal,
  choose: typeof chooseJob = chooseJob,
): Promise<number> {
  const terminal = guarded(given);
  try {
    return await (await choose(argv))(terminal);
  } catch (error) {
    if (error instanceof UserError) {
      terminal.err(`raftcheck: ${describeTrouble(error.trouble)}\n`);
      return status.badInput;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err(
      `raftcheck: internal error\n${detail}\n` +
        'This is a fault of raftcheck. Please report it with the command line, the spec and the lines above.\n',
    );
    return status.internal;
  }
}
