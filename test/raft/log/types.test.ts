import { expect, test } from 'vitest';
import { EntryID, invalid, LogSlice } from '../../../src/raft/log/types.ts';
import { ents } from './builders.ts';

const prev = EntryID({ term: 2, index: 4 });

test.each([
  { what: 'no entries', slice: LogSlice({ term: 2, prev }), valid: true },
  {
    what: 'entries of rising terms',
    slice: LogSlice({ term: 5, prev, entries: ents(5, [2, 3, 5]) }),
    valid: true,
  },
  { what: 'a gap', slice: LogSlice({ term: 5, prev, entries: ents(6, [2]) }), valid: false },
  { what: 'an overlap', slice: LogSlice({ term: 5, prev, entries: ents(4, [2]) }), valid: false },
  { what: 'a falling term', slice: LogSlice({ term: 5, prev, entries: ents(5, [3, 2]) }), valid: false },
  {
    what: 'a term before that of prev',
    slice: LogSlice({ term: 5, prev, entries: ents(5, [1]) }),
    valid: false,
  },
  {
    what: 'a term after the leader’s',
    slice: LogSlice({ term: 2, prev, entries: ents(5, [3]) }),
    valid: false,
  },
  { what: 'a prev of a term after the leader’s', slice: LogSlice({ term: 1, prev }), valid: false },
])('a slice with $what is well formed: $valid', ({ slice, valid }) => {
  expect(invalid(slice) === null).toBe(valid);
});
