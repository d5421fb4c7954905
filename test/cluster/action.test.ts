/** The table of actions: what models have of it, in which order, and what else follows from it. */
import { describe, expect, it } from 'vitest';
import { actionKinds, isOfMessage, isOfNetwork, localKinds, saysOf } from '../../src/cluster/action.ts';
import { vocabulary } from '../../src/cluster/etcd/vocabulary.ts';
import { localActions, renameInput } from '../../src/cluster/inputs.ts';
import { likelihood } from '../../src/cluster/likelihood.ts';
import { small } from '../soundness/small-specs.ts';

const everything = small(
  { storage: 'async', checkQuorum: true, confChanges: ['r2', 'l2'] },
  {
    ...{ 'max-timeouts': 1, 'max-heartbeats': null, 'max-expiries': 2, 'max-proposals': 2, 'max-reads': 2 },
    ...{ 'max-conf-changes': 1, 'max-transfers': 1, 'max-forgets': 1, 'max-compactions': 1 },
    ...{ 'max-unreachables': 1, 'max-crashes': 1 },
  },
);

/** `max-reads read r1 @0`: the bound, the kind, what is said, the turn. */
function lines(model: typeof everything): string[] {
  return localActions(model).map(({ input, bound, turn }) =>
    [bound ?? 'free', ...Object.values(input), ...(turn === null ? [] : [`@${turn}`])].join(' '),
  );
}

describe('the local actions of a model', () => {
  it('are these, in this order: it decides which of several shortest behaviors is found', () => {
    expect(lines(everything)).toEqual([
      'max-timeouts timeout',
      'max-heartbeats heartbeat',
      'free check-quorum',
      'max-expiries expire-lease',
      'max-proposals propose v1 @0',
      'max-proposals propose v2 @1',
      'max-reads read r1 @0',
      'max-reads read r2 @1',
      'max-conf-changes propose-conf r2',
      'max-conf-changes propose-conf l2',
      'max-transfers transfer 1',
      'max-transfers transfer 2',
      'max-forgets forget-leader',
      'max-compactions compact',
      'max-unreachables unreachable 1',
      'max-unreachables unreachable 2',
      'free snapshot-status 1 false',
      'free snapshot-status 1 true',
      'free snapshot-status 2 false',
      'free snapshot-status 2 true',
      'free append-done',
      'free apply-done',
      'max-crashes crash',
      'free restart',
    ]);
  });

  it('by the clock are ticks with and without a timeout, also where clocks are perfect', () => {
    const clocked = (drift: number | null) => lines(small({ clock: 'ticks' }, { 'max-drift': drift }));
    expect(clocked(null)).toEqual(['free tick', 'free timeout']);
    expect(clocked(0)).toEqual(['max-drift tick', 'max-drift timeout']);
    expect(clocked(2)).toEqual(['max-drift tick', 'max-drift timeout']);
  });

  it('are none of those whose bound is 0', () => {
    expect(lines(small({}, { 'max-timeouts': 0 }))).toEqual([]);
  });
});

describe('an input', () => {
  it('is told of nodes by their names, and of nothing else', () => {
    const perm = [0, 2, 1];
    expect(renameInput({ kind: 'transfer', transferee: 1 }, perm)).toEqual({
      kind: 'transfer',
      transferee: 2,
    });
    const status = { kind: 'snapshot-status', peer: 2, failed: true } as const;
    expect(renameInput(status, perm)).toEqual({ ...status, peer: 1 });
    expect(renameInput({ kind: 'propose', data: 'v1' }, perm)).toEqual({ kind: 'propose', data: 'v1' });
  });
});

describe('a kind of action', () => {
  it('is of a message exactly when it says which', () => {
    const ofMessages = actionKinds.filter(isOfMessage);
    expect(ofMessages).toEqual(['deliver', 'drop', 'duplicate']);
    expect(ofMessages.filter(isOfNetwork)).toEqual(['drop', 'duplicate']);
    expect(localKinds.filter(isOfNetwork)).toEqual([]);
    expect(localKinds.filter((kind) => 'message' in saysOf(kind))).toEqual([]);
  });

  it('can be drawn in a random behavior', () => {
    expect(actionKinds.filter((kind) => !(likelihood(kind) > 0))).toEqual([]);
    expect(likelihood('deliver MsgApp')).toBe(likelihood('deliver MsgVote'));
  });

  it('is one word of the vocabulary, unless it is of a message', () => {
    const words = vocabulary.filter((word) => !word.includes(' '));
    expect(words.toSorted()).toEqual([...localKinds].sort());
  });
});
