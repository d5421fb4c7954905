/**
 * Whether a module exports a system: asked in a process of its own before anything else is done, since what it is decides what a
 * spec may say. A module is looked at once.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { hashOfModule } from '../base/modulehash.ts';
import { UserError } from '../base/usererror.ts';
import { headBytes } from '../foreign/frames.ts';
import { moduleLook } from '../foreign/module.ts';
import type { NoSystem } from './exported.ts';
import type { SystemModule } from './module.ts';

/** Seconds that a module may take to load. */
const patience = 30;

type Seen = Omit<SystemModule, 'file' | 'where' | 'hash'> | NoSystem | null;
const known = new Map<string, Seen>();

/** Null: it exports none, or does not load; as a core it says why. `file`: absolute. Throws a UserError. */
export function lookAt(file: string, where: string): SystemModule | null {
  const hash = hashOfModule(file, where);
  const key = `${hash} ${file}`;
  if (!known.has(key)) known.set(key, look(file, where));
  const seen = known.get(key) ?? null;
  if (seen === null) return null;
  if ('refused' in seen)
    throw new UserError({ message: 'is no system', where, found: seen.refused, expected: seen.expected });
  return { file, where, hash, ...seen };
}

function look(file: string, where: string): Seen {
  const [program, ...args] = moduleLook(file, where);
  const { output, error } = spawnSync(program, args, {
    cwd: dirname(file),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    timeout: 1000 * patience,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
    const expected = `a module that loads within ${patience} s`;
    throw new UserError({ message: 'the module does not load', where, found: file, expected });
  }
  // A process that has ended before has said nothing, and what is no frame is not meant for us.
  const said = output?.[3] ?? Buffer.alloc(0);
  try {
    return JSON.parse(Buffer.from(said).toString('utf8', headBytes));
  } catch {
    return null;
  }
}
