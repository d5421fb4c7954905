/**
 * Which calls a line may come of, and which may have come before it without a word.
 */

import type { Model } from '../cluster/model.ts';
import type { Beginning, Call, Look, Recordable } from '../cluster/recordable.ts';
import type { RecordedEvent } from './event.ts';
import { handedOver } from './handedover.ts';
import { proposals } from './model.ts';
import type { Recording } from './recording.ts';

type Hidden = Exclude<Call<never>, { kind: 'deliver' }>;

/** Lines that may come of the call that the line before tells of. */
const continuing: readonly string[] = [
  'Send',
  'SendAppendEntriesRequest',
  'SendAppendEntriesResponse',
  'Commit',
  'Replicate',
  'BecomeFollower',
  'BecomeLeader',
];

/** Answers to what a leader has sent. */
const answers: readonly string[] = ['MsgAppResp', 'MsgHeartbeatResp'];

/** What a node does by itself, and sends something. */
const ownSteps = [
  { kind: 'heartbeat' },
  { kind: 'timeout' },
  { kind: 'append-done' },
  { kind: 'apply-done' },
] as const;

const letters: Readonly<Record<string, string>> = { AddNewServer: 'v', RemoveServer: 'r', AddLearner: 'l' };

/** How a node may have begun, that has never run before its first line: as its first lines tell it. */
export function beginnings(
  own: readonly RecordedEvent[],
  { form, byNode }: Pick<Recording, 'form' | 'byNode'>,
): Beginning[] {
  const [first] = own;
  if (first.name !== 'InitState') return [];
  const { node } = first;
  if (form.dialect === 'steps') return [{ node, stored: [], peers: [], peersStored: false }];
  const voters = first.conf?.[0] ?? [];
  if (form.dialect === 'export') {
    const isEmpty = first.log === form.shift;
    if (isEmpty) return [{ node, stored: voters, peers: [], peersStored: false }];
    // Its application starts it with these, or it is given a storage that holds them.
    const isApplied =
      own.findIndex(({ name }) => name === 'Ready') !== 2 || own[3]?.name !== 'ApplyConfChange';
    return isApplied
      ? [{ node, stored: voters, peers: voters, peersStored: true }]
      : [{ node, stored: [], peers: voters, peersStored: false }];
  }
  const stored = own[1]?.newconf ?? [];
  const peers: number[] = [];
  const isBootstrap = own[3]?.name === 'BecomeFollower' && own[3].term === 1 && own[3].log === 0;
  for (let k = 4; isBootstrap && own[k]?.name === 'ApplyConfChange'; k++) {
    const added = (own[k].newconf ?? []).filter((id) => !peers.includes(id));
    if (added.length !== 1 || added[0] > byNode.length) break;
    peers.push(added[0]);
    if (peers.length === own[k].log) break;
  }
  return [{ node, stored, peers, peersStored: false }];
}

/** Of a cluster of so many nodes under such a model. */
export class Ways {
  readonly #peers: readonly number[];
  readonly #leases: boolean;
  readonly #preVotes: boolean;
  readonly #isAsync: boolean;
  /** Lines before which leadership was handed over, and to whom (`handedOver`). */
  readonly #handsOver: ReadonlyMap<RecordedEvent, number>;
  readonly #values: (event: RecordedEvent) => string;

  /** `value`: what is proposed, by the line that tells of it. */
  constructor(model: Pick<Model, 'nodes' | 'preVote' | 'checkQuorum' | 'storage'>, recording: Recording) {
    const { nodes, preVote, checkQuorum, storage } = model;
    this.#peers = Array.from({ length: nodes }, (_, k) => k + 1);
    this.#leases = checkQuorum;
    this.#preVotes = preVote;
    this.#isAsync = storage === 'async';
    this.#handsOver = handedOver(recording, { preVote, checkQuorum });
    const values = proposals(recording.events);
    this.#values = (event) => values.get(event) ?? 'v0';
  }

  /** Calls whose first event may be this line; the likeliest first. */
  visible<M>(
    own: readonly RecordedEvent[],
    at: number,
    look: Look,
    messages: readonly M[],
    untold: (types: readonly string[]) => readonly M[],
  ): Call<M>[] {
    const event = own[at];
    if (this.#handsOver.has(event) && !look.transfers) return [];
    const { message } = event;
    // What follows on a Ready may tell of anything that a call tells of: answers to itself, and a change that is proposed.
    const advance: Call<M>[] = look.advances ? [{ kind: 'advance' }] : [];
    switch (event.name) {
      case 'InitState':
        return restarts(look.applied);
      case 'Ready':
        return look.advances ? [] : [{ kind: 'ready' }];
      case 'BecomeCandidate':
        return [...taking(untold(['MsgPreVoteResp', 'MsgTimeoutNow'])), { kind: 'timeout' }];
      case 'BecomeFollower':
        return [{ kind: 'check-quorum' }, ...taking(untold(['MsgPreVoteResp', 'MsgTimeoutNow']))];
      case 'Replicate':
        return [{ kind: 'propose', data: this.#proposed(own, at) }, ...advance];
      case 'Propose':
        return [{ kind: 'propose', data: [this.#values(event)] }];
      case 'Send':
        return message === undefined ? [] : [...ownSteps, { kind: 'transfer', transferee: message.to }];
      case 'ChangeConf':
        return proposedChanges(event).map((change) => ({ kind: 'propose-conf', change }));
      case 'ApplyConfChange':
        return look.changesToApply > 0 ? [{ kind: 'apply' }] : [];
      case 'SendAppendEntriesRequest':
        if (message?.type === 'MsgHeartbeat') return [{ kind: 'heartbeat' }];
        return message === undefined ? [] : [{ kind: 'transfer', transferee: message.to }, ...advance];
      case 'SendAppendEntriesResponse':
        return [...advance, { kind: 'propose-conf', change: 'leave' }];
      default:
        if (message !== undefined && message.from === message.to) return advance;
        return messages.map((one) => ({ kind: 'deliver', message: one }));
    }
  }

  /** Calls that may come before the line and of which no event tells; the likeliest first. What only this line shows comes late. */
  hidden<S, M>(
    own: readonly RecordedEvent[],
    at: number,
    core: Recordable<S, M>,
    state: S,
    untold: (types: readonly string[]) => readonly M[],
  ): Call<M>[] {
    const look = core.look(state);
    const event = own[at];
    const handedTo = this.#handsOver.get(event);
    if (handedTo !== undefined && !look.transfers) return [{ kind: 'transfer', transferee: handedTo }];
    const calls: Call<M>[] = look.advances && !look.answers ? [{ kind: 'advance' }] : [];
    if (this.#isAsync) calls.push({ kind: 'append-done' }, { kind: 'apply-done' });
    if (event.name === 'InitState')
      return [...calls, ...compactedBefore(event, look, core.configIndices(state))];
    if (this.#preVotes) calls.push(...this.#preVote(event, look, untold));
    if (look.role !== 'StateLeader') {
      if (event.message?.type !== 'MsgVote') return calls;
      return [
        ...calls,
        ...(this.#leases ? [{ kind: 'expire-lease' } as const] : []),
        { kind: 'forget-leader' },
      ];
    }
    const tells = this.#toldBy(own, at);
    const snapshot = tells.find(({ message }) => message?.type === 'MsgSnap')?.message;
    const snapshotting = core.snapshotting(state);
    // How far the log was compacted shows when the node starts again.
    const isCompacted = snapshot !== undefined || snapshotting.length > 0;
    const later = isCompacted ? (own.find(({ name }, k) => k > at && name === 'InitState')?.commit ?? 0) : 0;
    if (snapshot !== undefined) {
      const next = core.next(state, snapshot.to) ?? 0;
      const upTo = [snapshot.entries ?? 0, next, next - 1, later, look.compacted];
      calls.push(...compactions(look, snapshot.entries ?? look.applied, upTo));
    }
    const beats = tells.filter(({ message }) => message?.type === 'MsgHeartbeat');
    const reads = beats.filter(({ message }) => message?.to === beats[0].message?.to).length;
    const isAck = event.message?.to === event.node && answers.includes(event.message.type);
    if (isAck && look.pendingReads < reads)
      calls.push({ kind: 'read', context: `r${look.pendingReads + 1}` });
    const others = this.#peers.filter((peer) => peer !== event.node);
    calls.push(...others.map((peer): Hidden => ({ kind: 'unreachable', peer })));
    for (const peer of snapshotting) {
      calls.push(...[false, true].map((failed): Hidden => ({ kind: 'snapshot-status', peer, failed })));
      // A follower that has got a snapshot and still is too far behind waits for another one.
      const at = event.message?.from === peer && isAck ? (event.message.index ?? 0) + 1 : 0;
      for (const index of [at, look.applied])
        if (at > 0) calls.push(...compactions(look, index, [index, later, look.compacted]));
    }
    if (this.#leases || look.transfers) calls.push({ kind: 'check-quorum' });
    return calls;
  }

  /** A vote before the vote: nothing of it is told but what comes of it, in the end. */
  #preVote<M>(
    event: RecordedEvent,
    look: Look,
    untold: (types: readonly string[]) => readonly M[],
  ): Call<M>[] {
    const asks = event.role === 'StatePreCandidate' && look.role !== 'StatePreCandidate';
    if (asks) return [{ kind: 'timeout' }];
    if (event.name === 'BecomeCandidate' || event.name === 'BecomeFollower') {
      return look.role === 'StatePreCandidate' ? taking(untold(['MsgPreVoteResp'])) : [];
    }
    if (event.name !== 'Ready') return [];
    const lease: Call<M>[] = this.#leases && look.role === 'StateFollower' ? [{ kind: 'expire-lease' }] : [];
    const again: Call<M>[] = look.role === 'StatePreCandidate' ? [{ kind: 'timeout' }] : [];
    return [...taking(untold(['MsgPreVote'])), ...lease, ...again];
  }

  /** The lines that the same call may tell of. */
  #toldBy(own: readonly RecordedEvent[], at: number): readonly RecordedEvent[] {
    let end = at + 1;
    while (end < own.length && continuing.includes(own[end].name)) end++;
    return own.slice(at, end);
  }

  /** As many entries as are told of in a row: each call that appends tells next what it sends. */
  #proposed(own: readonly RecordedEvent[], at: number): string[] {
    let end = at + 1;
    while (own[end]?.name === 'Replicate' && own[end].log === own[at].log) end++;
    return own.slice(at, end).map(this.#values);
  }
}

function taking<M>(messages: readonly M[]): Call<M>[] {
  return messages.map((message) => ({ kind: 'deliver', message }));
}

/** `applied`: what the application may say of how far it has applied, besides nothing. */
function restarts(applied: number): Call<never>[] {
  const points = applied > 0 ? [0, applied] : [0];
  return points.flatMap((applied) =>
    (['snapshot', 'latest'] as const).flatMap((conf) =>
      [true, false].map((stored): Call<never> => ({ kind: 'restart', stored, conf, applied })),
    ),
  );
}

function proposedChanges({ changes = [] }: RecordedEvent): string[] {
  const words = changes.map(({ node, action }) => `${letters[action] ?? 'u'}${node}`).join(' ');
  if (words === '') return [];
  const first = changes.length === 1 ? [words, `${words} as-v1`] : [words];
  return [...first, `${words} implicit`, `${words} explicit`];
}

/**
 * The application has a snapshot at an index, and drops the log up to there, or no more than it must for what the line shows, which may
 * be nothing.
 */
function compactions(look: Look, snapshot: number, upTo: readonly number[]): Hidden[] {
  const wanted = upTo.filter((index) => index >= look.compacted && index <= snapshot);
  return [...new Set(wanted)].map((index) => ({ kind: 'compact', snapshot, upTo: index }));
}

/**
 * What may have been compacted before a restart: how far the log is, the library tells (as the commit index of a log that has not been
 * read). For what comes after it matters which configuration the snapshot has and which changes are applied anew.
 */
function compactedBefore({ commit }: RecordedEvent, look: Look, configs: readonly number[]): Hidden[] {
  const points = [look.applied, commit ?? 0, ...configs.flatMap((index) => [index, index - 1])];
  const found = new Map<string, Hidden>();
  for (const snapshot of points) {
    const upTo = [snapshot, commit ?? 0].filter((index) => index > look.compacted);
    for (const call of compactions(look, Math.min(snapshot, look.applied), upTo)) {
      found.set(JSON.stringify(call), call);
    }
  }
  return [...found.values()];
}
