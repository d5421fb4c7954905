/**
 * Changes of who is in the cluster: one node at a time, at the leader, each with the caution that Raft leaves to its
 * application. A node joins as a learner and is promoted when it has caught up. Ids are used once.
 */
import { term, zeroTermOnOutOfBounds } from '../../src/raft/log/log.ts';
import { ConfChange, type ConfChangeType } from '../../src/raft/pb.ts';
import { proposeConfChange, status, transferLeader } from '../../src/raft/rawnode.ts';
import { encodeContext } from './command.ts';
import { Refusal } from './http.ts';
import type { Machine, Outcome } from './machine.ts';
import type { Proposals } from './proposals.ts';
import type { RaftNode } from './raftnode.ts';

/** A learner may be promoted when it lacks at most so many entries. */
const nearly = 100;

export class Membership {
  readonly #node: RaftNode;
  readonly #machine: Machine;
  readonly #proposals: Proposals;
  readonly #timeout: number;
  readonly #watching = new Set<() => void>();

  /** `timeout`: ms that a change of leader may take. */
  constructor(node: RaftNode, machine: Machine, proposals: Proposals, timeout: number) {
    this.#node = node;
    this.#machine = machine;
    this.#proposals = proposals;
    this.#timeout = timeout;
  }

  /** Adds a learner that is reached at `url`. Done already: nothing. */
  async add(id: number, url: string): Promise<Outcome | null> {
    this.#mustKnow();
    const known = this.#machine.members.get(id);
    if (known?.url === url) return null;
    if (known !== undefined) throw new Refusal(409, `node ${id} is a member, at ${known.url}`);
    if (this.#machine.wasRemoved(id))
      throw new Refusal(409, `node ${id} was removed: a new node takes a new id`);
    return this.#change('ConfChangeAddLearnerNode', id, url);
  }

  /** Makes a voter of a learner. */
  async promote(id: number): Promise<Outcome | null> {
    this.#mustKnow();
    if (!this.#member(id).learner) return null;
    const { progress, hardState } = status(this.#node.rn);
    const { state, match = 0 } = progress.get(id) ?? {};
    const lacking = hardState.commit - match;
    // While it is probed, or sent a snapshot, its log is a guess.
    if (state !== 'StateReplicate' || lacking > nearly)
      throw new Refusal(503, `node ${id} has not caught up yet: it lacks ${lacking} entries`);
    return this.#change('ConfChangeAddNode', id);
  }

  /** Removes a node. Done already: nothing. A leader hands over first: see docs/findings/removed-leader-keeps-its-vote.md. */
  async remove(id: number): Promise<Outcome | null> {
    this.#mustKnow();
    if (this.#machine.wasRemoved(id)) return null;
    const { learner } = this.#member(id);
    if (!learner) this.#mustStayAvailable(id);
    if (id === this.#node.rn.raft.id) {
      await this.transfer(this.#successor());
      this.#mustLead();
    }
    return this.#change('ConfChangeRemoveNode', id);
  }

  /** Hands leadership to a voter; kept when this node knows it as the leader. */
  async transfer(to: number): Promise<void> {
    this.#mustKnow();
    if (this.#member(to).learner) throw new Refusal(409, `node ${to} is a learner`);
    const until = performance.now() + this.#timeout;
    this.#node.give((rn) => transferLeader(rn, to));
    while (this.#node.rn.raft.lead !== to) {
      const left = until - performance.now();
      if (left <= 0) throw new Refusal(503, `node ${to} did not take over in time`);
      await this.#roleChange(left);
    }
  }

  roleChanged(): void {
    for (const tell of this.#watching) tell();
  }

  #member(id: number): { readonly learner: boolean } {
    const member = this.#machine.members.get(id);
    if (member === undefined) throw new Refusal(404, `there is no node ${id}`);
    return member;
  }

  #change(type: ConfChangeType, nodeId: number, url?: string): Promise<Outcome> {
    this.#mustLead();
    const { pendingConfIndex, raftLog } = this.#node.rn.raft;
    if (pendingConfIndex > raftLog.applied) throw new Refusal(503, 'another change is under way');
    return this.#proposals.proposeWith((id, rn) => {
      const context = encodeContext({ id, ...(url !== undefined && { url }) });
      return proposeConfChange(rn, ConfChange({ type, nodeId, context }));
    });
  }

  /** Refuses with where the leader is: clients follow a 307. */
  #mustLead(): void {
    const { state, lead } = this.#node.rn.raft;
    if (state === 'StateLeader') return;
    const url = this.#machine.members.get(lead)?.url;
    if (url === undefined) throw new Refusal(503, 'no leader is known');
    throw new Refusal(307, `node ${lead} leads`, { location: url });
  }

  /** A new leader learns who is a member, and who was, as it applies what others have committed. */
  #mustKnow(): void {
    this.#mustLead();
    const { raftLog, term: now } = this.#node.rn.raft;
    if (zeroTermOnOutOfBounds(term(raftLog, raftLog.applied)) !== now)
      throw new Refusal(503, 'this leader is new: it has not applied yet what was committed before');
  }

  /**
   * The voters left must have a quorum among them that was heard lately. A new leader has heard nobody yet, and CheckQuorum
   * begins to count anew with each election timeout: that may change.
   */
  #mustStayAvailable(leaving: number): void {
    const { progress, id } = status(this.#node.rn);
    const left = [...progress].filter(([other, pr]) => other !== leaving && !pr.isLearner);
    if (left.length === 0) throw new Refusal(409, `node ${leaving} is the only voter`);
    const heard = left.filter(([other, pr]) => other === id || pr.recentActive).length;
    if (heard <= left.length / 2) {
      throw new Refusal(
        503,
        `of the ${left.length} voters besides node ${leaving} only ${heard} were heard lately`,
      );
    }
  }

  /** The voter that is furthest, besides this node. */
  #successor(): number {
    const { rn } = this.#node;
    const others = [...status(rn).progress].filter(([id, pr]) => id !== rn.raft.id && !pr.isLearner);
    const [best] = others.sort(([, a], [, b]) => b.match - a.match);
    if (best === undefined) throw new Refusal(409, `node ${rn.raft.id} is the only voter`);
    return best[0];
  }

  #roleChange(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#watching.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#watching.add(done);
    });
  }
}
