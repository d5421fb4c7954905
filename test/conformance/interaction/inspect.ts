/** The commands that show a node without changing its Raft state, and `compact`, which shows the log it leaves. */
import { describeError } from '../../../src/raft/describe/errors.ts';
import { describeEntries } from '../../../src/raft/describe.ts';
import { compact } from '../../../src/raft/log/storage.ts';
import { noLimit } from '../../../src/raft/pb.ts';
import { ids } from '../../../src/raft/quorum/joint.ts';
import { status } from '../../../src/raft/rawnode.ts';
import { progressMapString } from '../../../src/raft/tracker/describe.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { badNumber, firstAsId, keyAt } from './arguments.ts';
import { type Environment, nodeOf, setMemory } from './environment.ts';

/** `raft-log <id>`: the durable log. */
export function raftLog(env: Environment, id: number): string | null {
  const { memory } = nodeOf(env, id);
  const first = memory.firstIndex();
  const last = memory.lastIndex();
  if (last < first) {
    env.output.write(`log is empty: first index=${first}, last index=${last}`);
    return null;
  }
  const entries = memory.entries(first, last + 1, noLimit);
  if (typeof entries === 'string') return describeError(entries);
  env.output.write(describeEntries(entries));
  return null;
}

/** `compact <id> <new first index>` */
export function compactLog(env: Environment, command: DatadrivenCase): string | null {
  const id = firstAsId(command);
  const text = keyAt(command, 1);
  if (!/^\d+$/.test(text)) return badNumber(text);
  const node = nodeOf(env, id);
  const memory = compact(node.memory, Number(text));
  if (typeof memory === 'string') return describeError(memory);
  setMemory(node, memory);
  return raftLog(env, id);
}

/** `raft-state`: one line a node, each by what that node itself knows. */
export function raftState(env: Environment): null {
  for (const node of env.nodes) {
    const st = status(node.rawNode);
    const vote = ids(st.config.voters).has(st.id) ? '(Voter)' : '(Non-Voter)';
    const { lead, raftState: role } = st.softState;
    env.output.write(`${st.id}: ${role} ${vote} Term:${st.hardState.term} Lead:${lead}\n`);
  }
  return null;
}

/** `status <id>`: a leader's progress map; nothing for any other node. */
export function showStatus(env: Environment, id: number): null {
  env.output.write(progressMapString(status(nodeOf(env, id).rawNode).progress));
  return null;
}
