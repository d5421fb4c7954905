/**
 * What a network does with messages that wait at their destination: a value, of which the cluster asks all that tells one
 * network from another. An inbox is a sequence of message ids (../inbox.ts).
 */
import type { Guard } from '../action/guard.ts';
import type { MessageView } from '../view.ts';

/** Gives the node that has sent a message, by the id of the message. */
export type SenderOf = (message: number) => number;

export interface Network {
  /** What it is, for whoever chooses one. */
  readonly about: string;
  /** Where in an inbox a message that arrives is put. Inboxes that no future can tell apart come to be the same sequence. */
  place(held: Int32Array, message: number, senderOf: SenderOf): number;
  /** Whether held[at] may be delivered next; of equal messages that may, only one. */
  delivers(held: Int32Array, at: number, senderOf: SenderOf): boolean;
  /** Whether held[at] is the one of its equals that stands for all: what may be lost or doubled. */
  readonly standsForAll: (held: Int32Array, at: number) => boolean;
  /** Whether a message may come twice. */
  readonly doubles: boolean;
  /** Whether the order of an inbox means something. */
  readonly ordered: boolean;
  /** Why even a message that will be ignored matters; null: it is as good as gone. */
  readonly hindrance: string | null;
  /** What is asked of a message that shall be delivered, besides being among those in flight. */
  needs(inFlight: readonly MessageView[], message: MessageView): readonly Guard[];
}
