/** A core in another process, while somebody walks: it is started once, and anew only where it is gone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { endDrivers } from '../../src/foreign/process.ts';
import { callMemory, SharedCallMonitor } from '../../src/run/callmemory.ts';
import { machine } from '../../src/run/drive.ts';
import type { JobContext } from '../../src/run/jobs.ts';
import { branch } from '../../src/run/tracejobs.ts';
import { begin } from '../../src/run/walk.ts';
import { readSpec } from '../../src/spec/load.ts';
import { plain } from '../../src/spec/plain.ts';
import { storyOfTrace } from '../../src/trace/story.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { election } from '../e2e/project.ts';
import { temporaryFile } from '../e2e/raftcheck.ts';
import { commandOf, driverFolder } from '../foreign/drivers.ts';

let asked = 0;
const context: JobContext<never> = {
  monitor: new SharedCallMonitor(callMemory()),
  remark: () => {},
  lost: () => {},
  tell: () => {},
  newCallMemory: callMemory,
  keepDrivers: () => asked++,
  host: { ...machine, interrupted: () => false, until: () => {} },
};

it('is started once for all steps of a walk', async () => {
  const spec = temporaryFile('election.yaml', election);
  const notes = temporaryFile('starts', '');
  const script = `echo started >> ${notes}; exec "$0" ${join(driverFolder, 'core.mjs')}`;
  const core = { ...commandOf('core.mjs'), run: ['sh', '-c', script, process.execPath] };
  onTestFinished(() => endDrivers());
  const starts = (): number => readFileSync(notes, 'utf8').split('\n').length - 1;
  const order = { core, system: null, from: null, spec: plain(readSpec(spec, [])) };
  const trace = (await begin(order, context)) as Trace;
  await endDrivers();
  const before = starts();
  const step = () => branch({ trace, file: spec, core, steps: storyOfTrace(trace).steps }, context);
  const [first, again] = [await step(), await step()];
  expect(first).toEqual(again);
  expect(first).toHaveLength(2);
  expect([starts() - before, asked]).toEqual([1, 2]);
  // Another job was done meanwhile, whose end is the end of all.
  await endDrivers();
  expect(await step()).toEqual(first);
  expect(starts() - before).toBe(2);
});
