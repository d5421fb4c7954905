/**
 * A state vector as people and other runs see it: the view, and the bytes that name it whatever ids a run gave. Slow: not
 * for searches.
 */
import { ByteWriter } from '../arrays/bytes.ts';
import { type BoundName, boundNames } from './model.ts';
import { networkOf } from './network/table.ts';
import type { Tables } from './tables.ts';
import type { ClusterView } from './view.ts';

export class StateViews<S, M> {
  readonly #tables: Tables<S, M>;
  /** Of which state a view is. */
  readonly #states = new WeakMap<ClusterView, Int32Array>();

  constructor(tables: Tables<S, M>) {
    this.#tables = tables;
  }

  view(state: Int32Array): ClusterView {
    const { model, interner, cells: inCell, ghosts, environments } = this.#tables;
    const n = model.nodes;
    const env = state[n];
    const cells = Array.from(state.subarray(0, n));
    const used = boundNames
      .map((name, counter): [BoundName, number] => [name, environments.used(env, counter)])
      .filter(([name, times]) => times > 0 && name !== 'max-drift');
    const clocks = (environments.clocks(env) ?? [])
      .map((ticks, i): [string, number] => [`ahead n${i + 1}`, ticks])
      .filter(([, ticks]) => ticks > 0);
    const view: ClusterView = {
      nodes: cells.map((cell) => interner.nodeView(inCell.node(cell))),
      messages: cells
        .flatMap((cell) => this.#messagesOf(cell))
        .map((message) => interner.messageView(message)),
      ghost: ghosts.get(environments.ghost(env)),
      used: Object.fromEntries([...used, ...clocks]),
    };
    this.#states.set(view, state.slice());
    return view;
  }

  /** The state that a view is of which was made here. */
  stateOf(view: ClusterView): Int32Array {
    const state = this.#states.get(view);
    if (state === undefined) throw new Error('the view is of another cluster');
    return state;
  }

  canonicalBytes(state: Int32Array): Uint8Array {
    const { model, interner, cells, ghosts, environments } = this.#tables;
    const n = model.nodes;
    const out = new ByteWriter();
    const part = (bytes: Uint8Array): void => {
      out.uint(bytes.length);
      out.raw(bytes);
    };
    for (let i = 0; i < n; i++) part(interner.nodeBytes(cells.node(state[i])));
    for (let i = 0; i < n; i++) {
      const messages = this.#messagesOf(state[i]).map((message) => interner.messageBytes(message));
      out.uint(messages.length);
      messages.forEach(part);
    }
    const env = state[n];
    out.string(JSON.stringify(ghosts.get(environments.ghost(env))));
    for (const [counter, name] of boundNames.entries()) {
      // It counts nothing, and states had their names before there was such a bound.
      if (name !== 'max-spread') out.uint(environments.used(env, counter));
    }
    return out.bytes().slice();
  }

  /** The messages in a cell, ordered alike in every run: ids are not, so a bag is put in the order of its bytes. */
  #messagesOf(cell: number): number[] {
    const { model, interner, cells, inboxes } = this.#tables;
    const messages = [...inboxes.messages(cells.inbox(cell))];
    if (networkOf(model).ordered) return messages;
    return messages.sort((a, b) => Buffer.compare(interner.messageBytes(a), interner.messageBytes(b)));
  }
}
