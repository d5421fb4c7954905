/**
 * The etcd core behind the cluster's adapter. The only file of the cluster that is loaded by name, so that a seeded bug can
 * put a changed copy of the core in its place.
 */
import type { Message } from '../../raft/pb.ts';
import type { Adapter, Input, StepResult } from '../adapter.ts';
import { floorKind, floorName, leadFloor } from '../floors.ts';
import type { Model } from '../model.ts';
import { deadline, floors, ignores } from './dead.ts';
import { encode } from './encode.ts';
import { type Identity, identity } from './identity.ts';
import { apply } from './inputs.ts';
import { freshNode, type Node } from './node.ts';
import { renameMessage, renameNode } from './rename.ts';
import { renameMessageTerms, renameNodeTerms } from './renameterms.ts';
import { settle } from './settle.ts';
import { viewMessage, viewNode } from './view.ts';

/** `canonical`: what of a node matters; tests put others in its place. */
export function createAdapter(model: Model, canonical: Identity = identity(model)): Adapter<Node, Message> {
  const step = (node: Node, input: Input<Message>): StepResult<Node, Message> | null => {
    const applied = apply(model, node, input);
    if (applied === null) return null;
    const settled = settle(applied[0]);
    return {
      state: canonical(settled.node),
      messages: [...applied[1], ...settled.messages],
      reads: settled.reads.map(({ index, requestCtx }) => ({ context: requestCtx, index })),
    };
  };
  return {
    init: (id) => canonical(settle(freshNode(model, id)).node),
    step,
    encode,
    encodeMessage: encode,
    view: viewNode,
    viewMessage,
    rename: renameNode,
    renameMessage,
    renameTerms: renameNodeTerms,
    renameMessageTerms,
    floors: (node) => floors(model, node),
    floorName,
    floorKind,
    leadFloor,
    deadline: (message) => deadline(model, message),
    ignores,
  };
}
