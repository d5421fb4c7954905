/**
 * The events for etcd's trace validation. Whether the specification accepts them, TLC says: tlc.ts runs it where its jar
 * is. Here: their shape, their order, and what is refused.
 */
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/cluster/model.ts';
import { etcdNdjson } from '../../../src/trace/export/etcd-ndjson.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { nothingCommitted } from '../make.ts';
import { behave, election, membership, snapshot } from './make.ts';

interface Line {
  readonly level: string;
  readonly ts: number;
  readonly tag: string;
  readonly event: {
    readonly name: string;
    readonly nid: string;
    readonly state: { readonly term: number; readonly vote: string; readonly commit: number };
    readonly role: string;
    readonly log: number;
    readonly conf: readonly [readonly string[], readonly string[]];
    readonly msg?: Readonly<Record<string, unknown>>;
    readonly prop?: { readonly cc: Readonly<Record<string, unknown>> };
  };
}

function linesOf(trace: Trace): Line[] {
  return etcdNdjson(trace)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the events of a behavior', () => {
  it('are tagged and numbered so that sorting by the third field keeps their order', () => {
    const lines = etcdNdjson(membership).trimEnd().split('\n');
    const third = (line: string) => line.split(':')[2];
    expect([...lines].sort((a, b) => (third(a) < third(b) ? -1 : 1))).toEqual(lines);
    expect(linesOf(membership).every(({ tag }) => tag === 'trace')).toBe(true);
  });

  it('tell an election step by step, after what a bootstrap would have left', () => {
    const [first, ...others] = linesOf(snapshot);
    expect(first.event).toEqual({
      name: 'InitState',
      nid: '1',
      state: { term: 1, vote: '0', commit: 1 },
      role: 'StateFollower',
      log: 1,
      conf: [['1', '2', '3'], []],
    });
    expect(others.slice(5, 25).map(({ event }) => `${event.nid} ${event.name}`)).toEqual([
      '1 BecomeCandidate',
      '1 SendRequestVoteResponse',
      '1 SendRequestVoteRequest',
      '1 SendRequestVoteRequest',
      '1 Ready',
      '1 ReceiveRequestVoteResponse',
      '2 ReceiveRequestVoteRequest',
      '2 BecomeFollower',
      '2 SendRequestVoteResponse',
      '2 Ready',
      '1 ReceiveRequestVoteResponse',
      '1 BecomeLeader',
      '1 Replicate',
      '1 SendAppendEntriesResponse',
      '1 SendAppendEntriesRequest',
      '1 SendAppendEntriesRequest',
      '1 Ready',
      '1 ReceiveAppendEntriesResponse',
      '2 ReceiveAppendEntriesRequest',
      '2 SendAppendEntriesResponse',
    ]);
  });

  it('tell indices and terms one higher where logs begin empty, and as they are where they do not', () => {
    const vote = (trace: Trace) =>
      linesOf(trace).find(({ event }) => event.name === 'SendRequestVoteRequest')!.event.msg;
    expect(vote(snapshot)).toMatchObject({ term: 2, index: 1, logTerm: 1 });
    expect(vote(membership)).toMatchObject({ term: 2, index: 2, logTerm: 1 });
  });

  it('tell a configuration change when it is proposed and when a node applies it', () => {
    const changes = linesOf(membership)
      .filter(({ event }) => event.name === 'ChangeConf' || event.name === 'ApplyConfChange')
      .map(({ event }) => [event.nid, event.name, event.prop!.cc]);
    expect(changes).toEqual([
      ['1', 'ApplyConfChange', { newconf: ['1', '2'] }],
      ['2', 'ApplyConfChange', { newconf: ['1', '2'] }],
      ['1', 'ChangeConf', { changes: [{ nid: '3', action: 'AddNewServer' }] }],
      ['1', 'ApplyConfChange', { newconf: ['1', '2', '3'] }],
      ['2', 'ApplyConfChange', { newconf: ['1', '2', '3'] }],
    ]);
  });

  it('tell a restart by the state that was stored', () => {
    const restart = linesOf(snapshot).filter(({ event }) => event.name === 'InitState' && event.nid === '3');
    expect(restart).toHaveLength(2);
    expect(restart[1].event.state).toEqual({ term: 1, vote: '0', commit: 1 });
  });
});

describe("what etcd's specification has no words for", () => {
  const model = (fields: Partial<Model>): Trace => ({ ...snapshot, model: { ...snapshot.model, ...fields } });

  it.each([
    ['a doubled message', election],
    ['pre-vote', model({ preVote: true })],
    ['check-quorum', model({ checkQuorum: true })],
    ['asynchronous storage', model({ storage: 'async' })],
    ['learners from the start', model({ learners: 1 })],
  ])('is refused: %s', (what, trace) => {
    expect(() => etcdNdjson(trace)).toThrow(
      expect.objectContaining({ trouble: expect.objectContaining({ found: what }) }),
    );
  });

  it('is refused: a joint change', () => {
    const joint = behave(
      { ...membership.model, confChanges: ['v3 explicit'] },
      [nothingCommitted],
      [
        ...[
          'timeout n1',
          'deliver MsgVote n1 -> n2',
          'deliver MsgVoteResp n2 -> n1',
          'deliver MsgApp n1 -> n2',
        ],
        ...['deliver MsgAppResp n2 -> n1', 'propose-conf'],
      ],
    );
    expect(() => etcdNdjson(joint)).toThrow('has no words for this trace');
  });

  it('is refused: a trace of a core that does otherwise', () => {
    const [start, first] = snapshot.steps;
    const state = { ...first.state, nodes: first.state.nodes.map((node) => ({ ...node, term: 7 })) };
    expect(() => etcdNdjson({ ...snapshot, steps: [start, { ...first, state }] })).toThrow(
      'in step 1, timeout n1',
    );
  });
});
