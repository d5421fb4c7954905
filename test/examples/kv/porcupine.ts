/** Porcupine as a second judge of histories, where Go is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Call } from './history.ts';

export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/** Of each history of a key: whether it is linearizable. */
export function porcupine(histories: readonly (readonly Call[])[]): boolean[] {
  // JSON has no Infinity: it becomes null.
  const output = execFileSync('go', ['run', '.'], {
    cwd: join(import.meta.dirname, 'porcupine'),
    input: JSON.stringify(histories),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(output);
}
