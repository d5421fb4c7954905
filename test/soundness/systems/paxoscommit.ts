/**
 * Paxos Commit (Gray and Lamport, "Consensus on Transaction Commit"; PaxosCommit.tla in tlaplus/Examples):
 * one instance of Paxos for each resource manager's promise. Two resource managers, three acceptors, two
 * ballots.
 *
 * The instances share nothing but the final decision, so the million states are pairs of a few thousand
 * instance states: those are numbered, and their own steps worked out once each.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { memo, Pool } from './pool.ts';
import { insert, range } from './sets.ts';
import { consistent, type RmState } from './tcommit.ts';

type Value = 'prepared' | 'aborted';

/** bal is -1 and val "none" before the acceptor's first vote; bal <= mbal. */
interface Acceptor {
  readonly mbal: number;
  readonly bal: number;
  readonly val: Value | 'none';
}

/** Messages of one instance, never consumed. A phase 1b message shows its acceptor as it was before. */
type Message =
  | { readonly type: '1a'; readonly bal: number }
  | { readonly type: '1b'; readonly acc: number; readonly mbal: number; readonly was: Acceptor }
  | { readonly type: '2a'; readonly bal: number; readonly val: Value }
  | { readonly type: '2b'; readonly acc: number; readonly bal: number; readonly val: Value };

interface Instance {
  readonly rm: RmState;
  readonly acceptors: readonly Acceptor[];
  readonly sent: readonly Message[];
}

interface CommitState {
  /** The two resource managers' instances: numbers in their pool. */
  readonly first: number;
  readonly second: number;
  readonly sentCommit: boolean;
  readonly sentAbort: boolean;
}

const allBallots = range(2);
const allAcceptors = range(3);
const allMajorities = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

export function paxosCommit(): PlainSystem<CommitState> {
  const pool = new Pool<Instance>();
  const steps = memo((id) =>
    [...instanceSteps(pool.value(id))].map(([action, next]) => ({ action, next: pool.id(next) })),
  );
  const told = (decision: RmState) => memo((id) => pool.id({ ...pool.value(id), rm: decision }));
  const committed = told('committed');
  const aborted = told('aborted');
  const preparedProofs = memo((id) => proofs(pool.value(id), 'prepared'));
  const abortedProofs = memo((id) => proofs(pool.value(id), 'aborted'));

  return {
    init() {
      const acceptors = allAcceptors.map(() => ({ mbal: 0, bal: -1, val: 'none' as const }));
      const start = pool.id({ rm: 'working', acceptors, sent: [] });
      return [{ first: start, second: start, sentCommit: false, sentAbort: false }];
    },

    *next(s) {
      const { first, second } = s;
      for (const { action, next } of steps(first)) yield { action, state: { ...s, first: next } };
      for (const { action, next } of steps(second)) yield { action, state: { ...s, second: next } };
      if (s.sentCommit) {
        yield { action: 'RMRcvCommitMsg', state: { ...s, first: committed(first) } };
        yield { action: 'RMRcvCommitMsg', state: { ...s, second: committed(second) } };
      }
      if (s.sentAbort) {
        yield { action: 'RMRcvAbortMsg', state: { ...s, first: aborted(first) } };
        yield { action: 'RMRcvAbortMsg', state: { ...s, second: aborted(second) } };
      }
      // Each way to prove a decision is a step of its own to TLC.
      const commits = preparedProofs(first) * preparedProofs(second);
      for (let way = 0; way < commits; way++) yield { action: 'Decide', state: { ...s, sentCommit: true } };
      const aborts = abortedProofs(first) + abortedProofs(second);
      for (let way = 0; way < aborts; way++) yield { action: 'Decide', state: { ...s, sentAbort: true } };
    },

    invariants: [
      { name: 'consistent', holds: (s) => consistent([pool.value(s.first).rm, pool.value(s.second).rm]) },
      { name: 'one-decision', holds: (s) => !(s.sentCommit && s.sentAbort) },
    ],
  };
}

type InstanceStep = readonly [action: string, next: Instance];

/** The steps that concern one instance alone. */
function* instanceSteps(s: Instance): Generator<InstanceStep> {
  const send = (m: Message) => insert(s.sent, m);
  if (s.rm === 'working') {
    const sent = send({ type: '2a', bal: 0, val: 'prepared' });
    yield ['RMPrepare', { ...s, rm: 'prepared', sent }];
    yield ['RMChooseToAbort', { ...s, rm: 'aborted', sent: send({ type: '2a', bal: 0, val: 'aborted' }) }];
  }
  for (const bal of allBallots) {
    if (bal === 0) continue;
    yield ['Phase1a', { ...s, sent: send({ type: '1a', bal }) }];
    yield* phase2a(s, bal);
  }
  for (const acc of allAcceptors) for (const m of s.sent) yield* accept(s, acc, m);
}

/** The leader of a ballot proposes the value of the highest vote a majority reports, or else to abort. */
function* phase2a(s: Instance, bal: number): Generator<InstanceStep> {
  if (s.sent.some((m) => m.type === '2a' && m.bal === bal)) return;
  for (const majority of allMajorities) {
    const reports = majority.map((acc) =>
      s.sent.find((m) => m.type === '1b' && m.acc === acc && m.mbal === bal),
    );
    let highest: Acceptor = { mbal: 0, bal: -1, val: 'none' };
    let complete = true;
    for (const report of reports) {
      if (report?.type !== '1b') complete = false;
      else if (report.was.bal > highest.bal) highest = report.was;
    }
    if (!complete) continue;
    const val = highest.val === 'none' ? 'aborted' : highest.val;
    yield ['Phase2a', { ...s, sent: insert<Message>(s.sent, { type: '2a', bal, val }) }];
  }
}

/** What an acceptor does about a message: promise (1b) or vote (2b). */
function* accept(s: Instance, acc: number, m: Message): Generator<InstanceStep> {
  const was = s.acceptors[acc];
  if (m.type === '1a' && was.mbal < m.bal) {
    const acceptors = s.acceptors.with(acc, { ...was, mbal: m.bal });
    yield [
      'Phase1b',
      { ...s, acceptors, sent: insert<Message>(s.sent, { type: '1b', acc, mbal: m.bal, was }) },
    ];
  }
  if (m.type === '2a' && was.mbal <= m.bal) {
    const { bal, val } = m;
    const acceptors = s.acceptors.with(acc, { mbal: bal, bal, val });
    yield ['Phase2b', { ...s, acceptors, sent: insert<Message>(s.sent, { type: '2b', acc, bal, val }) }];
  }
}

/** In how many ways, by ballot and majority, the votes show that the instance chose `val`. */
function proofs(s: Instance, val: Value): number {
  const voted = (acc: number, bal: number): boolean =>
    s.sent.some((m) => m.type === '2b' && m.acc === acc && m.bal === bal && m.val === val);
  const shown = (bal: number) => allMajorities.filter((majority) => majority.every((acc) => voted(acc, bal)));
  return allBallots.reduce((ways, bal) => ways + shown(bal).length, 0);
}
