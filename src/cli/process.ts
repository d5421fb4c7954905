/**
 * What the process is to a command: streams, environment, signals, and a thread for the core. What stdout does not take goes to stderr, so that no answer is
 * lost because a disk is full; and the exit status tells of whatever ends the process.
 */
import { fstatSync } from 'node:fs';
import { moduleUrl } from '../base/root.ts';
import type { Trouble } from '../base/usererror.ts';
import { reason, writeAll } from '../base/write.ts';
import type { CoreJobs } from '../run/alljobs.ts';
import { listenToSignals } from '../run/interrupts.ts';
import { ThreadRunner } from '../run/runner.ts';
import { status, worst } from './status.ts';
import { faultText, lose, type Terminal } from './terminal.ts';

const jobs = moduleUrl('src/run/alljobs');

/** To be called once, before anything else. */
export function openTerminal(): Terminal {
  const interrupts = listenToSignals(status.interrupted);
  const { stdout, stderr } = process;
  const losses: Trouble[] = [];
  const err = (text: string): void => void stderr.write(text);
  // Node would end with status 1, which says that a property is broken.
  process.on('uncaughtException', (error) => {
    err(faultText(error));
    process.exit(status.internal);
  });
  process.on('exit', (own) => {
    if (own === unsettled) {
      err(faultText(new Error('the command waited for something that cannot happen')));
      process.exitCode = status.internal;
    } else if (losses.length > 0) process.exitCode = worst(own, status.badInput);
  });
  // Who reads stderr no more is told nothing more.
  stderr.on('error', () => {});
  const out = openStdout((text, error) => {
    lose({ err, losses }, { message: 'cannot be written', where: 'stdout', found: reason(error) });
    err(text);
  });
  return {
    env: process.env,
    out,
    err,
    losses,
    outIsTTY: stdout.isTTY === true,
    errIsTTY: stderr.isTTY === true,
    inIsTTY: process.stdin.isTTY === true,
    get columns() {
      return stderr.columns ?? 80;
    },
    get rows() {
      return stderr.rows ?? 24;
    },
    interrupts,
    runner: new ThreadRunner<CoreJobs>(jobs, interrupts),
    anotherRunner: () => new ThreadRunner<CoreJobs>(jobs, interrupts),
  };
}

/** What Node ends with when the main module waits and nothing is left that it could wait for. */
const unsettled = 13;

/**
 * Writes to stdout; what it does not take is given to `refused`. A reader that has seen enough (`raftcheck list | head`) is no
 * trouble: the rest is written to nobody.
 */
function openStdout(refused: (text: string, error: Error) => void): (text: string) => void {
  const { stdout } = process;
  stdout.on('error', () => {});
  const failed = (text: string, error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') refused(text, error);
  };
  if (!isFile(stdout.fd)) return (text) => void stdout.write(text, (error) => error && failed(text, error));
  // Node does not look at how much of a text a file has taken, which on a full disk is a part.
  return (text) => {
    try {
      writeAll(stdout.fd, Buffer.from(text));
    } catch (error) {
      failed(text, error as Error);
    }
  };
}

/** A file, or a device that is no terminal: no pipe, so that writing never has to wait. */
function isFile(descriptor: number): boolean {
  if (process.stdout.isTTY) return false;
  const stat = fstatSync(descriptor);
  return stat.isFile() || stat.isCharacterDevice();
}
