/**
 * A state vector as people and other runs see it: the view, and the bytes that name it whatever ids a run gave. Slow: not
 * for searches.
 */
import { ByteWriter } from './bytes.ts';
import type { Cells } from './cells.ts';
import type { Environments } from './environment.ts';
import type { Ghosts } from './ghost.ts';
import type { Inboxes } from './inbox.ts';
import { type BoundName, boundNames, type Model } from './model.ts';
import { networkOf } from './network/table.ts';
import type { Steps } from './steps.ts';
import type { ClusterView } from './view.ts';

export class Pictures<S, M> {
  readonly #model: Model;
  readonly #steps: Steps<S, M>;
  readonly #cells: Cells;
  readonly #inboxes: Inboxes;
  readonly #ghosts: Ghosts;
  readonly #environments: Environments;

  constructor(
    model: Model,
    steps: Steps<S, M>,
    cells: Cells,
    inboxes: Inboxes,
    ghosts: Ghosts,
    environments: Environments,
  ) {
    this.#model = model;
    this.#steps = steps;
    this.#cells = cells;
    this.#inboxes = inboxes;
    this.#ghosts = ghosts;
    this.#environments = environments;
  }

  view(state: Int32Array): ClusterView {
    const n = this.#model.nodes;
    const env = state[n];
    const cells = Array.from(state.subarray(0, n));
    const used = boundNames
      .map((name, counter): [BoundName, number] => [name, this.#environments.used(env, counter)])
      .filter(([name, times]) => times > 0 && name !== 'max-drift');
    const clocks = (this.#environments.clocks(env) ?? [])
      .map((ticks, i): [string, number] => [`ahead n${i + 1}`, ticks])
      .filter(([, ticks]) => ticks > 0);
    return {
      nodes: cells.map((cell) => this.#steps.nodeView(this.#cells.node(cell))),
      messages: cells
        .flatMap((cell) => this.#messagesOf(cell))
        .map((message) => this.#steps.messageView(message)),
      ghost: this.#ghosts.get(this.#environments.ghost(env)),
      used: Object.fromEntries([...used, ...clocks]),
    };
  }

  canonicalBytes(state: Int32Array): Uint8Array {
    const n = this.#model.nodes;
    const out = new ByteWriter();
    const part = (bytes: Uint8Array): void => {
      out.uint(bytes.length);
      out.raw(bytes);
    };
    for (let i = 0; i < n; i++) part(this.#steps.nodeBytes(this.#cells.node(state[i])));
    for (let i = 0; i < n; i++) {
      const messages = this.#messagesOf(state[i]).map((message) => this.#steps.messageBytes(message));
      out.uint(messages.length);
      messages.forEach(part);
    }
    const env = state[n];
    out.string(JSON.stringify(this.#ghosts.get(this.#environments.ghost(env))));
    for (let counter = 0; counter < boundNames.length; counter++) {
      out.uint(this.#environments.used(env, counter));
    }
    return out.bytes().slice();
  }

  /** The messages in a cell, ordered alike in every run: ids are not, so a bag is put in the order of its bytes. */
  #messagesOf(cell: number): number[] {
    const messages = [...this.#inboxes.messages(this.#cells.inbox(cell))];
    if (networkOf(this.#model).ordered) return messages;
    return messages.sort((a, b) => Buffer.compare(this.#steps.messageBytes(a), this.#steps.messageBytes(b)));
  }
}
