/**
 * Asks properties about a recorded behavior, as a search asks them about states (property/judge.ts): steps as they are taken,
 * and states once their nodes have stored what they hold. A node that has not yet taken its Ready acts on nothing of what it holds,
 * and is seen as it was before.
 *
 * Long logs are not looked at as a whole after every step: what all have alike is left out (cut.ts). What breaks then is looked at
 * again as a whole before it is believed.
 */
import type { ClusterView, Ghost, NodeView } from '../cluster/view.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import type { Property, PropertyReport } from '../property/property.ts';
import { conflictWith, mostCut } from './cut.ts';
import type { Deed, History } from './history.ts';
import { RecordedTables } from './recordedtables.ts';
import { asStored, isStored } from './stored.ts';

type State = Omit<ClusterView, 'messages' | 'used'>;

export interface Judged {
  /** The first deed after which a property is broken, and which; null: all held. */
  readonly broken: { readonly deed: number; readonly property: number } | null;
  readonly reports: readonly PropertyReport[];
  /** Every state as it was judged, from the initial one to the one after `broken`, or the last: without messages. */
  states(from: number, to: number): readonly State[];
  readonly judge: Judge;
}

/** Those that a recorded run can be asked: what is asked of reads, of what lies ahead or of all behaviors is not in a log. */
export function askedOfRecorded(properties: readonly Property[]): Property[] {
  return properties.filter((property) => {
    if (['recovery', 'deadlock', 'eventually', 'leads-to', 'sometimes'].includes(property.scope))
      return false;
    if ('messages' in property && property.messages === true) return false;
    return !('ghosts' in property && property.ghosts?.includes('reads') === true);
  });
}

/** `whole`: all of every log is looked at after every step, as properties need it that ask how much is compacted. */
export function judgeHistory<S, M>(
  properties: readonly Property[],
  history: History<S, M>,
  whole = false,
): Judged {
  return new Judging(properties, history, whole).judged() ?? new Judging(properties, history, true).judged()!;
}

/** A state: for each node the number of the deed after which it is seen, -1 at the beginning; and the history until then. */
interface Moment {
  readonly stored: Int32Array;
  readonly leaders: Ghost['leaders'];
  readonly committed: number;
}

/** One behavior hardly comes to the same part of a node again, or to the same state. */
const asked = { parts: false, held: false };

/** Deeds after which it is asked again how much can be left out. */
const often = 32;

class Judging<S, M> {
  readonly #properties: readonly Property[];
  readonly #history: History<S, M>;
  readonly #judge: Judge;
  readonly #tables: RecordedTables;
  readonly #whole: boolean;
  /** By node, as it is seen before it has stored anything. */
  readonly #begun: readonly NodeView[];
  /** Up to here entries are left out, where a node has them committed and stored. */
  #cut = 0;
  /** By node: the number of its last deed, and of the last one after which all was stored. */
  readonly #last: Int32Array;
  readonly #stored: Int32Array;
  /** By node, after its last deed. */
  readonly #now: NodeView[];
  readonly #moments: Moment[] = [];

  constructor(properties: readonly Property[], history: History<S, M>, whole: boolean) {
    this.#properties = properties;
    this.#history = history;
    this.#judge = createJudge(properties, asked);
    this.#begun = history.initial.map(asStored);
    this.#tables = new RecordedTables(this.#begun);
    this.#whole = whole;
    this.#last = new Int32Array(history.initial.length).fill(-1);
    this.#stored = this.#last.slice();
    this.#now = [...history.initial];
  }

  /** Null: all of the logs must be looked at. */
  judged(): Judged | null {
    const { deeds } = this.#history;
    const judge = this.#judge;
    judge.meet?.(this.#tables);
    this.#remember();
    let found = judge.state(this.#tables, this.#tables.state);
    let broken: Judged['broken'] = found < 0 ? null : { deed: -1, property: found };
    for (let k = 0; k < deeds.length && broken === null; k++) {
      const before = this.#last[deeds[k].node - 1];
      found = this.#take(deeds[k], k);
      if (found >= 0 && this.#cut > 0) found = this.#lookAgain(k, before);
      if (found >= 0) broken = { deed: k, property: found };
      else if (!this.#whole && k % often === 0 && !this.#cutMore()) return null;
    }
    if (!this.#mayCut(this.#cut)) return null;
    return {
      broken,
      reports: judge.report(broken?.property ?? -1),
      states: (from, to) => this.#moments.slice(from, to + 1).map((moment) => this.#stateAt(moment)),
      judge,
    };
  }

  /** The lowest index of a property that the deed breaks, or -1. */
  #take(deed: Deed<S, M>, k: number): number {
    const at = deed.node - 1;
    let after = deed.view(this.#cut);
    // What was left out may have been changed by this very deed, and may be as it was by the time all is looked at again.
    const looked = this.#cut === 0 || deed.keeps(this.#cut) ? after : deed.view();
    const conflict = conflictWith(this.#tables.committed, looked, this.#cut);
    if (conflict <= this.#cut) {
      this.#cutAt(mostCut(conflict - 1));
      after = deed.view(this.#cut);
    }
    const found = this.#judge.step(this.#now[at], deed.action, after);
    this.#last[at] = k;
    this.#now[at] = after;
    let other = -1;
    if (isStored(after)) {
      this.#stored[at] = k;
      this.#tables.go(deed.node, after);
      other = this.#judge.state(this.#tables, this.#tables.state);
    }
    this.#remember();
    return lower(found, other);
  }

  /** Leaves out more, where nobody has anything else. False: somebody had, of what is left out already. */
  #cutMore(): boolean {
    const { committed, shown } = this.#tables;
    const most = mostCut(committed.length);
    const conflicts = [...this.#now, ...shown].map((node) => conflictWith(committed, node, most));
    const cut = mostCut(Math.min(most, ...conflicts.map((index) => index - 1)));
    if (cut <= this.#cut) return true;
    if (!this.#mayCut(cut)) return false;
    this.#cutAt(cut);
    return true;
  }

  /** Whether all nodes have, up to there, what was committed first: all of their logs are looked at. */
  #mayCut(cut: number): boolean {
    const { committed } = this.#tables;
    const wholes = Array.from(this.#last, (deed, at) => this.#viewOf(deed, at));
    return wholes.every((node) => conflictWith(committed, node, cut) > cut);
  }

  #cutAt(index: number): void {
    this.#cut = index;
    for (const at of this.#now.keys()) {
      this.#now[at] = this.#viewOf(this.#last[at], at, index);
      this.#tables.show(at + 1, this.#storedOf(this.#stored[at], at, index));
    }
  }

  /** What deed `k` breaks where nothing is left out, or -1. `before`: the deed of the same node before it. */
  #lookAgain(k: number, before: number): number {
    const { node, action, view } = this.#history.deeds[k];
    const judge = createJudge(this.#properties, asked);
    const found = judge.step(this.#viewOf(before, node - 1), action, view());
    const { nodes, ghost } = this.#stateAt(this.#moments[k + 1]);
    const tables = new RecordedTables(nodes, ghost);
    judge.meet?.(tables);
    return lower(found, judge.state(tables, tables.state));
  }

  #viewOf(deed: number, at: number, cut = 0): NodeView {
    return deed < 0 ? this.#history.initial[at] : this.#history.deeds[deed].view(cut);
  }

  #storedOf(deed: number, at: number, cut = 0): NodeView {
    return deed < 0 ? this.#begun[at] : this.#viewOf(deed, at, cut);
  }

  #remember(): void {
    const { leaders } = this.#tables.ghost();
    this.#moments.push({ stored: this.#stored.slice(), leaders, committed: this.#tables.committed.length });
  }

  #stateAt({ stored, leaders, committed }: Moment): State {
    const nodes = Array.from(stored, (deed, at) => this.#storedOf(deed, at));
    return { nodes, ghost: { leaders, committed: this.#tables.committed.slice(0, committed) } };
  }
}

/** The lower of two indices of properties, -1 being none. */
function lower(a: number, b: number): number {
  if (a < 0) return b;
  return b < 0 ? a : Math.min(a, b);
}
