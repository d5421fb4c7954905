/**
 * The thread that runs the core, one job after another. It is kept from job to job, so that what the engine has compiled
 * serves the next one too.
 */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type Trouble, UserError } from '../base/usererror.ts';
import { isBreach } from '../cluster/guarded.ts';
import { NotDeterministic } from '../explore/system.ts';
import { DriverFailed } from '../foreign/failed.ts';
import { endDrivers } from '../foreign/process.ts';
import { callMemory, SharedCallMonitor } from './callmemory.ts';
import { machine } from './drive.ts';
import { type FromRun, failureOf, type JobContext, type Jobs, type ThreadData, type ToRun } from './jobs.ts';
import { seal } from './seal.ts';

const { jobs: module, callMemory: ownMemory, stop, sealed } = workerData as ThreadData;
if (sealed) seal();
const stopping = new Int32Array(stop);
const port = parentPort!;
const say = (message: FromRun): void => port.postMessage(message);

/** Said by the job that is under way. */
let keepsDrivers = false;

const context: JobContext<unknown> = {
  monitor: new SharedCallMonitor(ownMemory),
  newCallMemory() {
    const memory = callMemory();
    say({ callMemory: memory });
    return memory;
  },
  tell: (progress) => say({ progress }),
  remark: (text) => say({ remark: text }),
  lost: (trouble) => say({ lost: trouble }),
  keepDrivers: () => {
    keepsDrivers = true;
  },
  host: {
    ...machine,
    interrupted: () => Atomics.load(stopping, 0) !== 0,
    until: (seconds) => say({ until: seconds }),
  },
};

/** Only a core that somebody has edited can be none: of the core itself tests know better. */
function noFunction({ what }: NotDeterministic): Trouble {
  return {
    message: 'the core is not deterministic',
    found: what,
    expected: 'a core that does the same whenever it is given the same input in the same state',
    hint: 'what it does may depend on no chance, no clock, and nothing that is kept outside of the state of its node',
  };
}

async function perform(message: ToRun): Promise<void> {
  const { jobs }: { readonly jobs: Jobs } = await import(module);
  if ('load' in message) {
    // What fails to load is told when it is asked for.
    await jobs[message.load]().catch(() => {});
    return;
  }
  keepsDrivers = false;
  try {
    const job = await jobs[message.job]();
    const made = await job(message.order as never, context);
    // What a core has left for the moment after is of this job, and not of the next.
    await setImmediate();
    if (!keepsDrivers) await endDrivers();
    say({ made, keepsDrivers });
  } catch (error) {
    if (error instanceof DriverFailed) say({ refused: await error.told() });
    else if (error instanceof UserError) say({ refused: error.trouble });
    else if (error instanceof NotDeterministic) say({ refused: noFunction(error) });
    else if (isBreach(error))
      say({ refused: { message: 'the core cannot be checked', found: error.message } });
    else say({ failed: failureOf(error) });
    // Those that would not end by themselves are ended by whoever has heard this.
    await endDrivers();
  }
}

port.on('message', (message: ToRun) => void perform(message));
// What was asked cannot be read here, and would wait for an answer for ever.
port.on('messageerror', (error) => say({ failed: failureOf(error) }));
