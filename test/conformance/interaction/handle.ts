/**
 * The commands of the interaction transcripts, each with its handler (the library's rafttest package).
 *
 * A handler writes to the environment's output and returns an error as the library words it, or null. Unlike
 * there, no log lines are written: the core has no logger.
 */

import { describeError } from '../../../src/raft/describe/errors.ts';
import { describeMessage } from '../../../src/raft/describe.ts';
import { Message, type Snapshot } from '../../../src/raft/pb.ts';
import {
  campaign,
  forgetLeader,
  type RawNode,
  reportUnreachable,
  tick,
  transferLeader,
} from '../../../src/raft/rawnode.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { addNodes, electionTick, heartbeatTick } from './add-nodes.ts';
import { firstAsId, idsOf, keyAt, numberOf, TranscriptError } from './arguments.ts';
import { deliverMessages } from './deliver.ts';
import { type Environment, nodeOf } from './environment.ts';
import { compactLog, raftLog, raftState, showStatus } from './inspect.ts';
import { setLogLevel } from './log-level.ts';
import { processReady } from './process-ready.ts';
import { propose, proposeChange } from './propose.ts';
import { stabilize } from './stabilize.ts';
import { processAppendThread, processApplyThread } from './storage-threads.ts';

type Handler = (env: Environment, command: DatadrivenCase) => string | null;

const handlers = new Map<string, Handler>([
  // A place for a debugger's breakpoint.
  ['_breakpoint', () => null],
  ['add-nodes', addNodes],
  ['campaign', campaignAt],
  ['compact', compactLog],
  ['deliver-msgs', deliverMessages],
  ['process-ready', (env, command) => atEach(env, command, 'handling Ready', processReady)],
  ['process-append-thread', (env, c) => atEach(env, c, 'processing append thread', processAppendThread)],
  ['process-apply-thread', (env, c) => atEach(env, c, 'processing apply thread', processApplyThread)],
  ['log-level', (env, command) => setLogLevel(env, keyAt(command, 0))],
  ['raft-log', (env, command) => raftLog(env, firstAsId(command))],
  ['raft-state', raftState],
  ['set-randomized-election-timeout', setRandomizedElectionTimeout],
  ['stabilize', stabilize],
  ['status', (env, command) => showStatus(env, firstAsId(command))],
  ['tick-election', (env, command) => tickTimes(env, command, electionTick)],
  ['tick-heartbeat', (env, command) => tickTimes(env, command, heartbeatTick)],
  ['transfer-leadership', transferLeadership],
  ['forget-leader', forgetLeaderAt],
  ['send-snapshot', sendSnapshot],
  ['propose', propose],
  ['propose-conf-change', proposeChange],
  ['report-unreachable', reportUnreachableAt],
]);

/** Whether a transcript with this command is an interaction transcript. */
export function isInteractionCommand(name: string): boolean {
  return handlers.has(name);
}

/** Runs one command; its output without log lines, '' where the library would have written nothing at all. */
export function handle(env: Environment, command: DatadrivenCase): string {
  const handler = handlers.get(command.cmd);
  const error = handler === undefined ? 'unknown command' : handler(env, command);
  // Read after the handler: `log-level none` silences itself, and an error is shown at any level.
  const text = env.output.take();
  return text + (error ?? '');
}

/** `<command> <id> ...`: with several ids each gets a title, and what it writes is indented. */
function atEach(
  env: Environment,
  command: DatadrivenCase,
  title: string,
  run: (env: Environment, id: number) => string | null,
): string | null {
  const ids = idsOf(command);
  for (const id of ids) {
    if (ids.length > 1) env.output.write(`> ${id} ${title}\n`);
    const error = ids.length > 1 ? env.output.indented(() => run(env, id)) : run(env, id);
    if (error !== null) return error;
  }
  return null;
}

/** Replaces the RawNode of node `id`. */
function updateNode(env: Environment, id: number, update: (rawNode: RawNode) => RawNode): null {
  const node = nodeOf(env, id);
  node.rawNode = update(node.rawNode);
  return null;
}

function campaignAt(env: Environment, command: DatadrivenCase): string | null {
  const node = nodeOf(env, firstAsId(command));
  const [rawNode, error] = campaign(node.rawNode);
  node.rawNode = rawNode;
  return error === null ? null : describeError(error);
}

/** The library's environment does not look at what ForgetLeader returns. */
function forgetLeaderAt(env: Environment, command: DatadrivenCase): null {
  return updateNode(env, firstAsId(command), (rawNode) => forgetLeader(rawNode)[0]);
}

function tickTimes(env: Environment, command: DatadrivenCase, times: number): null {
  return updateNode(env, firstAsId(command), (rawNode) => {
    let next = rawNode;
    for (let i = 0; i < times; i++) next = tick(next);
    return next;
  });
}

/** Holds until the node's role changes: then the core draws again. */
function setRandomizedElectionTimeout(env: Environment, command: DatadrivenCase): null {
  const timeout = numberOf(command, 'timeout');
  if (timeout === 0) throw new TranscriptError(`${command.cmd}: the timeout must not be 0`);
  return updateNode(env, firstAsId(command), (rawNode) =>
    rawNode.setIn(['raft', 'randomizedElectionTimeout'], timeout),
  );
}

function transferLeadership(env: Environment, command: DatadrivenCase): null {
  const to = nodeOf(env, numberOf(command, 'to')).id;
  return updateNode(env, numberOf(command, 'from'), (rawNode) => transferLeader(rawNode, to));
}

function reportUnreachableAt(env: Environment, command: DatadrivenCase): string | null {
  const ids = idsOf(command);
  if (ids.length !== 2) {
    return 'must specify exactly two node indexes: node on which to report, and reported node';
  }
  const unreachable = nodeOf(env, ids[1]).id;
  return updateNode(env, ids[0], (rawNode) => reportUnreachable(rawNode, unreachable));
}

/** `send-snapshot <from> <to>`: the newest snapshot, put on the way without asking the core. */
function sendSnapshot(env: Environment, command: DatadrivenCase): null {
  const [from, to, ...more] = idsOf(command);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new TranscriptError(`${command.cmd}: expected two nodes`);
  }
  const { rawNode, history } = nodeOf(env, from);
  const snapshot: Snapshot = history.at(-1)!;
  const m = Message({ type: 'MsgSnap', term: rawNode.raft.term, from, to, snapshot });
  env.messages.push(m);
  env.output.write(describeMessage(m));
  return null;
}
