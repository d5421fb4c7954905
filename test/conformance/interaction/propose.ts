/** `propose` and `propose-conf-change`: what a client asks a node to replicate. */
import type { List } from 'immutable';
import { type ConfChangeI, confChangesFromString } from '../../../src/raft/confchange/codec.ts';
import { describeError } from '../../../src/raft/describe/errors.ts';
import {
  ConfChange,
  type ConfChangeSingle,
  type ConfChangeTransition,
  ConfChangeV2,
} from '../../../src/raft/pb.ts';
import { proposeConfChange, propose as proposeData } from '../../../src/raft/rawnode.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { badBoolean, bytesOf, firstAsId, keyAt, parseBoolean, TranscriptError } from './arguments.ts';
import { type Environment, nodeOf } from './environment.ts';

const transitions = new Map<string, ConfChangeTransition>([
  ['auto', 'ConfChangeTransitionAuto'],
  ['implicit', 'ConfChangeTransitionJointImplicit'],
  ['explicit', 'ConfChangeTransitionJointExplicit'],
]);

/** `propose <id> <data>` */
export function propose(env: Environment, command: DatadrivenCase): string | null {
  const node = nodeOf(env, firstAsId(command));
  if (command.args.length !== 2 || command.args[1].vals.length > 0) {
    throw new TranscriptError('propose: expected exactly one key without values');
  }
  const [rawNode, error] = proposeData(node.rawNode, bytesOf(keyAt(command, 1)));
  node.rawNode = rawNode;
  return error === null ? null : describeError(error);
}

/** `propose-conf-change <id> [v1=bool] [transition=auto|implicit|explicit]`, the changes as input. */
export function proposeChange(env: Environment, command: DatadrivenCase): string | null {
  const node = nodeOf(env, firstAsId(command));
  const cc = parseChange(command);
  if (typeof cc === 'string') return cc;
  const [rawNode, error] = proposeConfChange(node.rawNode, cc);
  node.rawNode = rawNode;
  return error === null ? null : describeError(error);
}

/** The change, or what is wrong with how it is written. */
function parseChange(command: DatadrivenCase): ConfChangeI | string {
  let v1 = false;
  let transition: ConfChangeTransition = 'ConfChangeTransitionAuto';
  for (const { key, vals } of command.args.slice(1)) {
    for (const value of vals) {
      if (key === 'v1') {
        const parsed = parseBoolean(value);
        if (parsed === null) return badBoolean(value);
        v1 = parsed;
      } else if (key === 'transition') {
        const parsed = transitions.get(value);
        if (parsed === undefined) return `unknown transition ${value}`;
        transition = parsed;
      } else {
        return `unknown command ${key}`;
      }
    }
  }
  const changes = parseChanges(command.input);
  if (typeof changes === 'string') return changes;
  if (!v1) return ConfChangeV2({ transition, changes });
  if (changes.size > 1 || transition !== 'ConfChangeTransitionAuto') {
    return 'v1 conf change can only have one operation and no transition';
  }
  const only = changes.first();
  if (only === undefined) throw new TranscriptError('a v1 conf change needs an operation');
  return ConfChange({ type: only.type, nodeId: only.nodeId });
}

/** The changes, or what is wrong with the words. */
function parseChanges(input: string): List<ConfChangeSingle> | string {
  try {
    return confChangesFromString(input);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
