/** The events of calls that cannot be had from logs of our own cluster: a start with peers, and a vote before the vote. */
import { expect, it } from 'vitest';
import { recordable } from '../../src/cluster/etcd/recordable.ts';
import type { Call, Dialect } from '../../src/cluster/recordable.ts';
import { Message } from '../../src/raft/pb.ts';
import { defaultModel } from '../../src/spec/defaults.ts';

const beginning = { node: 1, stored: [], peers: [1, 2, 3], peersStored: false } as const;

/** The names of the events of each call, of a node that is started with three peers. */
function eventsOf(dialect: Dialect, calls: readonly Call<Message>[]): string[][] {
  const core = recordable({ ...defaultModel, preVote: true }, dialect, 0);
  let { state, events } = core.begin(beginning)!;
  const told = [events];
  for (const call of calls) {
    ({ state, events } = core.take(state, call)!);
    told.push(events);
  }
  return told.map((some) => some.map(({ name, commit, log }) => `${name} ${commit}/${log}`));
}

it('a start with peers is told step by step by the library, and at its end by the export', () => {
  expect(eventsOf('library', [])).toEqual([
    [
      ...['InitState 0/0', 'ApplyConfChange 0/0', 'BecomeFollower 0/0', 'BecomeFollower 0/0'],
      ...['ApplyConfChange 3/3', 'ApplyConfChange 3/3', 'ApplyConfChange 3/3'],
    ],
  ]);
  expect(eventsOf('export', [])).toEqual([['InitState 3/3', 'ApplyConfChange 3/3']]);
});

it.each(['library', 'export'] as const)(
  'a vote before the vote makes a candidate of nobody but its asker: %s',
  (dialect) => {
    const granted = Message({ type: 'MsgPreVoteResp', from: 2, to: 1, term: 2 });
    const apply = { kind: 'apply' } as const;
    const told = eventsOf(dialect, [
      ...[{ kind: 'ready' } as const, apply, apply, apply, { kind: 'advance' } as const],
      ...[{ kind: 'timeout' } as const, { kind: 'ready' } as const, { kind: 'advance' } as const],
      { kind: 'deliver', message: granted },
    ]);
    expect(told.slice(-4).map((names) => names.map((name) => name.split(' ')[0]))).toEqual([
      [],
      ['Ready'],
      [],
      ['BecomeCandidate', 'SendRequestVoteResponse', 'SendRequestVoteRequest', 'SendRequestVoteRequest'],
    ]);
  },
);
