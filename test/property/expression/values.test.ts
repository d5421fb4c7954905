/** What expressions say of states that are made by hand, and how they say why. */
import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/cluster/action.ts';
import type { ClusterView, MessageView, NodeView } from '../../../src/cluster/view.ts';
import { explain } from '../../../src/property/explain.ts';
import { goalOf, invariantOf } from '../../../src/property/expression/expression.ts';
import type { Judgement } from '../../../src/property/property.ts';
import { committedIn, ghost, log, logFrom, node, progress } from '../build.ts';

const n1 = node(1, {
  role: 'leader',
  term: 2,
  vote: 1,
  lead: 1,
  commit: 1,
  log: log(1, 1, 2),
  progress: { 1: progress(3), 2: progress(1, { state: 'probe' }), 3: progress(0) },
});
const n2 = node(2, { term: 2, vote: 1, lead: 1, commit: 1, log: log(1, 1), durable: { term: 1, vote: 0 } });
const n3 = node(3, { up: false, term: 1, snapshot: { index: 3, term: 1 }, log: logFrom(4, 1) });
const app: MessageView = { type: 'MsgApp', from: 1, to: 2, term: 2, index: 2, logTerm: 1, entries: log(2) };
const vote: MessageView = { type: 'MsgVoteResp', from: 3, to: 1, term: 1, reject: true };
const state: ClusterView = {
  nodes: [n1, n2, n3],
  messages: [app, vote, vote],
  ghost: ghost({ leaders: { 1: [2], 2: [1, 3] }, committed: committedIn(1, log(1)) }),
  used: {},
};

const holds = (text: string): boolean => {
  const goal = goalOf({ name: 'g', holds: text }, 3);
  if (goal.over === 'node') return state.nodes.some((one) => goal.reached(one, state.ghost));
  return goal.over === 'cluster' && goal.reached(state);
};

describe('an expression', () => {
  it.each([
    'n1.role == leader and n1.term == 2',
    'n1.vote == n1 and n2.vote == n1 and n3.vote == none and n3.lead == none',
    'n1.log[2].term == 1 and n1.log[4] == none and n1.log[0] == none',
    'n1.log.last.index == 3 and n1.log.last.term == 2 and count(n1.log) == 3',
    'n3.log.last.index == 4 and n3.log[4].term == 1 and n3.log[3] == none and n3.log.snapshot == n3.snapshot',
    'n2.durable.term < n2.term and n2.durable.vote == none',
    'n1.log[1] == n2.log[1] and n1.log[3] not in n2.log and n1.log[2] in n2.log',
    'some m: m.log.last.index > n1.log.last.index',
    '9007199254740991 + 1 != 9007199254740991 + 2 and 9007199254740991 * 3 > 9007199254740991 + 5',
    '9007199254740991 * 9007199254740991 - 9007199254740991 * 9007199254740990 == 9007199254740991',
    'n1.log[9007199254740991 + n1.term] == none and leaders[9007199254740991 * 2] == leaders[9007199254740991]',
    'all n: n.up or n == n3',
    'all a, b: a != b',
    'not (all a: all b: a != b)',
    'count(a, b: a.vote == b.vote and a.vote == n1) == 2',
    'count(n: n.vote == n1) * 2 > count(n1.config.voters)',
    'n1 in n1.config.voters and n1.config.voters == n2.config.voters and count(n1.config.learners) == 0',
    'all v in n1.config.voters: v == n1 or v == n2 or v == n3',
    'n1.progress[n2].match == 1 and n1.progress[n2].state == probe and n2.progress[n1] == none',
    'n1.votes[n1] == none and n1.votes[n1] != true',
    'count(messages) == 3 and count(m in messages: m.reject) == 2',
    'some m in messages: m.type == MsgApp and m.to == n2 and all e in m.entries: e.term == 2',
    'all m in messages: m.type == "MsgApp" or m.type == MsgVoteResp and m.commit == 0 and m.snapshot == none',
    'count(leaders[2]) == 2 and n3 in leaders[2] and count(leaders[7]) == 0',
    'committed.last.index == 1 and committed[1] == n1.log[1] and count(committed) == 1',
    'n1.log[1].data == "v1@1" and n1.log[1].type == normal',
    '1 + 2 * 3 - 1 == 6 and 2 - 1 - 1 == 0',
    'true and not false and (false -> false)',
    'n1.log[9].term + 1 == none',
    'not n1.panicked',
  ])('holds: %s', (text) => {
    expect(holds(text)).toBe(true);
    expect(holds(`not (${text})`)).toBe(false);
  });

  it.each(['<', '<=', '>', '>='])('of what is none is never %s', (operator) => {
    expect(holds(`n1.log[9].term ${operator} 1`)).toBe(false);
    expect(holds(`n1.log[9].term ${operator} n1.log[9].term`)).toBe(false);
  });
});

const message = (judgement: Judgement) => (typeof judgement === 'string' ? judgement : judgement.broken);

const ofNode = (text: string, one: NodeView): string => {
  const property = invariantOf({ name: 'i', holds: text }, 3);
  if (property.scope !== 'node') throw new Error(property.scope);
  return message(property.check(one, state.ghost));
};
const ofState = (text: string): string =>
  explain(invariantOf({ name: 'i', holds: text }, 3), { last: null, after: state })
    .map((witness) => witness.message)
    .join('; ');

describe('an invariant', () => {
  it('is irrelevant where what it begins with does not hold', () => {
    const text = 'all n: n.role == leader -> n.log.last.term <= n.term';
    expect([n1, n2].map((one) => ofNode(text, one))).toEqual(['held', 'irrelevant']);
    expect(ofNode('all n: all e in n.log: e.term > 1 -> n.up', n2)).toBe('irrelevant');
    expect(ofNode('all n: all e in n.log: e.term > 1 -> n.up', n1)).toBe('held');
    expect(ofNode('all n: n.up', n1)).toBe('held');
  });

  it.each([
    [
      'all n: n.role == leader -> n.log.last.term < n.term',
      'n1.role = leader, n1.log.last.term = 2, n1.term = 2',
    ],
    ['all n: n.up', 'n3.up = false'],
    ['all n: all e in n.log: e.term < 2', 'n1.log[3].term = 2'],
    ['all n: all e in n.log: e.term < 2 or e.data == ""', 'n1.log[3].term = 2, n1.log[3].data = "v3@2"'],
    ['all a, b: a.role == leader -> b.term == a.term', 'n1.role = leader, n3.term = 1, n1.term = 2'],
    ['all m in messages: not m.reject', 'm = MsgVoteResp from n3 to n1 of term 1, m.reject = true'],
    [
      'all n: n.vote == none or some m: m == n.vote and m.term > n.term',
      'n1.vote = n1, (some m: m == n1.vote and m.term > n1.term) = false, n1.term = 2',
    ],
    ['count(n: n.up) > 2', 'count(n: n.up) = 2'],
    ['all n: count(n.log) < 3', 'count(n1.log) = 3'],
    ['all v in n1.config.voters: v in leaders[2]', 'leaders[2] = [n1, n3]'],
    ['n1.log[n2.commit + 2].term == 1', 'n2.commit = 1, n1.log[n2.commit + 2].term = 2'],
    ['n1.log[1] == n1.log[2]', 'n1.log[1] = 1@1 "v1@1", n1.log[2] = 2@1 "v2@1"'],
    ['not (n1.up and n2.up)', 'n1.up = true, n2.up = true'],
    ['not n1.up -> false', ''],
    ['false', 'false is false'],
    ['n1 == n2', 'n1 == n2 is false'],
    ['n1.votes[n2] == true', 'n1.votes[n2] = none'],
  ])('that is broken says by which values: %s', (text, said) => {
    expect(ofState(text).split('; ')).toContain(said);
  });
});

describe('an invariant of its scope', () => {
  it('tells every node that breaks it', () => {
    const witnesses = explain(invariantOf({ name: 'i', holds: 'all n: n.commit == 0' }, 3), {
      last: null,
      after: state,
    });
    expect(witnesses).toEqual([
      { nodes: [1], message: 'n1.commit = 1' },
      { nodes: [2], message: 'n2.commit = 1' },
    ]);
  });

  it('is asked of two nodes each way round', () => {
    const property = invariantOf({ name: 'i', holds: 'all a, b: a.term <= b.term' }, 3);
    expect(property.scope === 'pair' && message(property.check(n3, n1))).toBe('n1.term = 2, n3.term = 1');
    expect(property.scope === 'pair' && property.check(n1, n2)).toBe('held');
  });

  it('of a step is asked of the node before and after, and of what was done', () => {
    const property = invariantOf(
      {
        name: 'i',
        holds: 'before.term < after.term -> action.kind == deliver and action.message.term == after.term',
      },
      3,
    );
    if (property.scope !== 'step') throw new Error(property.scope);
    const deliver: Action = { kind: 'deliver', node: 2, message: { ...app, term: 3 } };
    expect(property.check(n2, deliver, { ...n2, term: 3 })).toBe('held');
    expect(property.check(n2, deliver, n2)).toBe('irrelevant');
    expect(message(property.check(n2, { kind: 'timeout', node: 2 }, { ...n2, term: 3 }))).toBe(
      'before.term = 2, after.term = 3, action.kind = timeout',
    );
    expect(message(property.check(n2, deliver, { ...n2, term: 4 }))).toBe(
      'before.term = 2, after.term = 4, action.message.term = 3',
    );
  });

  it('looks at no more of a node than its text says', () => {
    const property = invariantOf(
      { name: 'i', holds: 'all a, b: a.vote == b and a.log[2].term == 1 -> b.term > 1' },
      3,
    );
    expect('looksAt' in property && property.looksAt?.(n2)).toEqual([
      1,
      2,
      [{ index: 0, term: 0 }, n2.log],
      2,
    ]);
  });
});
