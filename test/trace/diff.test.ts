/** Paths and values of what changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../src/cluster/view.ts';
import { diffValues, diffViews, sameValue } from '../../src/trace/diff.ts';
import { cluster, committedIn, ghost, log, logFrom, node, progress } from '../property/build.ts';

const vote = (to: number): MessageView => ({ type: 'MsgVote', from: 1, to, term: 1 });

describe('the difference of two states', () => {
  it('is empty for equal states', () => {
    const state = () => cluster([node(1, { log: log(1) }), node(2)], { messages: [vote(2)] });
    expect(diffViews(state(), state())).toEqual([]);
  });

  it('names the field of a node', () => {
    const before = cluster([node(1), node(2, { term: 1 })]);
    const after = cluster([node(1), node(2, { term: 2, durable: { term: 1 } })]);
    expect(diffViews(before, after)).toEqual([{ path: 'n2.term', before: 1, after: 2 }]);
  });

  it('names a log entry by its index, also when the log is compacted', () => {
    const before = cluster([node(1, { log: log(1, 1), durable: { log: [] } })]);
    const position = { index: 1, term: 1 };
    const compacted = { snapshot: position, durable: { log: [], snapshot: { index: 0, term: 0 } } };
    const after = cluster([node(1, { ...compacted, log: [...logFrom(2, 2), ...logFrom(3, 2)] })]);
    expect(diffViews(before, after)).toEqual([
      { path: 'n1.snapshot.index', before: 0, after: 1 },
      { path: 'n1.snapshot.term', before: 0, after: 1 },
      { path: 'n1.log[1]', before: log(1)[0], after: undefined },
      { path: 'n1.log[2].term', before: 1, after: 2 },
      { path: 'n1.log[2].data', before: 'v2@1', after: 'v2@2' },
      { path: 'n1.log[3]', before: undefined, after: logFrom(3, 2)[0] },
    ]);
  });

  it('names progress by node and a configuration as a whole', () => {
    const before = cluster([node(1, { progress: { 2: progress(0) } })]);
    const config = { ...before.nodes[0].config, voters: [1, 2] };
    const after = cluster([node(1, { progress: { 2: progress(3, { inflight: [4] }) }, config })]);
    expect(diffViews(before, after)).toEqual([
      { path: 'n1.config.voters', before: [1, 2, 3], after: [1, 2] },
      { path: 'n1.progress[2].match', before: 0, after: 3 },
      { path: 'n1.progress[2].next', before: 1, after: 4 },
      { path: 'n1.progress[2].inflight', before: [], after: [4] },
    ]);
  });

  it('takes messages as a bag', () => {
    const before = cluster([node(1)], { messages: [vote(2), vote(3), vote(2)] });
    const after = cluster([node(1)], { messages: [vote(3), vote(2), vote(4)] });
    expect(diffViews(before, after)).toEqual([
      { path: 'messages', before: vote(2), after: undefined },
      { path: 'messages', before: undefined, after: vote(4) },
    ]);
  });

  it('takes a bag that is left out while it is empty for an empty one', () => {
    const before = cluster([node(1)]);
    const after = cluster([node(1, { extra: { appendWork: [vote(2)] } })]);
    expect(diffViews(before, after)).toEqual([
      { path: 'n1.extra.appendWork', before: undefined, after: vote(2) },
    ]);
    expect(diffViews(after, before)).toEqual([
      { path: 'n1.extra.appendWork', before: vote(2), after: undefined },
    ]);
  });

  it('shows history and counters', () => {
    const before = cluster([node(1)], { used: { 'max-crashes': 1 } });
    const entries = committedIn(1, log(1));
    const after = cluster([node(1)], {
      ghost: ghost({ leaders: { 1: [2] }, committed: entries }),
      used: { 'max-crashes': 2 },
    });
    expect(diffViews(before, after)).toEqual([
      { path: 'ghost.leaders[1]', before: undefined, after: [2] },
      { path: 'ghost.committed[1]', before: undefined, after: entries[0] },
      { path: 'used.max-crashes', before: 1, after: 2 },
    ]);
  });
});

describe('the difference of two values', () => {
  it('is empty exactly when they are the same up to the order of bags', () => {
    // No list of mappings here: those are bags, which may differ in order only.
    const value = fc.letrec((tie) => ({
      value: fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer()), tie('tree')),
      tree: fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }),
    })).value;
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(diffValues('x', a, b).length === 0).toBe(sameValue(a, b));
        expect(diffValues('x', a, structuredClone(a))).toEqual([]);
      }),
    );
  });

  it('sees what is under a key that every object has something under', () => {
    const there: object = { constructor: 1, ['__proto__']: 2 };
    const keys = diffValues('', {}, there).map(({ path }) => path);
    expect(keys).toEqual(['constructor', '__proto__']);
    expect(sameValue({}, there)).toBe(false);
  });

  it('sees every element of a list in which an index is there twice', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((data) => ({ index: 1, data }));
    expect(diffValues('log', [a, c], [b, c])).toEqual([
      { path: 'log', before: a, after: undefined },
      { path: 'log', before: undefined, after: b },
    ]);
  });

  it('does not mind the order of keys', () => {
    expect(sameValue({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
    expect(sameValue({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
  });
});
