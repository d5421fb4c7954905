/**
 * Paxos without explicit leaders or learners (MCPaxos.tla in tlaplus/Examples, by Lamport). The published
 * model has one acceptor, one value and two ballots; the system is written for any number of each, so that a
 * larger one can break what a single acceptor cannot.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { insert, range } from './sets.ts';

export interface PaxosConfig {
  readonly acceptors: number;
  readonly values: number;
  /** Ballots are 0 .. ballots-1. */
  readonly ballots: number;
  /** Each a list of acceptors; any two should meet. */
  readonly quorums: readonly (readonly number[])[];
}

/** A vote; ballot -1 and value -1 before the first. */
interface Vote {
  readonly bal: number;
  readonly val: number;
}

type Message =
  | { readonly type: '1a'; readonly bal: number }
  | { readonly type: '1b'; readonly acc: number; readonly bal: number; readonly vote: Vote }
  | { readonly type: '2a'; readonly bal: number; readonly val: number }
  | { readonly type: '2b'; readonly acc: number; readonly bal: number; readonly val: number };

type Promised = Extract<Message, { type: '1b' }>;

interface PaxosState {
  /** By acceptor: the highest ballot it took part in, and its last vote. vote.bal <= maxBal. */
  readonly maxBal: readonly number[];
  readonly vote: readonly Vote[];
  /** All messages ever sent, a sorted set. */
  readonly sent: readonly Message[];
}

export function paxos(config: PaxosConfig): PlainSystem<PaxosState> {
  return {
    init: () => [
      {
        maxBal: range(config.acceptors).map(() => -1),
        vote: range(config.acceptors).map(() => ({ bal: -1, val: -1 })),
        sent: [],
      },
    ],

    *next(s) {
      for (const bal of range(config.ballots)) {
        yield { action: 'Phase1a', state: { ...s, sent: insert<Message>(s.sent, { type: '1a', bal }) } };
        for (const val of range(config.values)) yield* phase2a(s, bal, val, config);
      }
      for (const acc of range(config.acceptors)) {
        yield* phase1b(s, acc);
        yield* phase2b(s, acc);
      }
    },

    invariants: [
      { name: 'a-vote-was-announced', holds: votesAnnounced },
      { name: 'a-promise-is-kept', holds: promisesKept },
      { name: 'one-value-per-ballot', holds: oneValuePerBallot },
      { name: 'one-value-chosen', holds: (s) => chosen(s, config).size <= 1 },
    ],
  };
}

function* phase1b(s: PaxosState, acc: number) {
  for (const m of s.sent) {
    if (m.type !== '1a' || m.bal <= s.maxBal[acc]) continue;
    const promise: Message = { type: '1b', acc, bal: m.bal, vote: s.vote[acc] };
    yield {
      action: 'Phase1b',
      state: { ...s, maxBal: s.maxBal.with(acc, m.bal), sent: insert(s.sent, promise) },
    };
  }
}

/** One step for each quorum, and each highest vote in it, that shows `val` to be safe: TLC counts them all. */
function* phase2a(s: PaxosState, bal: number, val: number, config: PaxosConfig) {
  if (s.sent.some((m) => m.type === '2a' && m.bal === bal)) return;
  const state = { ...s, sent: insert<Message>(s.sent, { type: '2a', bal, val }) };
  for (const quorum of config.quorums) {
    const promises = s.sent.filter(
      (m): m is Promised => m.type === '1b' && m.bal === bal && quorum.includes(m.acc),
    );
    if (!quorum.every((acc) => promises.some((m) => m.acc === acc))) continue;
    const voted = promises.filter((m) => m.vote.bal >= 0);
    if (voted.length === 0) yield { action: 'Phase2a', state };
    const highest = Math.max(...voted.map((m) => m.vote.bal));
    for (const m of voted) {
      if (m.vote.bal === highest && m.vote.val === val) yield { action: 'Phase2a', state };
    }
  }
}

function* phase2b(s: PaxosState, acc: number) {
  for (const m of s.sent) {
    if (m.type !== '2a' || m.bal < s.maxBal[acc]) continue;
    const { bal, val } = m;
    const sent = insert<Message>(s.sent, { type: '2b', acc, bal, val });
    const state = { maxBal: s.maxBal.with(acc, bal), vote: s.vote.with(acc, { bal, val }), sent };
    yield { action: 'Phase2b', state };
  }
}

const voted = (s: PaxosState, acc: number, vote: Vote): boolean =>
  s.sent.some((m) => m.type === '2b' && m.acc === acc && m.bal === vote.bal && m.val === vote.val);

/** The second conjunct of the published invariant. */
function votesAnnounced(s: PaxosState): boolean {
  return s.vote.every((vote, acc) => (vote.bal === -1 ? vote.val === -1 : voted(s, acc, vote)));
}

/** What the third conjunct says of phase 1b. */
function promisesKept(s: PaxosState): boolean {
  return s.sent.every(
    (m) => m.type !== '1b' || (s.maxBal[m.acc] >= m.bal && (m.vote.bal < 0 || voted(s, m.acc, m.vote))),
  );
}

/** What the third conjunct says of phase 2a, and the fourth of votes. */
function oneValuePerBallot(s: PaxosState): boolean {
  const values = new Map<number, number>();
  return s.sent.every((m) => {
    if (m.type !== '2a' && m.type !== '2b') return true;
    const known = values.get(m.bal) ?? m.val;
    values.set(m.bal, known);
    return known === m.val;
  });
}

/** The values for which a whole quorum voted in one ballot. */
function chosen(s: PaxosState, config: PaxosConfig): Set<number> {
  const found = new Set<number>();
  for (const bal of range(config.ballots)) {
    for (const val of range(config.values)) {
      const won = config.quorums.some((quorum) => quorum.every((acc) => voted(s, acc, { bal, val })));
      if (won) found.add(val);
    }
  }
  return found;
}
