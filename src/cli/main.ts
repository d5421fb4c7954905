#!/usr/bin/env node
/**
 * The raftcheck command: the process, handed to what does the work.
 */
import { invoke } from './invoke.ts';
import type { Terminal } from './terminal.ts';

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

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);
// Set, not exited: what is still in the pipes gets written.
process.exitCode = await invoke(process.argv.slice(2), terminal);
