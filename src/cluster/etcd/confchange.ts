/**
 * Configuration changes as specs, traces and screens write them: etcd's short form, "v4 r1" (v: make a voter, l: make a
 * learner, r: remove, u: update), and behind it, where the change is not simply what the library makes of it,
 *
 *     v4 explicit    through a joint configuration, which stays until somebody proposes to leave it
 *     v4 implicit    through a joint configuration that its leader leaves by itself
 *     v4 as-v1       as a change of the first version, which can only be simple
 *     leave          leaves a joint configuration
 */
import {
  asV2,
  type ConfChangeI,
  confChangesFromString,
  confChangesToString,
  leaveJoint,
} from '../../raft/confchange/codec.ts';
import { ConfChange, type ConfChangeTransition, ConfChangeV2 } from '../../raft/pb.ts';

const transitions: ReadonlyMap<string, ConfChangeTransition> = new Map([
  ['implicit', 'ConfChangeTransitionJointImplicit'],
  ['explicit', 'ConfChangeTransitionJointExplicit'],
]);
const asFirstVersion = 'as-v1';
const leave = 'leave';

/** Throws a SyntaxError that says which word is wrong. */
export function parseConfChange(text: string): ConfChangeI {
  if (text === leave) return ConfChangeV2();
  const words = text.split(' ');
  const transition = transitions.get(words.at(-1)!);
  if (transition !== undefined) {
    return ConfChangeV2({ transition, changes: confChangesFromString(words.slice(0, -1).join(' ')) });
  }
  if (words.at(-1) !== asFirstVersion) return ConfChangeV2({ changes: confChangesFromString(text) });
  const changes = confChangesFromString(words.slice(0, -1).join(' '));
  const only = changes.first();
  if (only === undefined || changes.size > 1) throw new SyntaxError(`one change as-v1, and not ${text}`);
  return ConfChange({ type: only.type, nodeId: only.nodeId });
}

/** The change in words. Its version is left to whoever shows the entry: the type says it. */
export function confChangeToString(cc: ConfChangeI): string {
  const v2 = asV2(cc);
  if (leaveJoint(v2)) return leave;
  const [word] = [...transitions].find(([, transition]) => transition === v2.transition) ?? [];
  const changes = confChangesToString(v2.changes);
  return word === undefined ? changes : `${changes} ${word}`;
}
