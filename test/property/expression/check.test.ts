/** What an expression means: its names and types, of what scope it is, and what is told of one that means nothing. */
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../../src/cluster/etcd/vocabulary.ts';
import { understand } from '../../../src/property/expression/check.ts';
import { goalOf, invariantOf } from '../../../src/property/expression/expression.ts';
import { messageTypes } from '../../../src/property/expression/fields.ts';
import { parse } from '../../../src/property/expression/parser.ts';
import { BadExpression } from '../../../src/property/expression/syntax.ts';
import { seenBy } from '../../../src/property/seen.ts';

function caught(text: string): BadExpression {
  try {
    understand(parse(text), 3);
  } catch (error) {
    if (error instanceof BadExpression) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** The expression, the place that is told, the message, and what else is said. */
const meaningless: readonly [string, string, string, string][] = [
  ['all n: n.trem <= 3', 'trem', 'a node has no field `trem`', 'role, term'],
  ['all n: n.log.last.tem <= 3', 'tem', 'a position has no field `tem`', 'index, term'],
  ['all n: m.up', 'm', 'there is no `m`', 'a variable of a quantifier'],
  ['all n: n.role == leeder', 'leeder', '`n.role` is never `leeder`', 'follower, pre-candidate'],
  ['all n: n.role == "leader"', 'n.role == "leader"', 'are never equal', 'without quotes'],
  ['all n: n.vote == 1', 'n.vote == 1', 'are never equal', 'by its name: n1'],
  ['all n: n.vote < n.lead', 'n.vote', '`n.vote` is a node', '== and != alone'],
  ['all n: n.term', 'n.term', '`n.term` is a number', 'what is true or false'],
  ['n4.up', 'n4', 'there is no n4', 'n1 to n3'],
  ['all n1: n1.up', 'n1', '`n1` means something already', 'another name'],
  ['all n: all n: n.up', 'n', '`n` means something already', 'm is free'],
  ['all m: all n, n: m.up or n.up', 'n', '`n` means something already', 'a is free'],
  ['all n: some n: all m: some a: m == a', 'n', '`n` means something already', 'b is free'],
  ['all messages: true', 'messages', '`messages` means something already', 'another name'],
  ['all n: n.lead.up', 'up', '`n.lead` is the name of a node', 'some m: m == n.lead'],
  ['all n: n.term.x == 1', 'x', 'a number has no fields', ''],
  ['all n: n.votes[n1]', 'n.votes[n1]', '`n.votes[n1]` may be none', 'compare it'],
  ['all n: n.votes[1] == true', '1', '`1` is a number', 'a node, such as n1'],
  ['all n: n.log[n] == none', 'n', '`n` is a node', 'a number'],
  ['all n: n.term[1] == 1', 'n.term[1]', 'no elements by [ ]', 'a log (by index)'],
  ['all m in n1: true', 'n1', '`n1` is a node', 'what has elements'],
  ['count(n1.term) == 1', 'n1.term', '`n1.term` is a number', 'what has elements'],
  ['all n: n.term in n.log', 'n.term', '`n.term` cannot be in `n.log`', 'an entry in a log'],
  ['all n: n.log == n.log', 'n.log == n.log', 'cannot be compared: each is a log', 'values that == compares'],
  [
    'all n: n.log.last == n.term',
    'n.log.last == n.term',
    'never equal',
    'first is a position, the second a number',
  ],
  ['all a, b, c, d, e, f: true', 'f', 'too many variables at once', '5 at most'],
  ['before.term <= n1.term', 'n1', 'a step shows the node that takes it', 'alone'],
  ['all n: n.term <= after.term', 'n', 'a step shows the node that takes it', 'alone'],
  ['action.kind == crsh', 'crsh', '`action.kind` is never `crsh`', 'crash'],
  ['some m in messages: m.type == MsgAp', 'MsgAp', '`m.type` is never `MsgAp`', 'in quotes: "MsgAp"'],
  ['all n: n.term-n.commit <= 1', 'term-n', 'a node has no field', ''],
  ['all n: a-b == 1', 'a-b', 'there is no `a-b`', 'a blank before and behind it'],
];

describe('an expression that means nothing', () => {
  it.each(meaningless)('is told at its place: %s', (text, place, message, more) => {
    const error = caught(text);
    const rest = [error.expected, error.hint].join(' ');
    expect([error.message, rest]).toEqual([expect.stringContaining(message), expect.stringContaining(more)]);
    expect(text.slice(error.span.from, error.span.to)).toBe(place);
  });

  it('says which words could have been meant', () => {
    expect(caught('all n: n.trem == 1').meant).toEqual({
      word: 'trem',
      known: expect.arrayContaining(['term']),
    });
    expect(caught('all node: nod.up').meant).toEqual({
      word: 'nod',
      known: expect.arrayContaining(['node']),
    });
    expect(caught('n1.role == leder').meant?.known).toContain('leader');
  });
});

const invariant = (holds: string) => invariantOf({ name: 'mine', holds }, 3);
const goal = (holds: string) => goalOf({ name: 'mine', holds }, 3);

describe('the scope of an invariant', () => {
  it.each([
    ['all n: n.term <= 3', { scope: 'node', ghosts: [], tellsApart: [] }],
    ['all n: n.role == leader -> count(leaders[n.term]) == 1', { scope: 'node', ghosts: ['leaders'] }],
    ['all n: all e in n.log: e.term <= n.term', { scope: 'node' }],
    ['all n: n.vote != n2', { scope: 'node', tellsApart: [2] }],
    ['all a, b: a.term == b.term -> a.vote != b.vote', { scope: 'pair' }],
    ['all a, b: a.commit <= count(committed)', { scope: 'cluster', ghosts: ['committed'], messages: false }],
    ['all a, b, c: a.term + b.term + c.term < 9', { scope: 'cluster' }],
    ['all n: some m: n.commit <= m.commit', { scope: 'cluster', messages: false }],
    ['all n: n1.up or n.up', { scope: 'cluster', tellsApart: [1] }],
    ['n3.up -> n1.up', { scope: 'cluster', tellsApart: [1, 3] }],
    ['all m in messages: m.term <= 3', { scope: 'cluster', messages: true }],
    ['all n: count(messages) < 9', { scope: 'cluster', messages: true }],
    ['before.term <= after.term', { scope: 'step', messages: false }],
    ['before.term < after.term', { scope: 'step', messages: true }],
  ])('is the smallest that shows what it looks at: %s', (text, property) => {
    expect(invariant(text)).toMatchObject(property);
  });

  it.each([
    ['some n: n.role == leader', { over: 'node', ghosts: [] }],
    ['some n: n.commit > count(committed)', { over: 'node', ghosts: ['committed'] }],
    ['some a, b: a.role == leader and b.role == leader', { over: 'cluster', messages: false }],
    ['all n: n.commit > 0', { over: 'cluster' }],
    ['n1.role == leader', { over: 'cluster', tellsApart: [1] }],
    ['some m in messages: m.reject', { over: 'cluster', messages: true }],
    ['before.term < after.term', { over: 'step', messages: false }],
    ['before.term == after.term', { over: 'step', messages: true }],
  ])('of a goal likewise: %s', (text, property) => {
    expect(goal(text)).toMatchObject({ scope: 'sometimes', ...property });
  });
});

describe('a step that changes nothing', () => {
  it.each([
    ['before.term <= after.term', false],
    ['before.term != after.term -> after.vote == none', false],
    ['after.log.last.index >= before.log.last.index', false],
    ['action.kind == restart -> after.up', false],
    ['action.kind != deliver or after.up', true],
    ['before.role == leader and before.term == after.term -> after.role == leader', true],
    ['not (after.commit < before.commit)', false],
    ['before.log[2].term <= after.log[2].term', true],
    ['all e in after.log: e.index == e.index', false],
    ['some e in after.log: e.index == e.index', true],
    ['action.message.term > 1', true],
  ])('matters to an invariant unless its text says that it holds there: %s', (text, matters) => {
    expect(seenBy([invariant(text)]).seesMessages).toBe(matters);
  });
});

describe('what stands in the table of fields', () => {
  it('has the types of messages that the core sends', () => {
    const sent = vocabulary.flatMap((kind) => (kind.startsWith('deliver ') ? [kind.slice(8)] : []));
    expect(messageTypes.kind === 'word' && [...messageTypes.words].sort()).toEqual(sent.sort());
  });
});
