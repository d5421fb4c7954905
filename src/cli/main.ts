#!/usr/bin/env node
/**
 * The raftcheck command: arguments in, exit status out. Every error ends here, and nowhere else is one printed.
 */
import { describeTrouble, UserError } from '../spec/usererror.ts';
import { checkVariables } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';
import { chooseJob } from './usage.ts';

const terminal: Terminal = {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  outIsTTY: process.stdout.isTTY === true,
  errIsTTY: process.stderr.isTTY === true,
  inIsTTY: process.stdin.isTTY === true,
  get columns() {
    return process.stderr.columns ?? 80;
  },
  get rows() {
    return process.stderr.rows ?? 24;
  },
};

/** A reader that has seen enough (`raftcheck list | head`) is no error: the rest is written to nobody. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function main(): Promise<number> {
  try {
    const job = await chooseJob(process.argv.slice(2));
    if (job === null) return status.ok;
    checkVariables(process.env);
    return await job(terminal);
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

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);
// Set, not exited: what is still in the pipes gets written.
process.exitCode = await main();
