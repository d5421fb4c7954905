/** `raftcheck farm-worker [spec]`: an owner of a farm, for the program that places them. Its standard streams are for that alone. */
import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { seedBug } from '../spec/bug.ts';
import { plain } from '../spec/plain.ts';
import { askSpec } from './project.ts';
import { type Arguments, outFolder } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function farmWorker(args: Arguments, terminal: Terminal): Promise<number> {
  if (terminal.outIsTTY) {
    throw new UserError({
      message: 'farm-worker is asked by a program, and answers it in frames',
      found: `a terminal, and raftcheck ${packageVersion()}`,
      hint: 'raftcheck farm starts it; docs/farm.md says what it is asked',
    });
  }
  const { parsed, bug, core } = askSpec(typeof args.spec === 'string' ? args.spec : null, args, terminal);
  const out = outFolder(args, terminal.env);
  const order = {
    out,
    spec: plain(parsed),
    core: bug === null ? core : seedBug(bug, out),
    system: parsed.spec.system,
    pinned: false,
  };
  await terminal.runner.ask('serveOwner', order);
  return status.ok;
}
