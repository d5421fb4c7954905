/** What is a difference between what two cores make of an input, and what is none. */
import { describe, expect, it } from 'vitest';
import type { MessageView, NodeView } from '../../../src/cluster/view.ts';
import { compareMade, type Made } from '../../../src/run/compare/outcomes.ts';

const position = { index: 0, term: 0 };
const hard = { term: 1, vote: 0, commit: 0, snapshot: position, log: [] };
const config = { voters: [1, 2], votersOutgoing: [], learners: [], learnersNext: [], autoLeave: false };
const node: NodeView = {
  ...{ id: 1, up: true, role: 'follower', ...hard, lead: 0, applied: 0, config },
  ...{ votes: {}, progress: {}, durable: hard, extra: {} },
};
const message = (to: number, term: number): MessageView => ({ type: 'MsgVote', from: 1, to, term });
const made = (now: Partial<NodeView>, messages: readonly MessageView[] = []) => ({
  node: { ...node, ...now },
  messages,
  reads: [],
});
const differences = (one: Made, other: Made): string[] => compareMade(one, other, ['a', 'b']);

describe('two outcomes', () => {
  it.each<[string, Made, Made]>([
    ['neither is enabled', null, null],
    ['both panic, in whatever words', { panic: 'index' }, { panic: 'slice' }],
    ['members are in another order', made({}), made({ config: { ...config, voters: [2, 1] } })],
    [
      'messages to different nodes are in another order',
      made({}, [message(2, 1), message(3, 1)]),
      made({}, [message(3, 1), message(2, 1)]),
    ],
    ['only one shows something of its own', made({ extra: { timer: 1 } }), made({})],
  ])('are the same where %s', (_, one, other) => {
    expect(differences(one, other)).toEqual([]);
  });

  it.each<[string, Made, Made, string]>([
    ['one is enabled', made({}), null, 'enabled in a, not enabled in b'],
    ['one panics', null, { panic: 'index' }, 'not enabled in a, a panic (index) in b'],
    ['a field differs', made({ vote: 2 }), made({}), 'n1.vote is 2 in a, 0 in b'],
    [
      'a read differs',
      { ...made({}), reads: [{ context: 'r1', index: 2 }] },
      made({}),
      'reads is [{"context":"r1","index":2}] in a, [] in b',
    ],
    [
      'what both show of their own differs',
      made({ extra: { timer: 1 } }),
      made({ extra: { timer: 2 } }),
      'n1.extra.timer is 1 in a, 2 in b',
    ],
  ])('differ where %s', (_, one, other, told) => {
    expect(differences(one, other)).toEqual([told]);
  });

  it('differ where messages to one node are in another order', () => {
    const [first, second] = [message(2, 1), message(2, 2)];
    expect(differences(made({}, [first, second]), made({}, [second, first]))).toHaveLength(2);
  });
});
