/**
 * Jobs done in the thread that asks for them, and a user who never interrupts: for tests of commands in one process.
 */

import type { Terminal } from '../../src/cli/terminal.ts';
import { jobs } from '../../src/run/alljobs.ts';
import { callMemory, SharedCallMonitor } from '../../src/run/callmemory.ts';
import { machine } from '../../src/run/drive.ts';
import type { Job, JobContext, Jobs } from '../../src/run/jobs.ts';
import type { JobListener } from '../../src/run/pendingjob.ts';

type Ask = (name: string, order: unknown, listener?: JobListener<unknown>) => Promise<unknown>;

const ask: Ask = async (name, order, listener) => {
  const job: Job = await (jobs as Jobs)[name]();
  const context: JobContext<unknown> = {
    monitor: new SharedCallMonitor(callMemory()),
    remark: (text) => listener?.remark?.(text),
    lost: (trouble) => listener?.lost?.(trouble),
    keepDrivers: () => {},
    newCallMemory: callMemory,
    tell: (told) => listener?.progress?.(told),
    host: {
      ...machine,
      interrupted: () => false,
      until: () => {},
    },
  };
  return job(order as never, context);
};

const runner: Terminal['runner'] = { load() {}, ask: ask as never };

export const here: Pick<Terminal, 'interrupts' | 'runner' | 'anotherRunner'> = {
  interrupts: { asked: false, heed: () => () => {} },
  runner,
  anotherRunner: () => runner,
};
