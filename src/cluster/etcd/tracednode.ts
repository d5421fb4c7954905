/**
 * One node, run as the cluster runs it but with a trace of its inner steps (tracedcall.ts). It stands beside the adapter so that
 * a copy of the core with a bug has a copy of it too.
 */
import { List } from 'immutable';
import { confChangeOf } from '../../raft/confchange/codec.ts';
import type { Entry, Message } from '../../raft/pb.ts';
import type { Raft } from '../../raft/raft.ts';
import * as rawnode from '../../raft/rawnode.ts';
import { step } from '../../raft/step.ts';
import type { Input } from '../adapter.ts';
import type { Model } from '../model.ts';
import { apply } from './inputs.ts';
import { freshNode, type Node } from './node.ts';
import { persist } from './settle.ts';
import { configOf, type EventListener, type TracedConfiguration, traceCall } from './tracedcall.ts';

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
      traceCall(this.#events, before.rn.raft, this.#raft, message);
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
      traceCall(this.#events, before, rn.raft, null);
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
      traceCall(this.#events, before, after, message.from === message.to ? message : null);
    }
  }
}
