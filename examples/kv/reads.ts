/**
 * Linearizable reads. All that come while one question to the leader is under way share the next one, as etcd's server
 * does it; a question whose answer was lost is asked again.
 */
import { term, zeroTermOnOutOfBounds } from '../../src/raft/log/log.ts';
import type { RawNode } from '../../src/raft/rawnode.ts';
import { readIndex } from '../../src/raft/rawnode.ts';
import type { ReadState } from '../../src/raft/readonly.ts';
import { isSingleton } from '../../src/raft/tracker/tracker.ts';
import { deferred } from './deferred.ts';
import { Refusal } from './http.ts';
import { newIds } from './ids.ts';
import type { RaftNode } from './raftnode.ts';

type Resolve = () => void;

interface Confirmed {
  readonly index: number;
  readonly resolves: readonly Resolve[];
}

export class Reads {
  readonly #node: RaftNode;
  readonly #timeout: number;
  readonly #retry: number;
  readonly #newId = newIds();
  /** They wait for the next question. */
  #next: Resolve[] = [];
  /** The question under way, and who waits for its answer. */
  #current: {
    readonly context: string;
    readonly resolves: readonly Resolve[];
    readonly timer: NodeJS.Timeout;
  } | null = null;
  /** Answered; they wait until this node has applied so far. */
  #confirmed: Confirmed[] = [];
  readonly counts = { served: 0, timedOut: 0 };

  /** `timeout` of a read and `retry` of a question: ms. */
  constructor(node: RaftNode, timeout: number, retry: number) {
    this.#node = node;
    this.#timeout = timeout;
    this.#retry = retry;
  }

  /** Kept when what is applied here is at least what was committed anywhere when it was called. Or a Refusal, 503. */
  async linearizable(): Promise<void> {
    const { promise, resolve, reject } = deferred<void>();
    const timer = setTimeout(() => {
      this.counts.timedOut++;
      reject(new Refusal(503, 'the read was not confirmed in time: there may be no leader'));
    }, this.#timeout);
    this.#next.push(resolve);
    this.#ask();
    await promise.finally(() => clearTimeout(timer));
    this.counts.served++;
  }

  confirmed({ index, requestCtx }: ReadState, applied: number): void {
    if (this.#current?.context !== requestCtx) return;
    const { resolves, timer } = this.#current;
    clearInterval(timer);
    this.#current = null;
    this.#confirmed.push({ index, resolves });
    this.applied(applied);
    this.#ask();
  }

  applied(applied: number): void {
    const waiting = this.#confirmed.filter(({ index }) => index > applied);
    const due = this.#confirmed.filter(({ index }) => index <= applied);
    this.#confirmed = waiting;
    for (const { resolves } of due) for (const resolve of resolves) resolve();
  }

  stop(): void {
    clearInterval(this.#current?.timer);
  }

  #ask(): void {
    if (this.#current !== null || this.#next.length === 0) return;
    const context = this.#newId();
    const resolves = this.#next;
    this.#next = [];
    const ask = (): void => {
      void this.#node.ask((rn) => (mayAsk(rn) ? readIndex(rn, context) : [rn, null]));
    };
    this.#current = { context, resolves, timer: setInterval(ask, this.#retry) };
    ask();
  }
}

/**
 * A single voter answers at once with its commit index, which a crash may have set back: it must have committed an entry
 * of its present term first (docs/findings/singleton-readindex-before-hardstate.md).
 */
function mayAsk({ raft }: RawNode): boolean {
  const { raftLog, trk } = raft;
  return !isSingleton(trk) || zeroTermOnOutOfBounds(term(raftLog, raftLog.committed)) === raft.term;
}
