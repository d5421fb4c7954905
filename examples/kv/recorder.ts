/**
 * What the node did, as etcd's library traces it (etcd: state_trace.go): NDJSON, in one file of this node. Lines are in the file
 * before what they tell can be seen elsewhere, and what a kill leaves ends with a whole line.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { List } from 'immutable';
import { Telling } from '../../src/cluster/etcd/telling.ts';
import type { ToldEvent, ToldMessage } from '../../src/cluster/recordable.ts';
import type { Message } from '../../src/raft/pb.ts';
import type { Raft } from '../../src/raft/raft.ts';
import type { RawNode } from '../../src/raft/rawnode.ts';
import { step } from '../../src/raft/step.ts';

export class Recorder {
  readonly #file: number;
  readonly #telling = new Telling('library', 0);

  /** Appends to the file. */
  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** The node was made from what its storage holds. */
  started(r: Raft): void {
    this.#telling.begins(r, null);
    this.#write();
  }

  bootstrapped(before: Raft, after: Raft, peers: readonly number[]): void {
    this.#telling.bootstraps(before, after, peers);
    this.#write();
  }

  /** The core was called. `message`: with what, if it was a message. */
  called(before: Raft, after: Raft, message: Message | null): void {
    this.#telling.call(before, after, message);
    this.#write();
  }

  ready(r: Raft): void {
    this.#telling.add('Ready', r);
    this.#write();
  }

  /** A configuration change was put into effect. */
  reconfigured(before: Raft, after: Raft): void {
    this.#telling.applies(before, after);
    this.#write();
  }

  /** As `advance`, but with the node's messages to itself taken one by one. */
  advance(rn: RawNode): RawNode {
    let { raft } = rn;
    for (const message of rn.stepsOnAdvance) {
      const [after] = step(raft, message);
      this.called(raft, after, message.from === message.to ? message : null);
      raft = after;
    }
    return rn.merge({ raft, stepsOnAdvance: List() });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(): void {
    const ts = (performance.timeOrigin + performance.now()) / 1000;
    const lines = this.#telling.events.splice(0).map((event) => {
      return `${JSON.stringify({ level: 'debug', ts, tag: 'trace', event: asWritten(event) })}\n`;
    });
    if (lines.length > 0) writeSync(this.#file, lines.join(''));
  }
}

/** An event as the library's JSON has it. */
function asWritten({
  name,
  node,
  term,
  vote,
  commit,
  role,
  log,
  conf,
  message,
  changes,
  newconf,
}: ToldEvent) {
  const change = {
    ...(changes !== undefined && {
      changes: changes.map((one) => ({ nid: `${one.node}`, action: one.action })),
    }),
    ...(newconf !== undefined && { newconf: newconf.map(String) }),
  };
  return {
    ...{ name, nid: `${node}`, state: { term, vote: `${vote}`, commit }, role, log },
    conf: conf.map((voters) => voters.map(String)),
    ...(message !== undefined && { msg: messageAsWritten(message) }),
    ...((changes ?? newconf) !== undefined && { prop: { cc: change } }),
  };
}

function messageAsWritten({ from, to, vote, ...rest }: ToldMessage) {
  return { ...rest, from: `${from}`, to: `${to}`, vote: `${vote}` };
}
