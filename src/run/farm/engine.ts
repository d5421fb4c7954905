/** Whoever places the owners of a farm, carries what is said to them, and rows from one to the other: as the head sees it. */
import type { StopReason } from '../../explore/system.ts';
import type { Answer, Hello, Message, Request, Within } from './messages.ts';

export interface Engine {
  readonly owners: number;
  /** Resolves with the answer; `hear` is told how far it is. Rejects with Lost, Ended, and with a UserError for what the owner refuses. */
  ask(
    owner: number,
    request: Message<Request>,
    hear?: (within: Within) => void,
  ): Promise<Message<Extract<Answer, { done: unknown }>>>;
  /** Every owner's rows go to whom they belong to. Rejects likewise. */
  exchange(): Promise<void>;
  /** Puts a new owner in the place of one that is lost; it has begun nothing. Rejects likewise. */
  revive(owner: number): Promise<Hello>;
  /** Ends all; what is under way is lost. */
  close(): Promise<void>;
}

/** The search is to end, and the level that is being found is left. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Owners are gone: their processes, or the machines that they were on. */
export class Lost extends Error {
  override readonly name = 'Lost';
  readonly owners: readonly number[];

  constructor(owners: readonly number[], why: string) {
    super(why);
    this.owners = owners;
  }
}
