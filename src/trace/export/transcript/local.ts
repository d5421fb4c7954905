/** The commands of the interaction format for actions that take no message, and what of them it has no word for. */
import type { Action } from '../../../cluster/action.ts';
import { parseConfChange } from '../../../cluster/etcd/confchange.ts';
import { describeError } from '../../../raft/describe/errors.ts';
import { describeEntries } from '../../../raft/describe.ts';
import { compact } from '../../../raft/log/storage.ts';
import { noLimit } from '../../../raft/pb.ts';
import * as rawnode from '../../../raft/rawnode.ts';
import { electionTick, setMemory, type World, type WorldNode } from './world.ts';

/** A command with its input lines and what it prints; or why it cannot be said. */
export type Said =
  | { readonly command: string; readonly input?: string; readonly output: string }
  | { readonly unsaid: string };

export type LocalAction = Exclude<Action, { readonly kind: 'deliver' | 'drop' | 'duplicate' }>;

const noWord: Said = { unsaid: 'the format has no word for it' };

/** Does the action in the world and says how. An action that cannot be said is not done. */
export function local(world: World, action: LocalAction): Said {
  const id = action.node;
  const node = world.nodes[id - 1];
  switch (action.kind) {
    case 'timeout':
      return stepped(node, `campaign ${id}`, rawnode.campaign(node.rn));
    case 'heartbeat':
      return heartbeat(node, id);
    case 'propose':
      if (!/^[\w.-]+$/.test(action.data)) return { unsaid: 'the value is no word of the format' };
      return stepped(node, `propose ${id} ${action.data}`, rawnode.propose(node.rn, action.data));
    case 'propose-conf':
      return change(node, id, action.change);
    case 'transfer':
      node.rn = rawnode.transferLeader(node.rn, action.transferee);
      return { command: `transfer-leadership from=${id} to=${action.transferee}`, output: '' };
    case 'forget-leader':
      node.rn = rawnode.forgetLeader(node.rn)[0];
      return { command: `forget-leader ${id}`, output: '' };
    case 'unreachable':
      node.rn = rawnode.reportUnreachable(node.rn, action.peer);
      return { command: `report-unreachable ${id} ${action.peer}`, output: '' };
    case 'compact':
      return compactLog(node, id);
    case 'check-quorum':
    case 'expire-lease':
    case 'crash':
    case 'restart':
    case 'read':
    case 'snapshot-status':
    case 'append-done':
    case 'apply-done':
    case 'tick':
      return noWord;
  }
}

function stepped(node: WorldNode, command: string, [rn, error]: rawnode.NodeStepped): Said {
  node.rn = rn;
  return { command, output: error === null ? '' : describeError(error) };
}

/** One tick is a heartbeat there; but every so many ticks an election timeout has passed too. */
function heartbeat(node: WorldNode, id: number): Said {
  const { electionElapsed, checkQuorum, leadTransferee } = node.rn.raft;
  if (electionElapsed + 1 >= electionTick && (checkQuorum || leadTransferee !== 0)) {
    return { unsaid: 'the tick that sends it is there also the one that ends an election timeout' };
  }
  node.rn = rawnode.tick(node.rn);
  return { command: `tick-heartbeat ${id}`, output: '' };
}

function change(node: WorldNode, id: number, words: string): Said {
  const [, changes, way] = /^(.*?) ?(leave|explicit|implicit|as-v1)?$/.exec(words)!;
  const option = { 'as-v1': ' v1=true', explicit: ' transition=explicit', implicit: ' transition=implicit' }[
    way ?? ''
  ];
  const command = `propose-conf-change ${id}${option ?? ''}`;
  const said = stepped(node, command, rawnode.proposeConfChange(node.rn, parseConfChange(words)));
  return 'unsaid' in said || changes === '' ? said : { ...said, input: changes };
}

/** Up to what is applied; the format then shows what is left. */
function compactLog(node: WorldNode, id: number): Said {
  const { applied } = node.rn.raft.raftLog;
  const memory = compact(node.memory, applied);
  const command = `compact ${id} ${applied}`;
  if (typeof memory === 'string') return { command, output: describeError(memory) };
  setMemory(node, memory);
  const [first, last] = [memory.firstIndex(), memory.lastIndex()];
  if (last < first) return { command, output: `log is empty: first index=${first}, last index=${last}` };
  const entries = memory.entries(first, last + 1, noLimit);
  return { command, output: typeof entries === 'string' ? describeError(entries) : describeEntries(entries) };
}
