/** Proposals on their way: each has an id, which its entry carries, and by which its outcome is found when it is applied. */
import { type NodeStepped, propose, type RawNode } from '../../src/raft/rawnode.ts';
import { type Command, encodeCommand } from './command.ts';
import { deferred } from './deferred.ts';
import { Refusal } from './http.ts';
import { newIds } from './ids.ts';
import type { Applied, Outcome } from './machine.ts';
import type { RaftNode } from './raftnode.ts';

/** More than this many at a time are refused. */
const most = 10_000;

export class Proposals {
  readonly #node: RaftNode;
  readonly #timeout: number;
  readonly #newId = newIds();
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  readonly counts = { applied: 0, dropped: 0, timedOut: 0 };

  /** `timeout`: ms. */
  constructor(node: RaftNode, timeout: number) {
    this.#node = node;
    this.#timeout = timeout;
  }

  get pending(): number {
    return this.#waiting.size;
  }

  propose(command: Command): Promise<Outcome> {
    return this.proposeWith((id, rn) => propose(rn, encodeCommand(id, command)));
  }

  /**
   * Makes a proposal, and waits until it is applied here. Rejects with a Refusal: 503 where nothing has come of it, 504
   * where nobody can tell.
   */
  async proposeWith(call: (id: string, rn: RawNode) => NodeStepped): Promise<Outcome> {
    if (this.#waiting.size >= most)
      throw new Refusal(503, `${most} proposals are under way: try again later`);
    const id = this.#newId();
    const { promise, resolve, reject } = deferred<Outcome>();
    this.#waiting.set(id, resolve);
    const timer = setTimeout(() => {
      this.counts.timedOut++;
      reject(new Refusal(504, 'not applied in time: it may be applied later, or never'));
    }, this.#timeout);
    try {
      const error = await this.#node.ask((rn) => call(id, rn));
      if (error === null) return await promise;
      this.counts.dropped++;
      throw new Refusal(503, 'dropped: no leader is known, it is handing over, or its log is too long');
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  applied(outcomes: readonly Applied[]): void {
    for (const { id, outcome } of outcomes) {
      const resolve = this.#waiting.get(id);
      if (resolve === undefined) continue;
      this.counts.applied++;
      resolve(outcome);
    }
  }
}
