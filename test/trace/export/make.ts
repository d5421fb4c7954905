/** Behaviors to export: walked by hand, one action after the other, named by the beginning of their words. */
import type { Model } from '../../../src/cluster/model.ts';
import type { Path, PathStep } from '../../../src/explore/system.ts';
import type { Property } from '../../../src/property/property.ts';
import { defaultModel } from '../../../src/spec/defaults.ts';
import { loadFingerprint } from '../../../src/trace/fingerprint.ts';
import { rebuildTrace } from '../../../src/trace/rebuild.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { describeAction } from '../../../src/trace/words.ts';
import { compose, nothingCommitted } from '../make.ts';

const fingerprint = await loadFingerprint();

/** The behavior whose k-th action is the first enabled one that reads like the k-th words. */
export function behave(model: Model, properties: readonly Property[], words: readonly string[]): Trace {
  const { cluster, judge } = compose(model, properties);
  let state: Int32Array = new Int32Array();
  cluster.init((initial) => {
    state = initial.slice();
  });
  const path: { init: Int32Array; steps: PathStep[] } = { init: state, steps: [] };
  for (const wanted of words) {
    const enabled: string[] = [];
    let taken: PathStep | null = null;
    cluster.next(state, (successor, kind, arg) => {
      const said = describeAction(cluster.action(kind, arg));
      enabled.push(said);
      if (taken === null && said.startsWith(wanted)) taken = { kind, arg, state: successor.slice() };
    });
    if (taken === null) throw new Error(`not enabled: ${wanted}; enabled:\n${enabled.join('\n')}`);
    path.steps.push(taken);
    state = path.steps.at(-1)!.state;
  }
  const origin = { toolVersion: '0.0.0', spec: 'golden', bug: null, property: 0, shortest: false };
  return rebuildTrace(cluster, judge, path satisfies Path, origin, fingerprint);
}

const faulty: Model = {
  ...defaultModel,
  bounds: {
    ...defaultModel.bounds,
    'max-term': 5,
    'max-in-flight': 20,
    'max-proposals': 3,
    'max-crashes': 2,
    'max-drops': 2,
    'max-duplicates': 2,
    'max-compactions': 1,
  },
};

/** An election with a lost and a doubled message, a proposal with characters that every format must escape, a crash. */
export const election: Trace = escaped(
  behave(
    faulty,
    [nothingCommitted],
    [
      'timeout n1',
      'duplicate MsgVote n1 -> n2',
      'drop MsgVote n1 -> n3',
      'deliver MsgVote n1 -> n2',
      'deliver MsgVoteResp n2 -> n1',
      'crash n3',
      'propose "v1" at n1',
      'deliver MsgApp n1 -> n2 term 1 (after 0@0, entries 1@1',
      'restart n3',
      'deliver MsgAppResp n2 -> n1',
    ],
  ),
);

/** A follower that missed everything gets a snapshot. */
export const snapshot: Trace = behave(
  faulty,
  [nothingCommitted],
  [
    'timeout n1',
    'deliver MsgVote n1 -> n2',
    'deliver MsgVoteResp n2 -> n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'crash n3',
    'restart n3',
    'compact n1',
    'timeout n3',
    'heartbeat n1',
    'deliver MsgHeartbeat n1 -> n3',
    'deliver MsgHeartbeatResp n3 -> n1',
    'deliver MsgSnap n1 -> n3',
    'deliver MsgAppResp n3 -> n1',
  ],
);

/** A node joins, a value is proposed, the leader is told that a peer is gone, and leadership moves to that peer. */
export const membership: Trace = behave(
  {
    ...faulty,
    nodes: 3,
    members: 2,
    confChanges: ['v3'],
    bounds: { ...faulty.bounds, 'max-conf-changes': 1, 'max-transfers': 1, 'max-unreachables': 1 },
  },
  [nothingCommitted],
  [
    'timeout n1',
    'deliver MsgVote n1 -> n2',
    'deliver MsgVoteResp n2 -> n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'propose-conf "v3" at n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'propose "v1" at n1',
    'deliver MsgApp n1 -> n2',
    'deliver MsgAppResp n2 -> n1',
    'unreachable n2 at n1',
    'transfer leadership to n2 at n1',
    'deliver MsgTimeoutNow n1 -> n2',
    'deliver MsgVote n2 -> n1',
    'deliver MsgVoteResp n1 -> n2',
    'heartbeat n2',
    'deliver MsgHeartbeat n2 -> n1',
  ],
);

/** The value v1 of a trace, made as awkward as a client could. */
function escaped(trace: Trace): Trace {
  const awkward = JSON.stringify('a"b\\c; <d> {e} #f `g` |h| end\n*i*_é').slice(1, -1);
  return JSON.parse(JSON.stringify(trace).replaceAll(/(?<=")v1(?=")/g, () => awkward));
}
