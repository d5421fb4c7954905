/** `deliver-msgs`: hands messages in flight to their recipients, or drops them. */
import { describeError } from '../../../src/raft/describe/errors.ts';
import { describeMessage } from '../../../src/raft/describe.ts';
import {
  LocalAppendThread,
  LocalApplyThread,
  type Message,
  type MessageType,
  messageTypes,
} from '../../../src/raft/pb.ts';
import { step } from '../../../src/raft/rawnode.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { parseNumber, TranscriptError } from './arguments.ts';
import { type Environment, nodeOf } from './environment.ts';

interface Recipient {
  readonly id: number;
  readonly drop: boolean;
}

/** `deliver-msgs [id ...] [drop=(id, ...)] [type=MessageType]` */
export function deliverMessages(env: Environment, command: DatadrivenCase): null {
  const recipients: Recipient[] = [];
  let type: MessageType | null = null;
  for (const { key, vals } of command.args) {
    if (vals.length === 0) {
      recipients.push({ id: parseNumber(key), drop: false });
    } else if (key === 'drop') {
      for (const id of vals.map(parseNumber)) {
        if (recipients.some((r) => r.id === id)) {
          throw new TranscriptError(`can't both deliver and drop msgs to ${id}`);
        }
        recipients.push({ id, drop: true });
      }
    } else if (key === 'type') {
      type = parseType(vals.at(-1)!);
    }
  }
  const delivered = recipients.map((recipient) => deliverTo(env, recipient, type));
  if (delivered.every((count) => count === 0)) {
    env.output.write('no messages\n');
  }
  return null;
}

function parseType(text: string): MessageType {
  const type = messageTypes.find((candidate) => candidate === text);
  if (type === undefined) throw new TranscriptError(`unknown message type ${text}`);
  return type;
}

/** Whether a message waits for node `id`. */
export function hasMessages(env: Environment, id: number): boolean {
  return env.messages.some((m) => m.to === id);
}

/** Delivers, or drops, what waits for one node (of one type, unless that is null); returns how many. */
export function deliverTo(env: Environment, { id, drop }: Recipient, type: MessageType | null): number {
  const taken: Message[] = [];
  const left: Message[] = [];
  for (const m of env.messages) {
    const wanted = m.to === id && !(drop && isLocal(m)) && (type === null || m.type === type);
    (wanted ? taken : left).push(m);
  }
  env.messages = left;
  for (const m of taken) {
    env.output.write(`${drop ? 'dropped: ' : ''}${describeMessage(m)}\n`);
    // A message may be dropped on its way to a node that was never added.
    if (!drop) deliver(env, m);
  }
  return taken.length;
}

function deliver(env: Environment, m: Message): void {
  const node = nodeOf(env, m.to);
  const [rawNode, error] = step(node.rawNode, m);
  node.rawNode = rawNode;
  if (error !== null) env.output.write(`${describeError(error)}\n`);
}

/** A node's messages to itself and its storage threads' are no network's to lose. */
function isLocal(m: Message): boolean {
  return m.from === m.to || isThread(m.from) || isThread(m.to);
}

function isThread(id: number): boolean {
  return id === LocalAppendThread || id === LocalApplyThread;
}
