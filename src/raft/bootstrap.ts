/**
 * The first start of a cluster from nothing but a list of its nodes (etcd: bootstrap.go). The better way is a storage
 * whose snapshot holds the first configuration.
 */
import { List } from 'immutable';
import { applyConfChange } from './conf.ts';
import { asV2, marshalConfChange } from './confchange/codec.ts';
import * as log from './log/log.ts';
import { ConfChange, Entry, HardState, None } from './pb.ts';
import type { Raft } from './raft.ts';
import type { RawNode } from './rawnode.ts';
import { becomeFollower } from './role.ts';

export interface Peer {
  readonly id: number;
  /** For the application: it comes back in the ConfChange that adds the node. */
  readonly context: string;
}

export type BootstrapError = 'ErrNoPeers' | 'ErrStorageNotEmpty';

/**
 * Makes the log of every new node start with the same entries, one for each peer, of term 1 and committed (etcd:
 * RawNode.Bootstrap). All nodes must be given the same peers in the same order.
 */
export function bootstrap(rn: RawNode, peers: Iterable<Peer>): readonly [RawNode, BootstrapError | null] {
  const list = List(peers);
  if (list.isEmpty()) return [rn, 'ErrNoPeers'];
  if (rn.raft.raftLog.storage.lastIndex() !== 0) return [rn, 'ErrStorageNotEmpty'];
  const changes = list.map(({ id, context }) =>
    ConfChange({ type: 'ConfChangeAddNode', nodeId: id, context }),
  );
  const follower = appendCommitted(becomeFollower(rn.raft, 1, None), changes);
  // In use at once, so that the node can campaign. The application will apply the entries too, to no further effect.
  const raft = changes.reduce((r, cc) => applyConfChange(r, asV2(cc))[0], follower);
  // Nothing is durable yet: the first Ready must bring the hard state.
  return [rn.merge({ raft, prevHardSt: HardState() }), null];
}

function appendCommitted(r: Raft, changes: List<ConfChange>): Raft {
  const entries = changes.map((cc, i) => {
    const [type, data] = marshalConfChange(cc);
    return Entry({ type, term: 1, index: i + 1, data });
  });
  const [raftLog] = log.append(r.raftLog, entries);
  return r.set('raftLog', raftLog.set('committed', entries.size));
}
