/** Commands timed in turn, so that what a machine does meanwhile meets all of them alike. */
import { execFileSync } from 'node:child_process';

export interface Timed {
  /** Processor time of the process and its children, user and system. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** The shell says what its children took: "0m1.25s 0m0.50s" on the last line. */
const script = '"$@" || exit $?; times';

export function timed(command: readonly string[], cwd: string): Timed {
  const text = execFileSync('sh', ['-c', script, 'sh', ...command], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = text.trimEnd().split('\n');
  const parts = [...lines[lines.length - 1].matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = parts.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
  return { cpuSeconds, stdout: lines.slice(0, -2).join('\n') };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
