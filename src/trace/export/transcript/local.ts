/** The commands of the interaction format for actions that take no message, and what of them it has no word for. */
import type { ActionOf, LocalKind } from '../../../cluster/action.ts';
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

/** Does an action in the world, at its node there, and says how. An action that cannot be said is not done. */
type Say<Kind extends LocalKind> = (node: WorldNode, action: ActionOf<Kind>) => Said;

/** Null: the format has no word for it. */
const words: { readonly [Kind in LocalKind]: Say<Kind> | null } = {
  timeout: (at, { node }) => stepped(at, `campaign ${node}`, rawnode.campaign(at.rn)),
  heartbeat: (at, { node }) => heartbeat(at, node),
  propose: (at, { node, data }) =>
    /^[\w.-]+$/.test(data)
      ? stepped(at, `propose ${node} ${data}`, rawnode.propose(at.rn, data))
      : { unsaid: 'the value is no word of the format' },
  'propose-conf': (at, { node, change: words }) => change(at, node, words),
  transfer: (at, { node, transferee }) => {
    at.rn = rawnode.transferLeader(at.rn, transferee);
    return { command: `transfer-leadership from=${node} to=${transferee}`, output: '' };
  },
  'forget-leader': (at, { node }) => {
    at.rn = rawnode.forgetLeader(at.rn)[0];
    return { command: `forget-leader ${node}`, output: '' };
  },
  unreachable: (at, { node, peer }) => {
    at.rn = rawnode.reportUnreachable(at.rn, peer);
    return { command: `report-unreachable ${node} ${peer}`, output: '' };
  },
  compact: (at, { node }) => compactLog(at, node),
  'check-quorum': null,
  'expire-lease': null,
  crash: null,
  restart: null,
  read: null,
  'snapshot-status': null,
  'append-done': null,
  'apply-done': null,
  tick: null,
};

export const noWord = 'the format has no word for it';

export const wordless = (Object.keys(words) as LocalKind[]).filter((kind) => words[kind] === null);

export function local(world: World, action: ActionOf<LocalKind>): Said {
  const say = words[action.kind] as Say<LocalKind> | null;
  return say === null ? { unsaid: noWord } : say(world.nodes[action.node - 1], action);
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
