/** What actions do to one node, where a guard or an application's duty is easily got wrong. */
import { describe, expect, it } from 'vitest';
import type { Adapter, Input } from '../../src/cluster/adapter.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Node } from '../../src/cluster/etcd/node.ts';
import { localActions } from '../../src/cluster/inputs.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import type { Message } from '../../src/raft/pb.ts';
import { small } from '../soundness/small-specs.ts';

/** A cluster by hand: actions one at a time, and all messages delivered when asked for. */
class ByHand {
  readonly adapter: Adapter<Node, Message>;
  readonly nodes: Node[];
  pool: Message[] = [];

  constructor(model: Model) {
    this.adapter = createAdapter(model);
    this.nodes = Array.from({ length: model.nodes }, (_, i) => this.adapter.init(i + 1));
  }

  /** The reads that the step confirms; null when the input is not enabled. */
  do(id: number, input: Input<Message>): readonly string[] | null {
    const outcome = this.adapter.step(this.nodes[id - 1], input);
    if (outcome === null) return null;
    this.nodes[id - 1] = outcome.state;
    this.pool.push(...outcome.messages);
    return outcome.reads.map((read) => `${read.context}@${read.index}`);
  }

  /** Delivers in order of sending until nothing is under way; with asynchronous storage work is done as it comes. */
  settle(): readonly string[] {
    const reads: string[] = [];
    for (;;) {
      for (const id of this.nodes.keys()) {
        for (const kind of ['append-done', 'apply-done'] as const)
          reads.push(...(this.do(id + 1, { kind }) ?? []));
      }
      const message = this.pool.shift();
      if (message !== undefined) reads.push(...(this.do(message.to, { kind: 'deliver', message }) ?? []));
      else if (this.nodes.every((node) => node.appendWork.isEmpty() && node.applyWork.isEmpty()))
        return reads;
    }
  }

  elect(id: number): void {
    this.do(id, { kind: 'timeout' });
    this.settle();
  }

  view(id: number): NodeView {
    return this.adapter.view(this.nodes[id - 1]);
  }
}

describe('a read', () => {
  it('is confirmed at a follower by its leader, and said once', () => {
    const cluster = new ByHand(small({ nodes: 3 }, { 'max-reads': 1 }));
    cluster.elect(1);
    expect(cluster.do(2, { kind: 'read', context: 'r1' })).toEqual([]);
    expect(cluster.settle()).toEqual(['r1@1']);
    expect(cluster.view(2).extra).toEqual({});
  });

  it('is confirmed at once where there is nobody else to ask', () => {
    const cluster = new ByHand(small({ nodes: 1 }, { 'max-reads': 1 }));
    cluster.elect(1);
    expect(cluster.do(1, { kind: 'read', context: 'r1' })).toEqual(['r1@1']);
  });
});

describe('a transfer', () => {
  it('may be given up without CheckQuorum too', () => {
    const kinds = (transfers: number) =>
      localActions(small({}, { 'max-transfers': transfers })).map((action) => action.input.kind);
    expect(kinds(1)).toContain('check-quorum');
    expect(kinds(0)).not.toContain('check-quorum');
    const cluster = new ByHand(small({}, { 'max-transfers': 1 }));
    cluster.elect(1);
    cluster.do(1, { kind: 'transfer', transferee: 2 });
    expect(cluster.view(1).extra.leadTransferee).toBe(2);
    cluster.do(1, { kind: 'check-quorum' });
    expect(cluster.view(1).extra.leadTransferee).toBeUndefined();
  });

  it('is asked for at a follower only where clients talk to any node', () => {
    const sent = (proposeAt: Model['proposeAt']) => {
      const cluster = new ByHand(small({ proposeAt }, { 'max-transfers': 1 }));
      cluster.elect(1);
      cluster.do(2, { kind: 'transfer', transferee: 2 });
      return cluster.pool.map((message) => message.type);
    };
    expect(sent('any')).toEqual(['MsgTransferLeader']);
    expect(sent('leader')).toEqual([]);
  });
});

describe('compacting', () => {
  it('waits until the commit index is on disk, so that a restart finds no snapshot beyond it', () => {
    const cluster = new ByHand(
      small({ nodes: 1, storage: 'async' }, { 'max-compactions': 1, 'max-crashes': 1 }),
    );
    cluster.do(1, { kind: 'timeout' });
    while (cluster.view(1).commit === 0) cluster.do(1, { kind: 'append-done' });
    cluster.do(1, { kind: 'apply-done' });
    expect(cluster.view(1)).toMatchObject({ applied: 1, durable: { commit: 0 } });
    expect(cluster.do(1, { kind: 'compact' })).toBeNull();
    cluster.settle();
    expect(cluster.do(1, { kind: 'compact' })).toEqual([]);
    cluster.do(1, { kind: 'crash' });
    cluster.do(1, { kind: 'restart' });
    expect(cluster.view(1)).toMatchObject({ snapshot: { index: 1 }, commit: 1 });
  });
});

describe('a cluster that some nodes are not members of', () => {
  const model = small(
    { nodes: 3, members: 2, confChanges: ['v3 explicit', 'leave'] },
    { 'max-term': 3, 'max-conf-changes': 2, 'max-crashes': 1 },
  );

  it('begins as a bootstrap leaves it, with the others knowing nothing', () => {
    const cluster = new ByHand(model);
    expect(cluster.view(1)).toMatchObject({ term: 1, commit: 2, applied: 2, config: { voters: [1, 2] } });
    expect(cluster.view(1).log.map((entry) => entry.data)).toEqual(['v1', 'v2']);
    expect(cluster.view(3)).toMatchObject({ term: 0, log: [], config: { voters: [] } });
    expect(cluster.do(3, { kind: 'timeout' })).not.toBeNull();
    expect(cluster.view(3).role).toBe('follower');
  });

  it('is joined by a node that learns every change from the log', () => {
    const cluster = new ByHand(model);
    cluster.elect(1);
    cluster.do(1, { kind: 'propose-conf', change: 'v3 explicit' });
    cluster.settle();
    expect(cluster.view(3).config).toMatchObject({ voters: [1, 2, 3], votersOutgoing: [1, 2] });
    cluster.do(1, { kind: 'propose-conf', change: 'leave' });
    cluster.settle();
    expect(cluster.view(3).config).toMatchObject({ voters: [1, 2, 3], votersOutgoing: [] });
  });

  it('is what a member still knows after a restart', () => {
    const cluster = new ByHand(model);
    cluster.elect(1);
    cluster.do(1, { kind: 'propose-conf', change: 'v3 explicit' });
    cluster.settle();
    const before = cluster.view(3);
    cluster.do(3, { kind: 'crash' });
    cluster.do(3, { kind: 'restart' });
    expect(cluster.view(3)).toMatchObject({ config: before.config, commit: before.commit, log: before.log });
  });
});

describe('a limit of one entry a message', () => {
  it('does not limit what is applied', () => {
    const cluster = new ByHand(small({ nodes: 3, maxSizePerMsg: 0 }, {}));
    cluster.elect(1);
    expect(cluster.view(1)).toMatchObject({ applied: 1, extra: {} });
  });
});
