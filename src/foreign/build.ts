/**
 * Builds a driver before it is started for the first time in a run, so that what runs is what stands there. A build that has
 * nothing to do is to be quick.
 */
import { spawnSync } from 'node:child_process';
import { UserError } from '../base/usererror.ts';
import type { CoreCommand } from './command.ts';

const built = new Set<string>();

/** Once for a folder and a command. Throws a UserError where the build fails. */
export function buildCore(build: readonly string[], { folder, where }: CoreCommand): void {
  const name = JSON.stringify([folder, build]);
  if (built.has(name)) return;
  const [program, ...args] = build;
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) {
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-3).join(' | ');
    throw new UserError({
      message: `the core is not built: ${build.join(' ')}`,
      where,
      found: error?.message ?? (said || `an end with ${status === null ? signal : `status ${status}`}`),
      expected: `a build that succeeds in ${folder}`,
    });
  }
  built.add(name);
}
