/**
 * What a command may use of the process: two streams and the environment. Handed in, so that tests can run commands.
 */
import { harmless } from '../spec/harmless.ts';
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
  readonly outIsTTY: boolean;
  readonly errIsTTY: boolean;
  /** Whether somebody can be asked. */
  readonly inIsTTY: boolean;
  /** Size of the terminal behind stderr, as it is now. */
  readonly columns: number;
  readonly rows: number;
  /** What the project's configuration says; absent: there is none. */
  readonly project?: Project;
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

/** Writes a line of stderr over the one before it; nothing wipes it. */
export function redraw(terminal: Terminal, line: string): void {
  const shown = harmless(line).slice(0, terminal.columns - 1);
  (terminal.raw ?? terminal).err(`\r${shown}${esc}[K`);
}
