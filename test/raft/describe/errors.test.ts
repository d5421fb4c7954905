import { expect, test } from 'vitest';
import { describeError } from '../../../src/raft/describe/errors.ts';

test.each([
  ['ErrProposalDropped', 'raft proposal dropped'],
  ['ErrStepPeerNotFound', 'raft: cannot step as peer not found'],
  ['ErrCompacted', 'requested index is unavailable due to compaction'],
  ['ErrIdNone', 'cannot use none as id'],
] as const)('%s reads "%s", as in the library', (error, sentence) => {
  expect(describeError(error)).toBe(sentence);
});
