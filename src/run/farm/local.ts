/** The one owner of a search that is still small, in this process. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../base/usererror.ts';
import { Ended, type Engine } from './engine.ts';
import type { Answer, Message, Request, Within } from './messages.ts';
import type { OwnerService } from './service.ts';

export class LocalEngine implements Engine {
  readonly owners = 1;
  readonly #service: OwnerService;
  #closed = false;

  constructor(service: OwnerService) {
    this.#service = service;
  }

  async ask(
    _: number,
    request: Message<Request>,
    hear: (within: Within) => void = () => {},
  ): Promise<Message<Extract<Answer, { done: unknown }>>> {
    for (const { head, body } of this.#service.answer(request)) {
      if ('stopped' in head) throw new Ended(head.stopped);
      if ('refused' in head) throw new UserError(head.refused);
      if ('done' in head) return { head, body };
      if ('told' in head) hear(head.told);
      // It has taken a while: others have their turn.
      await setImmediate();
      if (this.#closed) break;
    }
    throw new Error('an owner has not answered');
  }

  async exchange(): Promise<void> {}

  revive(): never {
    throw new Error('an owner in this process is not lost');
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#service.close();
  }
}
