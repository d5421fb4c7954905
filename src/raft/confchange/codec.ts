/**
 * Configuration changes as the data of entries, and what the two versions of them mean (etcd: raftpb/confchange.go).
 *
 * The bytes are those of Go's proto.Marshal, because they count: sizes limit messages and what may be uncommitted.
 * In proto2 a field that is set to zero is written and one that is not set is left out. Here, as in the changes that
 * etcd makes itself, type, node and transition are set in any case, id and context when there is one.
 */
import { List } from 'immutable';
import { panic } from '../panic.ts';
import {
  ConfChange,
  ConfChangeSingle,
  type ConfChangeType,
  ConfChangeV2,
  confChangeTransitions,
  confChangeTypes,
  type Entry,
  type EntryType,
} from '../pb.ts';
import { eachField, field, type WireValue } from './wire.ts';

/** A configuration change of either version. */
export type ConfChangeI = ConfChange | ConfChangeV2;

/** The same change in the second version. */
export function asV2(cc: ConfChangeI): ConfChangeV2 {
  if ('changes' in cc) return cc;
  const { type, nodeId, context } = cc;
  return ConfChangeV2({ changes: List([ConfChangeSingle({ type, nodeId })]), context });
}

/**
 * Whether the change goes through a joint configuration (`ok`), which it does when that is asked for or when it names
 * more than one node, and whether that is then left automatically.
 */
export function enterJoint(cc: ConfChangeV2): { readonly autoLeave: boolean; readonly ok: boolean } {
  switch (cc.transition) {
    case 'ConfChangeTransitionAuto': {
      // Some longer lists could do without, but that depends on the configuration they meet.
      const ok = cc.changes.size > 1;
      return { autoLeave: ok, ok };
    }
    case 'ConfChangeTransitionJointImplicit':
      return { autoLeave: true, ok: true };
    case 'ConfChangeTransitionJointExplicit':
      return { autoLeave: false, ok: true };
  }
}

/** True when the change leaves a joint configuration: it is empty but perhaps for a context. */
export function leaveJoint(cc: ConfChangeV2): boolean {
  return cc.transition === 'ConfChangeTransitionAuto' && cc.changes.isEmpty();
}

/**
 * The type and the data of the entry that carries the change. Null leaves a joint configuration with no data at all, which
 * no limit on sizes can refuse.
 */
export function marshalConfChange(cc: ConfChangeI | null): readonly [EntryType, string] {
  if (cc === null) return ['EntryConfChangeV2', ''];
  if ('changes' in cc) return ['EntryConfChangeV2', encodeV2(cc)];
  return ['EntryConfChange', encodeV1(cc)];
}

function encodeV1(cc: ConfChange): string {
  const id = cc.id === 0 ? '' : field(1, cc.id);
  const context = cc.context === '' ? '' : field(4, cc.context);
  return id + field(2, confChangeTypes.indexOf(cc.type)) + field(3, cc.nodeId) + context;
}

function encodeV2(cc: ConfChangeV2): string {
  const transition = field(1, confChangeTransitions.indexOf(cc.transition));
  const changes = cc.changes.map((single) => field(2, encodeSingle(single))).join('');
  return transition + changes + (cc.context === '' ? '' : field(3, cc.context));
}

function encodeSingle(single: ConfChangeSingle): string {
  return field(1, confChangeTypes.indexOf(single.type)) + field(2, single.nodeId);
}

/** The change in an EntryConfChange. Panics on data that is none. */
export function unmarshalConfChange(data: string): ConfChange {
  let cc = ConfChange();
  eachField(data, (number, value) => {
    if (number === 1) cc = cc.set('id', numeric(value));
    else if (number === 2) cc = cc.set('type', nameOf(confChangeTypes, value));
    else if (number === 3) cc = cc.set('nodeId', numeric(value));
    else if (number === 4) cc = cc.set('context', bytes(value));
  });
  return cc;
}

/** The change in an EntryConfChangeV2; no data is the change that leaves a joint configuration. Panics on other data. */
export function unmarshalConfChangeV2(data: string): ConfChangeV2 {
  let cc = ConfChangeV2();
  eachField(data, (number, value) => {
    if (number === 1) cc = cc.set('transition', nameOf(confChangeTransitions, value));
    else if (number === 2) cc = cc.set('changes', cc.changes.push(decodeSingle(bytes(value))));
    else if (number === 3) cc = cc.set('context', bytes(value));
  });
  return cc;
}

function decodeSingle(data: string): ConfChangeSingle {
  let single = ConfChangeSingle();
  eachField(data, (number, value) => {
    if (number === 1) single = single.set('type', nameOf(confChangeTypes, value));
    else if (number === 2) single = single.set('nodeId', numeric(value));
  });
  return single;
}

/** The change that an entry carries; null for a normal entry. */
export function confChangeOf(entry: Entry): ConfChangeI | null {
  switch (entry.type) {
    case 'EntryNormal':
      return null;
    case 'EntryConfChange':
      return unmarshalConfChange(entry.data);
    case 'EntryConfChangeV2':
      return unmarshalConfChangeV2(entry.data);
  }
}

function numeric(value: WireValue): number {
  return typeof value === 'number' ? value : panic('bad-encoding', 'bytes where a number should be');
}

function bytes(value: WireValue): string {
  return typeof value === 'string' ? value : panic('bad-encoding', 'a number where bytes should be');
}

function nameOf<Name extends string>(names: readonly Name[], value: WireValue): Name {
  return names[numeric(value)] ?? panic('bad-encoding', `no name for the number ${value}`);
}

const letters: { readonly [letter: string]: ConfChangeType } = {
  v: 'ConfChangeAddNode',
  l: 'ConfChangeAddLearnerNode',
  r: 'ConfChangeRemoveNode',
  u: 'ConfChangeUpdateNode',
};

/**
 * Reads changes such as "v1 l2 r3 u4": make a voter, make a learner, remove, update. Throws a SyntaxError that says
 * which word is wrong.
 */
export function confChangesFromString(text: string): List<ConfChangeSingle> {
  const words = text.trim() === '' ? [] : text.trim().split(' ');
  return List(words.map(parseSingle));
}

function parseSingle(word: string): ConfChangeSingle {
  if (word.length < 2) throw new SyntaxError(`unknown token ${word}`);
  const type = letters[word[0]];
  if (type === undefined) throw new SyntaxError(`unknown input: ${word}`);
  const nodeId = Number(word.slice(1));
  if (!/^[0-9]+$/.test(word.slice(1)) || !Number.isSafeInteger(nodeId)) {
    throw new SyntaxError(`not a node id: ${word}`);
  }
  return ConfChangeSingle({ type, nodeId });
}

/** The inverse of confChangesFromString. */
export function confChangesToString(changes: Iterable<ConfChangeSingle>): string {
  const letterOf = (type: ConfChangeType): string => {
    switch (type) {
      case 'ConfChangeAddNode':
        return 'v';
      case 'ConfChangeAddLearnerNode':
        return 'l';
      case 'ConfChangeRemoveNode':
        return 'r';
      case 'ConfChangeUpdateNode':
        return 'u';
    }
  };
  return Array.from(changes, (single) => `${letterOf(single.type)}${single.nodeId}`).join(' ');
}
