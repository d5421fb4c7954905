/**
 * One node, run as the cluster runs it but with a trace of its inner steps: which message was taken, which role, entry, commit
 * and configuration came of it, what was sent, in the order in which the library's hooks would trace it. The core has no
 * hooks; each call of it changes little enough that what happened inside is seen by comparing before and after. It stands
 * beside the adapter so that a copy of the core with a bug has a copy of it too.
 */
import { List } from 'immutable';
import { asV2, confChangeOf } from '../../raft/confchange/codec.ts';
import { allEntries, lastIndex } from '../../raft/log/log.ts';
import type { Entry, Message } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import * as rawnode from '../../raft/rawnode.ts';
import { step } from '../../raft/step.ts';
import type { Input } from '../adapter.ts';
import type { Model } from '../model.ts';
import { apply } from './inputs.ts';
import { freshNode, type Node } from './node.ts';
import { persist } from './settle.ts';

/** Voters by name, incoming and outgoing. */
export type TracedConfiguration = readonly [readonly string[], readonly string[]];

export interface TracedConfChange {
  readonly changes?: readonly { readonly nid: string; readonly action: string }[];
  readonly newconf?: readonly string[];
}

export interface Details {
  readonly message?: Message;
  readonly change?: TracedConfChange;
  /** What is traced in the place of what the node's record says. */
  readonly instead?: { readonly conf?: TracedConfiguration; readonly log?: number };
}

/** Receives the events. They have the names of the library's hooks. */
export interface EventListener {
  add(name: string, r: Raft, details?: Details): void;
  /** A message that the node has put on its way. */
  sent(r: Raft, message: Message): void;
  /** A message that the node, still as it was before, is given. */
  received(r: Raft, message: Message): void;
}

const changeNames: Readonly<Record<string, string>> = {
  ConfChangeAddNode: 'AddNewServer',
  ConfChangeRemoveNode: 'RemoveServer',
  ConfChangeAddLearnerNode: 'AddLearner',
};

export class TracedNode {
  node: Node;
  readonly #model: Model;
  readonly #events: EventListener;
  /**
   * The configuration that the validation takes the node to have: until a restarted node has applied its log again, the
   * one it was stored with, and not that of its snapshot.
   */
  #shownConfig: TracedConfiguration;
  /** `#shownConfig` as of the last Ready: what a restart begins with. */
  #storedConfig: TracedConfiguration;

  /** Throws whatever the core throws when the node should begin. */
  constructor(model: Model, id: number, events: EventListener) {
    this.#model = model;
    this.#events = events;
    this.node = freshNode(model, id);
    const r = this.#raft;
    this.#shownConfig = configOf(r);
    this.#storedConfig = this.#shownConfig;
    events.add('InitState', r);
    const [newconf] = this.#shownConfig;
    if (newconf.length > 0) events.add('ApplyConfChange', r, { change: { newconf } });
  }

  /** Gives the node an input and handles its Readys; what it sends. Null when the input is not enabled, or fatal: it stays. */
  take(input: Input<Message>): readonly Message[] | null {
    const before = this.node;
    try {
      return this.#take(input);
    } catch {
      this.node = before;
      return null;
    }
  }

  #take(input: Input<Message>): readonly Message[] | null {
    const before = this.node;
    const applied = apply(this.#model, before, input);
    if (applied === null) return null;
    [this.node] = applied;
    if (input.kind === 'restart') this.#restarted();
    else if (before.rn !== null && this.node.rn !== null) {
      const message = input.kind === 'deliver' ? input.message : null;
      this.#traceCall(before.rn.raft, this.#raft, message);
    }
    return this.#settle();
  }

  get #raft(): Raft {
    return this.node.rn!.raft;
  }

  #restarted(): void {
    this.#shownConfig = this.#storedConfig;
    this.#events.add('InitState', this.#raft, { instead: { conf: this.#storedConfig } });
  }

  #settle(): readonly Message[] {
    const sent: Message[] = [];
    while (this.node.rn !== null && rawnode.hasReady(this.node.rn)) {
      const [accepted, rd] = rawnode.ready(this.node.rn);
      this.#events.add('Ready', accepted.raft);
      this.#storedConfig = this.#shownConfig;
      const storage = persist(this.node.storage, rd.hardState, rd.entries, rd.snapshot);
      this.node = this.node.merge({ storage, rn: rawnode.withStorage(accepted, storage) });
      sent.push(...rd.messages);
      this.#applyEntries(rd.committedEntries);
      this.#advance();
    }
    return sent;
  }

  #applyEntries(entries: List<Entry>): void {
    for (const entry of entries) {
      const change = confChangeOf(entry);
      if (change === null) continue;
      const before = this.#raft;
      const [rn] = rawnode.applyConfChange(this.node.rn!, change);
      this.node = this.node.set('rn', rn);
      this.#shownConfig = configOf(rn.raft);
      this.#events.add('ApplyConfChange', before, { change: { newconf: this.#shownConfig[0] } });
      this.#traceCall(before, rn.raft, null);
    }
  }

  /** As `advance`, but with the node's messages to itself told one by one. */
  #advance(): void {
    const rn = this.node.rn!;
    this.node = this.node.set('rn', rn.set('stepsOnAdvance', List()));
    for (const message of rn.stepsOnAdvance) {
      const before = this.#raft;
      const [after] = step(before, message);
      this.node = this.node.set('rn', this.node.rn!.set('raft', after));
      this.#traceCall(before, after, message.from === message.to ? message : null);
    }
  }

  /** Traces what one call of the core has done. */
  #traceCall(before: Raft, after: Raft, message: Message | null): void {
    const unknownPeer =
      message?.type.endsWith('Resp') === true &&
      message.from !== before.id &&
      !before.trk.progress.has(message.from);
    if (message !== null && !unknownPeer) this.#events.received(before, message);
    this.#traceRole(before, after, message);
    this.#traceEntries(before, after);
    if (after.raftLog.committed > before.raftLog.committed && after.state === 'StateLeader') {
      this.#events.add('Commit', after);
    }
    for (const sent of newOnes(before.msgsAfterAppend, after.msgsAfterAppend)) this.#events.sent(after, sent);
    for (const sent of newOnes(before.msgs, after.msgs)) this.#events.sent(after, sent);
  }

  #traceRole(before: Raft, after: Raft, message: Message | null): void {
    if (message !== null && message.term > before.term && after.term === message.term) {
      const follower = before.merge({ state: 'StateFollower', term: message.term, vote: 0 });
      this.#events.add('BecomeFollower', follower);
    } else if (before.state !== 'StateFollower' && after.state === 'StateFollower') {
      this.#events.add('BecomeFollower', before.set('state', 'StateFollower'));
    }
    if (after.state === 'StateCandidate' && after.term > before.term) {
      this.#events.add('BecomeCandidate', after);
    } else if (after.state === 'StateLeader' && before.state !== 'StateLeader') {
      this.#events.add('BecomeLeader', before.set('state', 'StateLeader'));
    }
  }

  /** Traces the entries that a leader has appended. */
  #traceEntries(before: Raft, after: Raft): void {
    if (after.state !== 'StateLeader') return;
    const log = lastIndex(before.raftLog);
    for (const entry of allEntries(after.raftLog).filter(({ index }) => index > log)) {
      const change = changeOf(entry);
      const details = { instead: { log }, ...(change !== null && { change }) };
      this.#events.add(change === null ? 'Replicate' : 'ChangeConf', after, details);
    }
  }
}

function changeOf(entry: Entry): TracedConfChange | null {
  const change = confChangeOf(entry);
  if (change === null) return null;
  const changes = asV2(change).changes.map(({ type, nodeId }) => ({
    nid: String(nodeId),
    action: changeNames[type] ?? type,
  }));
  return { changes: changes.toArray() };
}

function newOnes(before: List<Message>, after: List<Message>): List<Message> {
  return after.skip(before.size);
}

export function configOf(r: Raft): TracedConfiguration {
  const { incoming, outgoing } = r.trk.config.voters;
  const names = (ids: Iterable<number>): string[] => [...ids].sort((a, b) => a - b).map(String);
  return [names(incoming), names(outgoing)];
}
