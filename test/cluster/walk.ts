/**
 * Random walks of a cluster whose nodes are kept as the core left them, with nothing taken out: what the identity of
 * nodes is held against. Chance comes from a seed, so a walk is the same in every run.
 */

import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { Input } from '../../src/cluster/adapter.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Node } from '../../src/cluster/etcd/node.ts';
import { type Guarded, guarded, Panicked } from '../../src/cluster/guarded.ts';
import { localActions } from '../../src/cluster/inputs.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { Message } from '../../src/raft/pb.ts';

/** A node's state, or that its core has panicked. */
export type State = Node | Panicked<Node, Message>;

export interface Visited {
  /** As the core left it, after every step of the walk so far. */
  readonly raw: Node;
  /** Every input it could be given: each local action, and each message under way to it. */
  readonly inputs: readonly Input<Message>[];
}

/** Numbers in [0, 1) from a seed: a linear congruential generator is chance enough here. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The nodes on a walk of `length` steps, every node before every step. Messages arrive in any order, or never. */
export function* walk(model: Model, length: number, seed: number): Generator<Visited> {
  const raw = guarded(
    createAdapter(model, (node) => node),
    model,
  );
  const draw = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)]!;
  const locals = localActions(model).map((action) => action.input);
  const nodes = Array.from({ length: model.nodes }, (_, i) => sound(raw.init(i + 1)));
  const pool: Message[] = [];
  for (let k = 0; k < length; k++) {
    for (const node of nodes)
      yield { raw: node, inputs: [...locals, ...pool.filter((m) => m.to === node.id).map(deliver)] };
    const message = draw() < 0.7 && pool.length > 0 ? pick(pool) : null;
    const at = message === null ? Math.floor(draw() * model.nodes) : message.to - 1;
    if (message !== null && draw() < 0.9) pool.splice(pool.indexOf(message), 1);
    const outcome = raw.step(nodes[at], message === null ? pick(locals) : deliver(message));
    if (outcome === null || outcome.state instanceof Panicked) continue;
    nodes[at] = outcome.state;
    pool.push(...outcome.messages.filter((m) => m.to >= 1 && m.to <= model.nodes));
    if (pool.length > 12) pool.splice(Math.floor(draw() * pool.length), 1);
  }
}

function sound(state: State): Node {
  if (state instanceof Panicked) throw new Error('a sound core begins');
  return state;
}

function deliver(message: Message): Input<Message> {
  return { kind: 'deliver', message };
}

/**
 * All that can be told of a step from outside: the identity after it, the messages, the reads. Null: not enabled. Of a
 * panic only what it says: the node is left as it was before.
 */
export function told(adapter: Guarded<State, Message>, node: Node, input: Input<Message>): string | null {
  const outcome = adapter.step(node, input);
  if (outcome === null) return null;
  if (outcome.state instanceof Panicked) return String(adapter.view(outcome.state).extra.panic);
  const messages = outcome.messages.map((message) => bytes((out) => adapter.encodeMessage(message, out)));
  return JSON.stringify([bytes((out) => adapter.encode(outcome.state, out)), messages, outcome.reads]);
}

export function bytes(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter();
  write(out);
  return Buffer.from(out.bytes()).toString('base64');
}
