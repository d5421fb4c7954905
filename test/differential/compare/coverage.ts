/** Counts what the schedules reached: agreement says little about what never happened. */

import type { Raft } from '../../../src/raft/raft.ts';
import { full } from '../../../src/raft/tracker/inflights.ts';
import type { DrivenCluster } from '../driver/cluster.ts';

export class Coverage {
  readonly counts = new Map<string, number>();
  #before = new Map<number, Raft>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Begins a schedule. */
  reset(): void {
    this.#before = new Map();
  }

  /** Looks at the cluster after one line. */
  see(cluster: DrivenCluster, line: string): void {
    this.count(`command ${line.slice(0, line.indexOf(' '))}`);
    if (cluster.delivered !== null) this.count(`deliver ${cluster.delivered.type}`);
    if (cluster.panicked !== null) this.count(`panic ${cluster.panicked}`);
    for (const [id, node] of cluster.nodes) {
      if (node.rn === null) {
        this.#before.delete(id);
        continue;
      }
      const before = this.#before.get(id);
      const after = node.rn.raft;
      if (before === after) continue;
      if (before !== undefined) this.#compare(before, after);
      this.#before.set(id, after);
    }
  }

  #compare(before: Raft, after: Raft): void {
    if (before.state !== after.state) this.count(`became ${after.state.slice('State'.length)}`);
    if (before.trk.config !== after.trk.config) this.#compareConfig(before, after);
    if (before.trk.progress !== after.trk.progress) this.#compareProgress(before, after);
    if (before.readStates.size < after.readStates.size) this.count('event read confirmed');
    if (before.readOnly.unconfirmedReads.size < after.readOnly.unconfirmedReads.size)
      this.count('event read waits');
    if (before.pendingReadIndexMessages.size < after.pendingReadIndexMessages.size)
      this.count('event read postponed');
    if (before.leadTransferee === 0 && after.leadTransferee !== 0) this.count('event transfer begins');
    if (after.leadTransferee === 0 && before.leadTransferee !== 0) this.count('event transfer ends');
    this.#compareLog(before, after);
  }

  #compareLog(before: Raft, after: Raft): void {
    const [a, b] = [before.raftLog, after.raftLog];
    if (a.committed < b.committed) this.count('event commit');
    if (a.unstable.snapshot === null && b.unstable.snapshot !== null) this.count('event snapshot restored');
    else if (b.unstable.offset < a.unstable.offset) this.count('event log overwritten in storage');
    if (!a.applyingEntsPaused && b.applyingEntsPaused) this.count('event applying paused');
  }

  #compareConfig(before: Raft, after: Raft): void {
    const [a, b] = [before.trk.config, after.trk.config];
    this.count('event configuration');
    if (a.voters.outgoing.isEmpty() && !b.voters.outgoing.isEmpty()) {
      this.count(`event joint entered${b.autoLeave ? ', to be left automatically' : ''}`);
    }
    if (!a.voters.outgoing.isEmpty() && b.voters.outgoing.isEmpty()) this.count('event joint left');
    if (a.learnersNext.size < b.learnersNext.size) this.count('event voter to become learner');
    if (after.state === 'StateLeader' && !after.trk.progress.has(after.id))
      this.count('event leader removed');
  }

  #compareProgress(before: Raft, after: Raft): void {
    if (after.state !== 'StateLeader') return;
    after.trk.progress.forEach((pr, id) => {
      const old = before.trk.progress.get(id);
      if (old === undefined || old === pr) return;
      if (old.state !== pr.state) this.count(`progress ${old.state.slice(5)} to ${pr.state.slice(5)}`);
      if (full(pr.inflights) && !full(old.inflights)) this.count('progress inflights full');
      if (pr.state === old.state && pr.next < old.next) this.count('progress rejection taken');
    });
  }
}
