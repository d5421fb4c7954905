/**
 * The alternating bit protocol over channels that lose messages (MCAlternatingBit.tla in tlaplus/Examples,
 * from Lamport's Specifying Systems, chapter 14), cut to queues of at most two messages.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { constrained } from './constrained.ts';

type Bit = 0 | 1;
type Data = 'd1' | 'd2';

interface ChannelState {
  readonly messages: readonly (readonly [Bit, Data])[];
  readonly acks: readonly Bit[];
  /** The sender's bit, the bit last acknowledged to it, the bit last received. */
  readonly sendBit: Bit;
  readonly ackedBit: Bit;
  readonly receivedBit: Bit;
  readonly sent: Data;
  readonly received: Data;
}

/** `ignores-bit`: the sender takes any acknowledgement for the one it waits for. */
export type AlternatingBitDefect = 'ignores-bit';

const bitValues: readonly Bit[] = [0, 1];
const dataValues: readonly Data[] = ['d1', 'd2'];
const maxQueue = 2;

export function alternatingBit(defect?: AlternatingBitDefect): PlainSystem<ChannelState> {
  const system: PlainSystem<ChannelState> = {
    *init() {
      for (const bit of bitValues) {
        for (const sent of dataValues) {
          for (const received of dataValues) {
            yield { messages: [], acks: [], sendBit: bit, ackedBit: bit, receivedBit: bit, sent, received };
          }
        }
      }
    },

    *next(s) {
      yield* senderSteps(s, defect);
      yield* receiverSteps(s);
      for (const i of s.messages.keys()) {
        yield { action: 'LoseMsg', state: { ...s, messages: s.messages.toSpliced(i, 1) } };
      }
      for (const i of s.acks.keys())
        yield { action: 'LoseAck', state: { ...s, acks: s.acks.toSpliced(i, 1) } };
    },

    invariants: [
      { name: 'new-message-carries-the-value-sent', holds: newMessagesCarrySent },
      { name: 'old-message-changes-nothing', holds: oldMessagesAreKnown },
    ],
  };
  return constrained(system, (s) => s.messages.length <= maxQueue && s.acks.length <= maxQueue);
}

function* senderSteps(s: ChannelState, defect: AlternatingBitDefect | undefined) {
  if (s.ackedBit === s.sendBit) {
    const sendBit: Bit = s.sendBit === 0 ? 1 : 0;
    for (const sent of dataValues) {
      const messages = [...s.messages, [sendBit, sent] as const];
      yield { action: 'SndNewValue', state: { ...s, sent, sendBit, messages } };
    }
  } else {
    yield { action: 'ReSndMsg', state: { ...s, messages: [...s.messages, [s.sendBit, s.sent] as const] } };
  }
  if (s.acks.length > 0) {
    const ackedBit = defect === 'ignores-bit' ? s.sendBit : s.acks[0];
    yield { action: 'RcvAck', state: { ...s, acks: s.acks.slice(1), ackedBit } };
  }
}

function* receiverSteps(s: ChannelState) {
  if (s.messages.length > 0) {
    const [receivedBit, received] = s.messages[0];
    yield { action: 'RcvMsg', state: { ...s, messages: s.messages.slice(1), receivedBit, received } };
  }
  yield { action: 'SndAck', state: { ...s, acks: [...s.acks, s.receivedBit] } };
}

/** What makes receiving a message with the sender's bit one step of ABCorrectness. */
function newMessagesCarrySent(s: ChannelState): boolean {
  return s.messages.every(([bit, data]) => bit !== s.sendBit || data === s.sent);
}

/** What makes receiving a message with the other bit no step at all. */
function oldMessagesAreKnown(s: ChannelState): boolean {
  return s.messages.every(
    ([bit, data]) => bit === s.sendBit || (bit === s.receivedBit && data === s.received),
  );
}
