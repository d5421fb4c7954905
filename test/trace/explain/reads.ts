/** Which reads a step has answered, asked of the core itself: no state of a cluster says so. */
import type { Action } from '../../../src/cluster/action.ts';
import type { Adapter, Input } from '../../../src/cluster/adapter.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Node } from '../../../src/cluster/etcd/node.ts';
import type { Model } from '../../../src/cluster/model.ts';
import type { MessageView, NodeView, ReadView } from '../../../src/cluster/view.ts';
import type { Message } from '../../../src/raft/pb.ts';

export class ReadTeller {
  readonly adapter: Adapter<Node, Message>;
  readonly #nodes = new WeakMap<NodeView, Node>();
  readonly #messages = new WeakMap<MessageView, Message>();

  constructor(model: Model) {
    const inner = createAdapter(model);
    this.adapter = {
      ...inner,
      view: (node) => {
        const view = inner.view(node);
        this.#nodes.set(view, node);
        return view;
      },
      viewMessage: (message) => {
        const view = inner.viewMessage(message);
        this.#messages.set(view, message);
        return view;
      },
    };
  }

  answered(then: NodeView, action: Action): readonly ReadView[] {
    const node = this.#nodes.get(then);
    const input = this.#input(action);
    if (node === undefined) throw new Error('a view that was not made here');
    return input === null ? [] : (this.adapter.step(node, input)?.reads ?? []);
  }

  /** Null: such an action answers none. */
  #input(action: Action): Input<Message> | null {
    if (action.kind === 'read') return { kind: 'read', context: action.context };
    if (action.kind === 'append-done') return { kind: 'append-done' };
    if (action.kind !== 'deliver') return null;
    const message = this.#messages.get(action.message);
    if (message === undefined) throw new Error('a message that was not shown here');
    return { kind: 'deliver', message };
  }
}
