/** Every way in which a driver can be wrong is named, with the call at which it was, and is no panic of the core. */
import { describe, expect, it } from 'vitest';
import { hashOfModule } from '../../src/base/modulehash.ts';
import { UserError } from '../../src/base/usererror.ts';
import { createCluster } from '../../src/cluster/cluster.ts';
import { panicOf } from '../../src/cluster/view.ts';
import { search } from '../../src/explore/search.ts';
import { foreignAdapter } from '../../src/foreign/adapter.ts';
import { Driver } from '../../src/foreign/driver.ts';
import { DriverFailed } from '../../src/foreign/failed.ts';
import { keepHistory } from '../soundness/levels.ts';
import { small } from '../soundness/small-specs.ts';
import { commandOf, startDriver } from './drivers.ts';

const model = small({}, { 'max-term': 1, 'max-in-flight': 2, 'max-crashes': 1 });

/** Searches everything; distinct states, and what a node has panicked with. */
function explore(fault: string): { readonly distinct: number; readonly panics: readonly string[] } {
  const driver = startDriver('faulty.mjs', fault);
  driver.open(model);
  const cluster = createCluster(model, foreignAdapter(driver, model), keepHistory);
  const slices = search(cluster, { strategy: 'bfs', depth: 100, pack: true, maxStates: 1e5 });
  for (;;) {
    const slice = slices.next(null);
    if (!slice.done) continue;
    const nodes = Array.from({ length: cluster.tableSizes.nodeStates }, (_, id) => cluster.nodeView(id));
    return { distinct: slice.value.distinct, panics: nodes.flatMap((node) => panicOf(node) ?? []) };
  }
}

function failure(fault: string): string {
  try {
    explore(fault);
  } catch (error) {
    if (error instanceof DriverFailed || error instanceof UserError) return error.message;
    throw error;
  }
  return 'no error';
}

const vote = 'deliver MsgVote n1 -> n2 term 1 in state \\d of n2';
const timeout = 'timeout in state 0 of n1';

describe('a driver', () => {
  it.each([
    ['ends', `has ended\n  found +at ${vote}; its stderr: panic: runtime error: index out of range \\[3\\]`],
    [
      'no frame',
      `has answered with what is no frame\n  found +at ${timeout}; \\d+ bytes are announced, by "pani"`,
    ],
    ['no JSON', `has answered what is no JSON\n  found +at ${timeout}; "granted"`],
    ['misunderstands', `has not understood what it was asked\n  found +at ${timeout}; it says no such call`],
    [
      'changes',
      `is not deterministic\n  found +at ${timeout}; first state 2, messages \\[0\\], the second time not`,
    ],
    [
      'another role',
      `at ${timeout}; newStates\\[0\\].view.role is "observer"\n  expected  one of follower, pre-c`,
    ],
    [
      'another extra',
      'at init of n1; newStates\\[0\\].view.extra.leadTransferee is "n2"\n  expected  a whole number',
    ],
    ['another field', 'at init of n1; newStates\\[0\\].view has the key votedFor'],
    [
      'nobody',
      `breaks its contract\n  found +at ${timeout}; a MsgVote to n9\n  expected  a node of the cluster, n1`,
    ],
    ['out of range', `at ${timeout}; state 999\n  expected  one of the 3 met so far`],
    ['out of range message', `at ${timeout}; message 7\n  expected  one of the 1 met so far`],
    ['another node', `at ${timeout}; a state of n2\n  expected  a state of n1`],
    ['one key', 'at init of n2; state 1 has the key of state 0\n  expected  one number for one key'],
    [
      'stays up',
      'at crash in state 0 of n1; a node that is up\n  expected  a node that is down, after crash',
    ],
    ['another version', 'at hello; protocol is 2\n  expected  1, the version of the protocol'],
    ['refuses', 'refuses the model\n  found +three nodes at most'],
  ])('that goes wrong is told: %s', (fault, text) => {
    expect(failure(fault)).toMatch(new RegExp(text));
  });

  it('may print what it likes', () => {
    expect(explore('prints')).toEqual(explore('none'));
  });

  it('tells of the panics of its core, which are states', () => {
    const { panics } = explore('throws');
    expect(panics.length).toBeGreaterThan(0);
    expect(new Set(panics)).toEqual(new Set(['vote for nobody']));
  });
});

it('a module that is another one than was asked for is no core of this run', () => {
  const command = commandOf('core.mjs');
  const moduleHash = hashOfModule(command.run[command.run.length - 1], 'a test');
  new Driver({ ...command, moduleHash }, null).close();
  const other = { ...command, moduleHash: moduleHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
  expect(() => new Driver(other, null)).toThrow('the core has changed since this run began');
});
