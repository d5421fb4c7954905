/**
 * Jobs done in the thread that asks for them, and a user who never interrupts: for tests of commands in one process.
 */

import type { Terminal } from '../../src/cli/terminal.ts';
import { jobs } from '../../src/run/alljobs.ts';
import { deskMemory, SharedDesk } from '../../src/run/desk.ts';
import { machine } from '../../src/run/drive.ts';
import type { Listener } from '../../src/run/errand.ts';
import type { Job, Jobs, Means } from '../../src/run/jobs.ts';

type Ask = (name: string, order: unknown, listener?: Listener<unknown>) => Promise<unknown>;

const ask: Ask = async (name, order, listener) => {
  const job: Job = await (jobs as Jobs)[name]();
  const means: Means<unknown> = {
    desk: new SharedDesk(deskMemory()),
    remark: (text) => listener?.remark?.(text),
    lost: (trouble) => listener?.lost?.(trouble),
    newDesk: deskMemory,
    tell: (told) => listener?.told?.(told),
    host: {
      ...machine,
      interrupted: () => false,
      until: () => {},
    },
  };
  return job(order as never, means);
};

export const here: Pick<Terminal, 'interrupts' | 'runner'> = {
  interrupts: { asked: false, heed: () => () => {} },
  runner: { load() {}, ask: ask as never },
};
