/**
 * Recovery goes in rounds: a timer fires, then all messages are delivered in the order in which they were sent, and storage does its
 * work at once, until nothing is left. What comes of a round follows from the nodes and the timer.
 */
import type { ReadView } from '../view.ts';
import { notEnabled, type RecoveryCore } from './core.ts';
import type { Cuts } from './cuts.ts';
import { down, type Nodes, type Quiets } from './quiets.ts';

/** A timer of one node, or what else may be asked of it: inputs one after another, each once all of the one before is delivered. */
export interface Timer {
  /** 1..nodes */
  readonly node: number;
  /** Ids of core.ts. */
  readonly inputs: readonly number[];
}

/** What comes of a round. `read`: what the application of a node was told it may serve, by node. */
export type Round =
  | {
      readonly ends: 'quiet';
      /** An id of quiets.ts. */
      readonly quiet: number;
      readonly reads: readonly (ReadView & { readonly node: number })[];
      /** A bit for each node that was given a message of the one whose timer fired: 1 << id. */
      readonly reached: number;
    }
  /** The same nodes and messages come again and again. `quiet`: the nodes at which it was noticed. */
  | { readonly ends: 'never'; readonly quiet: number }
  /** A term above the bound was reached: nothing is known of what follows. */
  | { readonly ends: 'beyond' };

/** Deliveries after which a round is watched for one that comes again: most have a dozen. */
const watchedFrom = 64;

export class Rounds<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #maxTerm: number;
  readonly #restart: number;
  /** What storage does by itself. */
  readonly #storageWork: readonly number[];

  /** `async`: whether storage works by itself. `maxTerm`: beyond it nothing is asked. */
  constructor(core: RecoveryCore<S, M>, quiets: Quiets<S, M>, async: boolean, maxTerm: number) {
    this.#core = core;
    this.#quiets = quiets;
    this.#maxTerm = maxTerm;
    this.#restart = core.input({ kind: 'restart' });
    this.#storageWork = async
      ? [core.input({ kind: 'append-done' }), core.input({ kind: 'apply-done' })]
      : [];
  }

  /** From a quiet state. Null where the timer is not enabled. `spare`: how many terms more than usual it may reach. */
  fire(from: number, { node, inputs }: Timer, spare = 0): Round | null {
    const going = new Going(this.#quiets.nodes(from), this.#quiets.cuts(from), this.#maxTerm + spare, node);
    for (const [k, input] of inputs.entries()) {
      const stepped = this.#core.local(going.nodes[node - 1], input);
      // A leader that has stepped down meanwhile has no check of its quorum.
      if (stepped === notEnabled && k === 0) return null;
      if (stepped !== notEnabled) this.#enter(going, node, stepped);
      const odd = going.beyond ? ({ ends: 'beyond' } as const) : this.#settle(going);
      if (odd !== null) return odd;
    }
    return this.#quiet(going);
  }

  /** What has been begun before: storage works off what it has, and nodes that are down begin again. */
  begin(from: Nodes, cuts: Cuts): Round {
    const going = new Going(from, cuts, this.#maxTerm);
    for (const [i, node] of from.entries()) {
      if (node === down) continue;
      const restarted = this.#core.view(node).up ? notEnabled : this.#core.local(node, this.#restart);
      if (restarted !== notEnabled) this.#enter(going, i + 1, restarted);
      else this.#store(going, i + 1);
    }
    return this.#settle(going) ?? this.#quiet(going);
  }

  /** The node once it has begun again, where it is down. */
  awake(node: number): number {
    const restarted = this.#core.view(node).up ? notEnabled : this.#core.local(node, this.#restart);
    return restarted === notEnabled ? node : this.#core.next(restarted);
  }

  #quiet({ nodes, cuts, reads, reached }: Going): Round {
    return { ends: 'quiet', quiet: this.#quiets.id(nodes, cuts), reads, reached };
  }

  #settle(going: Going): Round | null {
    let met: Set<string> | null = null;
    for (let delivered = 0; !going.idle; delivered++) {
      if (delivered >= watchedFrom) {
        const key = going.key();
        met ??= new Set();
        if (met.has(key)) return { ends: 'never', quiet: this.#quiets.id(going.nodes, going.cuts) };
        met.add(key);
      }
      const message = going.shift();
      const { from, to } = this.#core.messageView(message);
      const node = going.nodes[to - 1];
      if (node === undefined || node === down) continue;
      if (from === going.by) going.reached |= 1 << to;
      const stepped = this.#core.deliver(node, message);
      if (stepped !== notEnabled) this.#enter(going, to, stepped);
      if (going.beyond) return { ends: 'beyond' };
    }
    return null;
  }

  #enter(going: Going, node: number, stepped: number): void {
    this.#take(going, node, stepped);
    this.#store(going, node);
    going.beyond ||= this.#core.view(going.nodes[node - 1]).term > going.maxTerm;
  }

  #store(going: Going, node: number): void {
    // What one of them finishes may be work for the other.
    for (let busy = this.#storageWork.length > 0; busy; ) {
      busy = false;
      for (const work of this.#storageWork) {
        const stepped = this.#core.local(going.nodes[node - 1], work);
        if (stepped === notEnabled) continue;
        this.#take(going, node, stepped);
        busy = true;
      }
    }
  }

  #take(going: Going, node: number, stepped: number): void {
    going.nodes[node - 1] = this.#core.next(stepped);
    for (let k = 0; k < this.#core.sentCount(stepped); k++) {
      const message = this.#core.sent(stepped, k);
      if (going.cuts.none || going.cuts.passes(node, this.#core.messageView(message).to)) going.send(message);
    }
    for (const read of this.#core.reads(stepped)) going.reads.push({ ...read, node });
  }
}

/** A round that is under way. */
class Going {
  readonly nodes: Int32Array;
  readonly reads: (ReadView & { readonly node: number })[] = [];
  readonly cuts: Cuts;
  readonly maxTerm: number;
  /** Whose timer has fired, 0: nobody's; and who was given a message of that node: 1 << id. */
  readonly by: number;
  reached = 0;
  /** Whether a term above that was reached. */
  beyond = false;
  /** Messages that were sent, of which `#next` is the first that is not yet delivered. */
  readonly #queue: number[] = [];
  #next = 0;

  constructor(from: Nodes, cuts: Cuts, maxTerm: number, by = 0) {
    this.nodes = from.slice();
    this.cuts = cuts;
    this.maxTerm = maxTerm;
    this.by = by;
  }

  get idle(): boolean {
    return this.#next === this.#queue.length;
  }

  shift(): number {
    return this.#queue[this.#next++];
  }

  /** Equal for equal nodes and messages under way. */
  key(): string {
    return `${this.nodes} ${this.#queue.slice(this.#next)}`;
  }

  send(message: number): void {
    this.#queue.push(message);
  }
}
