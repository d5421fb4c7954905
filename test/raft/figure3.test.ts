/**
 * The five properties of the Raft paper's figure 3, watched while clusters run through schedules of elections, proposals,
 * losses, duplicates, reordering and restarts. The schedules come from fixed seeds, so that a failure comes again.
 */
import { describe, expect, test } from 'vitest';
import { allEntries } from '../../src/raft/log/log.ts';
import type { Entry } from '../../src/raft/pb.ts';
import * as rawnode from '../../src/raft/rawnode.ts';
import { Cluster } from './harness.ts';

/** Per server, how many things happen. */
const stepsEach = 150;

/** Numbers in [0, n) from a seed: a linear congruential generator, its high bits. */
function chooser(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** What has been seen, against which every new state is judged. */
class Witness {
  readonly leaders = new Map<number, number>();
  readonly leaderLogs = new Map<string, Entry[]>();
  /** The longest prefix any node has committed, with the term of the node that did. */
  readonly committed: Entry[] = [];
  readonly longestApplied: string[] = [];

  judge(c: Cluster): void {
    for (const id of c.nodes.keys()) {
      this.#electionSafety(c, id);
      this.#leaderAppendOnly(c, id);
      this.#leaderCompleteness(c, id);
      this.#stateMachineSafety(c, id);
      for (const other of c.nodes.keys()) logMatching(c, id, other);
    }
  }

  #electionSafety(c: Cluster, id: number): void {
    const { state, term } = c.raft(id);
    if (state !== 'StateLeader') return;
    expect(this.leaders.get(term) ?? id, `leader of term ${term}`).toBe(id);
    this.leaders.set(term, id);
  }

  #leaderAppendOnly(c: Cluster, id: number): void {
    const { state, term } = c.raft(id);
    if (state !== 'StateLeader') return;
    const name = `${id} in term ${term}`;
    const log = logOf(c, id);
    const before = this.leaderLogs.get(name) ?? [];
    expect(sameEntries(before, log.slice(0, before.length)), `log of leader ${name}`).toBe(true);
    this.leaderLogs.set(name, log);
  }

  /** Committed entries are the same everywhere, and a leader of a later term has all of them. */
  #leaderCompleteness(c: Cluster, id: number): void {
    const { state, raftLog } = c.raft(id);
    const log = logOf(c, id);
    const known = Math.min(this.committed.length, raftLog.committed);
    expect(sameEntries(this.committed.slice(0, known), log.slice(0, known)), `committed by ${id}`).toBe(true);
    const newest = Math.max(...this.leaders.keys(), 0);
    if (state === 'StateLeader' && c.raft(id).term === newest) {
      expect(sameEntries(this.committed, log.slice(0, this.committed.length)), `leader ${id}`).toBe(true);
    }
    this.committed.push(...log.slice(this.committed.length, raftLog.committed));
  }

  #stateMachineSafety(c: Cluster, id: number): void {
    const applied = c.applied.get(id)!;
    const shared = Math.min(applied.length, this.longestApplied.length);
    expect(applied.slice(0, shared)).toEqual(this.longestApplied.slice(0, shared));
    this.longestApplied.push(...applied.slice(shared));
  }
}

function logMatching(c: Cluster, a: number, b: number): void {
  const [left, right] = [logOf(c, a), logOf(c, b)];
  let last = Math.min(left.length, right.length);
  while (last > 0 && left[last - 1].term !== right[last - 1].term) last--;
  expect(sameEntries(left.slice(0, last), right.slice(0, last)), `logs of ${a} and ${b}`).toBe(true);
}

function logOf(c: Cluster, id: number): Entry[] {
  return allEntries(c.raft(id).raftLog).toArray();
}

function sameEntries(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry.equals(b[i]));
}

/** One random thing happens to the cluster. */
function act(c: Cluster, choose: (n: number) => number, step: number): void {
  const id = 1 + choose(c.nodes.size);
  const dice = choose(40);
  if (dice === 0) c.input(id, rawnode.campaign);
  else if (dice <= 3) c.propose(id, `v${step}`);
  else if (dice === 4) c.restart(id);
  else if (dice <= 6) c.input(id, rawnode.tick);
  else if (c.wire.length > 0) {
    const [m] = c.wire.splice(choose(c.wire.length), 1);
    if (dice === 7) return; // lost
    if (dice === 8) c.wire.push(m); // duplicated
    c.input(m.to, (rn) => rawnode.step(rn, m));
  }
}

describe('figure 3', () => {
  test.each([
    [3, 1],
    [3, 2],
    [5, 3],
    [5, 4],
  ])('holds in every state of %i servers under schedule %i', (n, seed) => {
    const c = Cluster.of(n, { electionTick: 5 });
    const witness = new Witness();
    const choose = chooser(seed);
    for (let step = 0; step < n * stepsEach; step++) {
      act(c, choose, step);
      witness.judge(c);
    }
    // It said something: there were leaders, and something was committed and applied.
    expect(witness.leaders.size).toBeGreaterThan(1);
    expect(witness.longestApplied.length).toBeGreaterThan(0);
  });
});
