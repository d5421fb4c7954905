/**
 * What the node did, as etcd's library traces it: the NDJSON that its trace validation reads, in one file of this node. Lines
 * are in the file before what they tell can be seen elsewhere, and what a kill leaves ends with a whole line.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { List } from 'immutable';
import { configOf, traceCall } from '../../src/cluster/etcd/tracedcall.ts';
import type { Message } from '../../src/raft/pb.ts';
import type { Raft } from '../../src/raft/raft.ts';
import type { RawNode } from '../../src/raft/rawnode.ts';
import { step } from '../../src/raft/step.ts';
import { Events } from '../../src/trace/export/ndjson/events.ts';

export class Recorder {
  readonly #file: number;
  readonly #events: Events;

  /** Appends to the file. */
  constructor(path: string) {
    this.#file = openSync(path, 'a');
    this.#events = new Events(false, microseconds);
  }

  started(r: Raft): void {
    this.#events.add('InitState', r);
    const [newconf] = configOf(r);
    if (newconf.length > 0) this.#events.add('ApplyConfChange', r, { change: { newconf } });
    this.#flush();
  }

  /** The core was called. `message`: with what, if it was a message. */
  called(before: Raft, after: Raft, message: Message | null): void {
    traceCall(this.#events, before, after, message);
    this.#flush();
  }

  ready(r: Raft): void {
    this.#events.add('Ready', r);
    this.#flush();
  }

  /** A configuration change is applied. */
  configured(before: Raft, after: Raft): void {
    this.#events.add('ApplyConfChange', before, { change: { newconf: configOf(after)[0] } });
  }

  /** As `advance`, but with the node's messages to itself taken one by one. */
  advance(rn: RawNode): RawNode {
    let next = rn.set('stepsOnAdvance', List());
    for (const message of rn.stepsOnAdvance) {
      const before = next.raft;
      const [after] = step(before, message);
      next = next.set('raft', after);
      traceCall(this.#events, before, after, message.from === message.to ? message : null);
    }
    this.#flush();
    return next;
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const lines = this.#events.take();
    if (lines !== '') writeSync(this.#file, lines);
  }
}

/** Since 1970. */
function microseconds(): number {
  return Math.round(1000 * (performance.timeOrigin + performance.now()));
}
