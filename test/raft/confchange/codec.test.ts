import fc from 'fast-check';
import { List } from 'immutable';
import { expect, test } from 'vitest';
import {
  asV2,
  type ConfChangeI,
  confChangeOf,
  confChangesFromString,
  confChangesToString,
  enterJoint,
  leaveJoint,
  marshalConfChange,
  unmarshalConfChange,
  unmarshalConfChangeV2,
} from '../../../src/raft/confchange/codec.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import {
  ConfChange,
  ConfChangeSingle,
  type ConfChangeTransition,
  ConfChangeV2,
  confChangeTransitions,
  confChangeTypes,
  Entry,
} from '../../../src/raft/pb.ts';

function hex(bytes: string): string {
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
}

function v2(changes: string, transition: ConfChangeTransition = 'ConfChangeTransitionAuto'): ConfChangeV2 {
  return ConfChangeV2({ changes: confChangesFromString(changes), transition });
}

// The bytes are those of Go's proto.Marshal for the same message.
test.each<{ what: string; cc: ConfChangeI | null; type: string; bytes: string }>([
  { what: 'no change', cc: null, type: 'EntryConfChangeV2', bytes: '' },
  {
    what: 'adding node 1',
    cc: ConfChange({ nodeId: 1 }),
    type: 'EntryConfChange',
    bytes: '10 00 18 01',
  },
  {
    what: 'everything set',
    cc: ConfChange({ id: 300, type: 'ConfChangeAddLearnerNode', nodeId: 2, context: 'é' }),
    type: 'EntryConfChange',
    bytes: '08 ac 02 10 03 18 02 22 01 e9',
  },
  { what: 'leaving', cc: v2(''), type: 'EntryConfChangeV2', bytes: '08 00' },
  {
    what: 'two changes',
    cc: v2('v1 r200', 'ConfChangeTransitionJointExplicit'),
    type: 'EntryConfChangeV2',
    bytes: '08 02 12 04 08 00 10 01 12 05 08 01 10 c8 01',
  },
  {
    what: 'a context',
    cc: v2('l3').set('context', 'ab'),
    type: 'EntryConfChangeV2',
    bytes: '08 00 12 04 08 03 10 03 1a 02 61 62',
  },
])('$what is encoded as $bytes', ({ cc, type, bytes }) => {
  const [entryType, data] = marshalConfChange(cc);
  expect([entryType, hex(data)]).toEqual([type, bytes]);
});

const context = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 }).map((bytes) => {
  return String.fromCharCode(...bytes);
});
const single = fc.record({ type: fc.constantFrom(...confChangeTypes), nodeId: fc.maxSafeNat() });

test('what is encoded is decoded', () => {
  const v1 = fc.record({ id: fc.maxSafeNat(), context });
  fc.assert(
    fc.property(v1, single, (outer, inner) => {
      const cc = ConfChange({ ...outer, ...inner });
      const [type, data] = marshalConfChange(cc);
      expect(confChangeOf(Entry({ type, data }))?.equals(cc)).toBe(true);
    }),
  );
  const transition = fc.constantFrom(...confChangeTransitions);
  fc.assert(
    fc.property(transition, context, fc.array(single), (transition, context, changes) => {
      const cc = ConfChangeV2({
        transition,
        context,
        changes: List(changes.map((c) => ConfChangeSingle(c))),
      });
      const [type, data] = marshalConfChange(cc);
      expect(confChangeOf(Entry({ type, data }))?.equals(cc)).toBe(true);
    }),
  );
});

test('a normal entry carries no change, and no data is the change that leaves', () => {
  expect(confChangeOf(Entry({ data: '\x10\x00' }))).toBeNull();
  expect(leaveJoint(unmarshalConfChangeV2(''))).toBe(true);
});

test('fields that are not known are skipped, and the last of two counts', () => {
  expect(unmarshalConfChange('\x18\x01\x78\x05\x18\x02').nodeId).toBe(2);
});

test.each([
  ['a number that ends too early', '\x10'],
  ['bytes that end too early', '\x22\x05ab'],
  ['a type without a name', '\x10\x09'],
  ['a number where bytes should be', '\x20\x01'],
  ['bytes where a number should be', '\x1a\x01a'],
  ['a wire type that no field has', '\x1d\x01\x01\x01\x01'],
  ['a number too large', '\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01'],
])('%s panics', (_, data) => {
  expect(() => unmarshalConfChange(data)).toThrow(RaftPanic);
});

test('a change of the first version is one change of the second', () => {
  const v1 = ConfChange({ id: 7, type: 'ConfChangeRemoveNode', nodeId: 3, context: 'c' });
  expect(asV2(v1).equals(v2('r3').set('context', 'c'))).toBe(true);
});

test.each<[changes: string, ConfChangeTransition, ok: boolean, autoLeave: boolean]>([
  ['', 'ConfChangeTransitionAuto', false, false],
  ['v1', 'ConfChangeTransitionAuto', false, false],
  ['v1 v2', 'ConfChangeTransitionAuto', true, true],
  ['v1', 'ConfChangeTransitionJointImplicit', true, true],
  ['v1 v2', 'ConfChangeTransitionJointImplicit', true, true],
  ['', 'ConfChangeTransitionJointExplicit', true, false],
  ['v1 v2', 'ConfChangeTransitionJointExplicit', true, false],
])('"%s" with %s goes joint: %s, and leaves by itself: %s', (changes, transition, ok, autoLeave) => {
  expect(enterJoint(v2(changes, transition))).toEqual({ ok, autoLeave });
});

test('only an empty change without a transition leaves', () => {
  expect(leaveJoint(v2('').set('context', 'c'))).toBe(true);
  expect(leaveJoint(v2('v1'))).toBe(false);
  expect(leaveJoint(v2('', 'ConfChangeTransitionJointExplicit'))).toBe(false);
});

test('changes are read from words and written as words', () => {
  const text = 'v1 l2 r30 u4';
  const changes = confChangesFromString(`  ${text}\n`);
  expect(changes.map((change) => `${change.type} ${change.nodeId}`).toArray()).toEqual([
    'ConfChangeAddNode 1',
    'ConfChangeAddLearnerNode 2',
    'ConfChangeRemoveNode 30',
    'ConfChangeUpdateNode 4',
  ]);
  expect(confChangesToString(changes)).toBe(text);
  expect(confChangesFromString('  ').size).toBe(0);
});

test.each(['v', 'x1', 'v-1', 'v1.5', 'vv', 'v1  v2'])('"%s" is no change', (text) => {
  expect(() => confChangesFromString(text)).toThrow(SyntaxError);
});
