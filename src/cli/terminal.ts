/**
 * What a command may use of the process: two streams, the environment, signals, and the thread that runs the core. Handed in,
 * so that tests can run commands.
 */

import { harmless } from '../base/harmless.ts';
import { describeTrouble, type Trouble, UserError } from '../base/usererror.ts';
import type { CoreJobs } from '../run/alljobs.ts';
import type { Interrupts } from '../run/interrupts.ts';
import type { Runner } from '../run/runner.ts';
import type { Project } from './config.ts';
import type { Environment } from './settings.ts';

export interface Terminal {
  readonly env: Environment;
  /** Results. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
  /** The streams for what steers them: redrawn lines, screens, commands to a runner of CI. Absent: the two above. */
  readonly raw?: Pick<Terminal, 'out' | 'err'>;
  /** What could not be written: see `lose`. */
  readonly losses: Trouble[];
  readonly outIsTTY: boolean;
  readonly errIsTTY: boolean;
  /** Whether somebody can be asked. */
  readonly inIsTTY: boolean;
  /** Size of the terminal behind stderr, as it is now. */
  readonly columns: number;
  readonly rows: number;
  readonly interrupts: Interrupts;
  readonly runner: Runner<CoreJobs>;
  /** Another one, which does its jobs beside that. */
  anotherRunner(): Runner<CoreJobs>;
  /** What the project's configuration says; absent: there is none. */
  readonly project?: Project;
}

/** A listener of jobs that says on stderr what the user should know of them. */
export function remarks({ err }: Pick<Terminal, 'err'>): { remark(text: string): void } {
  return { remark: (text) => err(`raftcheck: ${harmless(text)}\n`) };
}

/**
 * The terminal on which nothing is written that is not to be read, colours excepted: the last net below the writers, who have
 * made harmless what they were given.
 */
export function guarded(terminal: Terminal): Terminal {
  return {
    ...terminal,
    // The window may change its size: asked for when it is needed.
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
    raw: terminal.raw ?? terminal,
    out: (text) => terminal.out(text.split('\n').map(harmlessLine).join('\n')),
    err: (text) => terminal.err(text.split('\n').map(harmlessLine).join('\n')),
  };
}

const esc = '\x1b';
/** The colours that reports have: bold, dim, and the sixteen of the foreground. */
const color = new RegExp(`(${esc}\\[(?:[12]|22|3[0-79]|9[0-7])m)`);

function harmlessLine(line: string): string {
  return line
    .split(color)
    .map((part, i) => (i % 2 === 0 ? harmless(part) : part))
    .join('');
}

/** Columns that a line of a result may take. Where nobody sees it, programs read it line by line. */
export function reportWidth({ outIsTTY, columns }: Terminal): number {
  return outIsTTY ? columns : Number.POSITIVE_INFINITY;
}

/** Writes a line of stderr over the one before it; nothing wipes it. */
export function redraw(terminal: Terminal, line: string): void {
  const shown = harmless(line).slice(0, terminal.columns - 1);
  (terminal.raw ?? terminal).err(`\r${shown}${esc}[K`);
}

export type Loser = Pick<Terminal, 'err' | 'losses'>;

/** Says, once, that something could not be written. The command goes on, and ends with status 2 unless its own weighs more. */
export function lose({ err, losses }: Loser, trouble: Trouble): void {
  if (losses.some(({ where, message }) => where === trouble.where && message === trouble.message)) return;
  losses.push(trouble);
  err(`raftcheck: ${describeTrouble(trouble)}\n`);
}

/** Writes something without which the command still has its answer. False when it could not be written; then that is said. */
export function attempt(terminal: Loser, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    lose(terminal, error.trouble);
    return false;
  }
}

/** What is said of an error that nobody but raftcheck is to blame for. */
export function faultText(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    `raftcheck: internal error\n${detail}\n` +
    'This is a fault of raftcheck. Please report it with the command line, the spec and the lines above.\n'
  );
}
