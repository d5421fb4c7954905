/**
 * Recovery goes in rounds: a timer fires, then all messages are delivered in the order in which they were sent, and storage does its
 * work at once, until nothing is left. What comes of a round follows from the nodes and the timer.
 *
 *     quiet state   [ node state x N ]   by the ids of core.ts; `down` for a node that stays away
 */
import type { LocalInput } from '../action.ts';
import type { ReadView } from '../view.ts';
import type { RecoveryCore } from './core.ts';

export const down = -1;

export type Quiet = readonly number[];

/** A timer of one node, or what else may be asked of it: inputs one after another, each once all of the one before is delivered. */
export interface Timer {
  /** 1..nodes */
  readonly node: number;
  readonly inputs: readonly LocalInput[];
}

/** What comes of a round. `read`: what the application of a node was told it may serve, by node. */
export type Round =
  | {
      readonly ends: 'quiet';
      readonly nodes: Quiet;
      readonly reads: readonly (ReadView & { readonly node: number })[];
    }
  /** The same nodes and messages come again and again. `nodes`: those at which it was noticed. */
  | { readonly ends: 'never'; readonly nodes: Quiet }
  /** A term above the bound was reached: nothing is known of what follows. */
  | { readonly ends: 'beyond' };

/** Deliveries after which a round is watched for one that comes again: most have a dozen. */
const watchedFrom = 64;

const storageWork = [{ kind: 'append-done' }, { kind: 'apply-done' }] as const;

export class Rounds<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #async: boolean;
  readonly #maxTerm: number;

  /** `async`: whether storage works by itself. `maxTerm`: beyond it nothing is asked. */
  constructor(core: RecoveryCore<S, M>, async: boolean, maxTerm: number) {
    this.#core = core;
    this.#async = async;
    this.#maxTerm = maxTerm;
  }

  /** Null where the timer is not enabled. */
  fire(from: Quiet, { node, inputs }: Timer): Round | null {
    const going = new Going(from);
    for (const [k, input] of inputs.entries()) {
      const stepped = this.#core.local(going.nodes[node - 1], input);
      // A leader that has stepped down meanwhile has no check of its quorum.
      if (stepped === null && k === 0) return null;
      if (stepped !== null) this.#enter(going, node, stepped);
      const odd = going.beyond ? ({ ends: 'beyond' } as const) : this.#settle(going);
      if (odd !== null) return odd;
    }
    return { ends: 'quiet', nodes: going.nodes, reads: going.reads };
  }

  /** What has been begun before: storage works off what it has, and nodes that are down begin again. */
  begin(from: Quiet): Round {
    const going = new Going(from);
    for (const [i, node] of from.entries()) {
      if (node === down) continue;
      const restarted = this.#core.view(node).up ? null : this.#core.local(node, { kind: 'restart' });
      if (restarted !== null) this.#enter(going, i + 1, restarted);
      else this.#store(going, i + 1);
    }
    return this.#settle(going) ?? { ends: 'quiet', nodes: going.nodes, reads: going.reads };
  }

  /** The node once it has begun again, where it is down. */
  awake(node: number): number {
    return this.#core.view(node).up ? node : (this.#core.local(node, { kind: 'restart' })?.next ?? node);
  }

  #settle(going: Going): Round | null {
    const met = new Set<string>();
    for (let delivered = 0; going.queue.length > 0; delivered++) {
      if (delivered >= watchedFrom) {
        const key = `${going.nodes} ${going.queue}`;
        if (met.has(key)) return { ends: 'never', nodes: going.nodes };
        met.add(key);
      }
      const message = going.queue.shift()!;
      const { to } = this.#core.messageView(message);
      const node = going.nodes[to - 1];
      if (node === undefined || node === down) continue;
      const stepped = this.#core.deliver(node, message);
      if (stepped !== null) this.#enter(going, to, stepped);
      if (going.beyond) return { ends: 'beyond' };
    }
    return null;
  }

  #enter(going: Going, node: number, stepped: NonNullable<ReturnType<RecoveryCore<S, M>['local']>>): void {
    going.take(node, stepped);
    this.#store(going, node);
    going.beyond ||= this.#core.view(going.nodes[node - 1]).term > this.#maxTerm;
  }

  #store(going: Going, node: number): void {
    if (!this.#async) return;
    // What one of them finishes may be work for the other.
    for (let busy = true; busy; ) {
      const done = storageWork.map((work) => {
        const stepped = this.#core.local(going.nodes[node - 1], work);
        if (stepped !== null) going.take(node, stepped);
        return stepped;
      });
      busy = done.some((stepped) => stepped !== null);
    }
  }
}

/** A round that is under way. */
class Going {
  readonly nodes: number[];
  readonly queue: number[] = [];
  readonly reads: (ReadView & { readonly node: number })[] = [];
  /** Whether a term above the bound was reached. */
  beyond = false;

  constructor(from: Quiet) {
    this.nodes = [...from];
  }

  take(
    node: number,
    { next, sent, reads }: NonNullable<ReturnType<RecoveryCore<unknown, unknown>['local']>>,
  ): void {
    this.nodes[node - 1] = next;
    this.queue.push(...sent);
    this.reads.push(...reads.map((read) => ({ ...read, node })));
  }
}
