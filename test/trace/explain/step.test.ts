/** Explanations in the field's words, for steps of the real core. */
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import type { Model } from '../../../src/cluster/model.ts';
import type { ClusterView, NodeView } from '../../../src/cluster/view.ts';
import { defaultModel } from '../../../src/spec/defaults.ts';
import { sentence } from '../../../src/trace/explain/sentence.ts';
import { explainStep } from '../../../src/trace/explain/step.ts';
import { describeAction } from '../../../src/trace/words.ts';
import { clusterOf } from './behaviors.ts';

const open: Model['bounds'] = {
  ...defaultModel.bounds,
  ...{ 'max-term': 9, 'max-in-flight': 40, 'max-proposals': 3, 'max-crashes': 3, 'max-transfers': 2 },
  ...{ 'max-compactions': 2, 'max-reads': 2 },
};

/** A behavior taken by words (or their beginnings), and what is said of its last step. */
class Told {
  readonly cluster: Cluster;
  #state: Int32Array = new Int32Array(0);
  #before: ClusterView | null = null;
  said: readonly string[] = [];

  constructor(differences: Partial<Omit<Model, 'bounds'>> = {}) {
    this.cluster = clusterOf({ ...defaultModel, ...differences, bounds: open });
    this.cluster.init((state) => {
      this.#state = state.slice();
    });
  }

  do(...words: readonly string[]): this {
    for (const word of words) this.#take(word);
    return this;
  }

  /** The state before the last step. */
  get before(): ClusterView {
    if (this.#before === null) throw new Error('no step was taken');
    return this.#before;
  }

  /** The step, as if its node had then been another, or had sent nothing. */
  doOtherwise(word: string, change: (node: NodeView) => NodeView, sends = true): this {
    this.#take(word, change, sends);
    return this;
  }

  #take(word: string, change = (node: NodeView): NodeView => node, sends = true): void {
    const { cluster } = this;
    const found: { readonly kind: number; readonly arg: number; readonly state: Int32Array }[] = [];
    cluster.next(this.#state, (successor, kind, arg) => {
      const name = describeAction(cluster.action(kind, arg));
      if (name.startsWith(word)) found.push({ kind, arg, state: successor.slice() });
    });
    const step = found[0];
    if (step === undefined) throw new Error(`${word} is not enabled`);
    this.#before = cluster.view(this.#state);
    this.#state = step.state;
    const action = cluster.action(step.kind, step.arg);
    const after = cluster.view(step.state);
    const nodes = after.nodes.map((node) => (node.id === action.node ? change(node) : node));
    const { findings } = explainStep(cluster.model, this.#before, action, {
      ...after,
      nodes,
      ...(sends ? {} : { messages: [] }),
    });
    this.said = findings.map(sentence);
  }
}

const vote = (from: number, to: number) => `deliver MsgVote n${from} -> n${to}`;
const inTerm2 = (from: number, to: number) => `deliver MsgVote n${from} -> n${to} term 2`;
const granted = (from: number, to: number) => `deliver MsgVoteResp n${from} -> n${to}`;
const app = (from: number, to: number) => `deliver MsgApp n${from} -> n${to}`;
const appResp = (from: number, to: number) => `deliver MsgAppResp n${from} -> n${to}`;

/** n1 leads term 1. */
const n1Leads = ['timeout n1', vote(1, 2), granted(2, 1)];

/** n1 leads term 2 with an entry of term 1 that nobody else has; entries travel one by one. */
function reElected(): Told {
  const told = new Told({ maxSizePerMsg: 0 }).do(...n1Leads, 'crash n1', 'restart n1', 'timeout n1');
  return told.do(inTerm2(1, 2), granted(2, 1));
}

describe('elections', () => {
  it('begin with a campaign', () => {
    expect(new Told().do('timeout n1').said).toEqual([
      'the election timer fires: n1 campaigns in term 1 and votes for itself, asks n2 and n3',
    ]);
  });

  it('tell why a vote is granted', () => {
    expect(new Told().do('timeout n1', vote(1, 2)).said).toEqual([
      "term 1 is higher than n2's 0: n2 is now a follower in term 1",
      'vote granted to n1: no vote given in term 1, log (0,0) is not behind (0,0)',
    ]);
  });

  it('tell why a vote is refused: it is given', () => {
    expect(new Told().do('timeout n1', 'timeout n2', vote(1, 2)).said).toEqual([
      'vote refused: it has voted for n2 in term 1',
    ]);
  });

  it('tell why a vote is refused: the log is behind', () => {
    const told = new Told().do(...n1Leads, app(1, 2), 'timeout n3', 'timeout n3', inTerm2(3, 2));
    expect(told.said).toEqual([
      "term 2 is higher than n2's 1: n2 is now a follower in term 2",
      'vote refused: log (0,0) is behind (1,1)',
    ]);
  });

  it('are won by a majority', () => {
    expect(new Told().do(...n1Leads).said).toEqual([
      'n2 grants: 2 of 3 votes',
      'n1 became leader of term 1: 2 of 3 votes; appends its first entry 1@1',
    ]);
  });

  it('are lost to a majority', () => {
    const told = new Told().do('timeout n1', 'timeout n2', 'timeout n3', vote(1, 2), vote(1, 3));
    told.do(granted(2, 1), granted(3, 1));
    expect(told.said).toEqual([
      'n3 refuses: 1 of 3 votes',
      'election lost: 2 of 3 refused; back to follower',
    ]);
  });

  it('are given up for whoever leads the term', () => {
    const told = new Told().do(...n1Leads, 'timeout n3', app(1, 3));
    expect(told.said[0]).toBe('n1 leads term 1: n3 gives up as a candidate');
  });

  it('may be asked about first', () => {
    const told = new Told({ preVote: true }).do('timeout n1');
    expect(told.said[0]).toMatch(
      /n1 asks who would vote for it in term 1; its term stays 0, asks n2 and n3$/,
    );
    expect(told.do('deliver MsgPreVote n1 -> n2').said).toEqual([
      'pre-vote granted to n1: term 1 would be new, log (0,0) is not behind (0,0)',
    ]);
    expect(told.do('deliver MsgPreVoteResp n2 -> n1').said[1]).toBe(
      '2 of 3 votes: n1 campaigns in term 1 and votes for itself, asks n2 and n3',
    );
  });
});

describe('elections and leases', () => {
  it('are held back by a lease', () => {
    const told = new Told({ checkQuorum: true }).do(
      ...n1Leads,
      app(1, 2),
      'timeout n3',
      'timeout n3',
      inTerm2(3, 2),
    );
    expect(told.said).toEqual([
      'MsgVote ignored: n2 has heard its leader n1 within the election timeout (check-quorum)',
    ]);
  });

  it('are held back by a lease for as long as the election timeout of the clock, and no longer', () => {
    const all = ['tick n1', 'tick n2', 'tick n3'];
    const asked = (): Told =>
      new Told({ checkQuorum: true, clock: 'ticks' })
        .do(...all, 'timeout n1', 'tick n2', 'timeout n3', vote(1, 2), granted(2, 1), app(1, 2))
        .do(...all, 'tick n1', 'tick n2', 'timeout n3', 'deliver MsgHeartbeat n1 -> n2')
        .do('tick n1', 'tick n2');
    expect(asked().do(inTerm2(3, 2)).said).toEqual([
      'MsgVote ignored: n2 has heard its leader n1 within the election timeout (check-quorum, 1 of 2 ticks)',
    ]);
    const later = asked().do('tick n3', 'tick n1', 'tick n2');
    expect(later.said).toEqual([
      'n2 has not heard n1 for an election timeout: it will answer other candidates again',
    ]);
    expect(later.do(inTerm2(3, 2)).said[0]).toBe(
      "term 2 is higher than n2's 1: n2 is now a follower in term 2",
    );
  });

  it('are not held back by a lease where a leader hands over', () => {
    const told = new Told({ checkQuorum: true }).do(...n1Leads, app(1, 2), appResp(2, 1), app(1, 3));
    told.do('transfer leadership to n2 at n1', 'deliver MsgTimeoutNow n1 -> n2');
    expect(told.said).toEqual([
      'its leader told it to campaign: n2 campaigns in term 2 and votes for itself, asks n1 and n3, whose leases do not count',
    ]);
    expect(told.do(inTerm2(2, 3)).said).toEqual([
      "term 2 is higher than n3's 1, and leadership is handed to n2, which overrules its lease of n1: n3 is now a follower in term 2",
      'vote granted to n2: no vote given in term 2, log (1,1) is not behind (1,1)',
    ]);
  });
});

const nodeBefore = (told: Told): NodeView => told.before.nodes[1];

describe('a core that does not do as its rules say', () => {
  it('is not said to have ignored what it has granted', () => {
    const told = new Told({ checkQuorum: true }).do(...n1Leads, app(1, 2), 'timeout n3', 'timeout n3');
    const { said } = told.doOtherwise(inTerm2(3, 2), (node) => ({ ...node, term: 2, vote: 3, lead: 0 }));
    expect(said.slice(0, 2)).toEqual([
      'MsgVote handled, although n2 has heard its leader n1 within the election timeout (check-quorum)',
      "term 2 is higher than n2's 1: n2 is now a follower in term 2",
    ]);
  });

  it('is told what it should have done: nothing hinders it from campaigning', () => {
    const told = new Told().do(...n1Leads, app(1, 2), appResp(2, 1), 'transfer leadership to n2 at n1');
    const idle = told.doOtherwise('deliver MsgTimeoutNow n1 -> n2', () => nodeBefore(told), false);
    expect(idle.said).toEqual(['n2 does not campaign, although its leader told it to campaign']);
  });

  it('is told that an answer is missing', () => {
    const { said } = new Told().do('timeout n1').doOtherwise(vote(1, 2), (node) => node, false);
    expect(said).toContain('MsgVote not answered, although n2 owes one');
  });
});

describe('replication', () => {
  it('tells what is appended where', () => {
    expect(new Told().do(...n1Leads, 'propose "v1" at n1').said).toEqual(['n1 leads and appends 2@1 "v1"']);
    expect(new Told().do(...n1Leads, app(1, 2)).said).toEqual([
      'append accepted: from the beginning of the log; adds 1@1',
    ]);
  });

  it('tells why an append is rejected', () => {
    expect(reElected().do('deliver MsgApp n1 -> n2 term 2').said[0]).toBe(
      'append rejected: n2 has no entry 1@1 (at 1 it has nothing), hint 0@0',
    );
  });

  it('tells how far a follower is, and what is committed by it', () => {
    expect(new Told().do(...n1Leads, app(1, 2), appResp(2, 1)).said).toEqual([
      'n2 has everything up to 1 (was 0), probe -> replicate',
      'commit 0 -> 1: 1 is on 2 of 3',
    ]);
  });

  it('tells why nothing is committed: the entry is of an older term', () => {
    const told = reElected().do('deliver MsgApp n1 -> n2 term 2', appResp(2, 1));
    expect(told.said).toEqual(['n2 has not what precedes 2: the probe at 2 failed, next probe at 1']);
    told.do('deliver MsgApp n1 -> n2 term 2 (after 0@0', appResp(2, 1));
    expect(told.said[1]).toBe(
      'commit stays at 0: entry 1 is of term 1, and only entries of term 2 are committed by counting',
    );
  });

  it('tells that an entry of an older term was committed by counting, where a core does that', () => {
    const told = reElected().do('deliver MsgApp n1 -> n2 term 2', appResp(2, 1));
    const { said } = told
      .do('deliver MsgApp n1 -> n2 term 2 (after 0@0')
      .doOtherwise(appResp(2, 1), (leader) => ({ ...leader, commit: 1 }));
    expect(said[1]).toBe(
      'commit 0 -> 1, although entry 1 is of term 1, and only entries of term 2 are committed by counting',
    );
  });

  it('tells which older entries are committed with one of the term', () => {
    const told = reElected().do('deliver MsgApp n1 -> n2 term 2', appResp(2, 1));
    told.do('deliver MsgApp n1 -> n2 term 2 (after 0@0', appResp(2, 1));
    told.do('deliver MsgApp n1 -> n2 term 2 (after 1@1', appResp(2, 1));
    expect(told.said[1]).toBe('commit 0 -> 2: 2 is on 2 of 3; 1@1 of older terms follow');
  });

  it('tells a follower what its leader has committed', () => {
    const told = new Told().do(
      ...n1Leads,
      app(1, 2),
      appResp(2, 1),
      'deliver MsgApp n1 -> n2 term 1 (after 1@1',
    );
    expect(told.said[1]).toBe(
      'commit 0 -> 1: n1 has committed up to 1, and the logs are known to agree up to 1',
    );
  });
});

describe('faults and storage', () => {
  it('tell what a crash takes', () => {
    expect(new Told().do('timeout n1', 'crash n1').said).toEqual([
      'n1 is down and has lost nothing that was not durable',
    ]);
    const told = new Told({ storage: 'async' }).do('timeout n1', 'crash n1');
    expect(told.said).toEqual(['n1 is down and has lost term 1, its vote for n1']);
  });

  it('tell what a restart begins with', () => {
    expect(new Told().do(...n1Leads, 'crash n1', 'restart n1').said).toEqual([
      'n1 starts from its disk: term 1, a vote for n1, a log up to 1, commit 0',
    ]);
  });
});

describe('reads and transfers', () => {
  const committed = [...n1Leads, app(1, 2), appResp(2, 1)];

  it('tell what a read waits for', () => {
    expect(new Told().do(...n1Leads, 'read "r1" at n1').said).toEqual([
      'the read waits: n1 has committed nothing in term 1 yet',
    ]);
    expect(new Told().do(...committed, 'read "r1" at n1').said).toEqual([
      'the read waits at commit 1: a quorum has to answer a heartbeat first (read-only: safe)',
    ]);
  });

  it('tell that a lease answers a read', () => {
    const leases = { checkQuorum: true, readOnly: 'lease' } as const;
    expect(new Told(leases).do(...committed, 'read "r1" at n1').said).toEqual([
      "the read is answered at 1: n1 leads, and its lease stands in for a quorum's answers (read-only: lease)",
    ]);
    const told = new Told(leases).do(...committed, 'deliver MsgApp n1 -> n2', 'read "r1" at n2');
    expect(told.do('deliver MsgReadIndex n2 -> n1').said).toEqual([
      "the read is answered to n2 at 1: n1 leads, and its lease stands in for a quorum's answers (read-only: lease)",
    ]);
  });

  it('tell whether the target of a transfer is ready', () => {
    expect(new Told().do(...committed, 'transfer leadership to n2 at n1').said[0]).toMatch(
      /n1 hands over to n2, .*: n2 has the whole log, and is told to campaign$/,
    );
    expect(new Told().do(...committed, 'transfer leadership to n3 at n1').said[0]).toMatch(
      /: n3 has up to 0 of 1, and must catch up first$/,
    );
  });
});
