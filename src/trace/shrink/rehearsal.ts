/**
 * Tries schedules on the real cluster: whether a list of actions, as far as it can be followed, still breaks the property.
 *
 * An action that is not enabled any more is replaced by the one most like it (the same kind at the same node; a message
 * of the same type and sender), or else left out, and the rest goes on. To demand every action as it was would shrink
 * far less: without one election all later messages carry other terms, and a cause can only go when all its effects go
 * with it in the same attempt. A likeness can lead astray too, so that what is left is also tried without any. Nothing is taken on trust: what counts is the behavior that came of it, every step of
 * which the cluster took.
 */

import { type Action, saysOf } from '../../cluster/action.ts';
import type { ActionInstance } from '../../cluster/actioninstances.ts';
import { brokenIn } from '../../cluster/broken.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { MessageView } from '../../cluster/view.ts';
import type { Emit, Path, PathStep } from '../../explore/system.ts';
import type { Judge } from '../../property/judge.ts';
import { sameValue } from '../diff.ts';

/**
 * What becomes of an action that is not enabled: the likest one takes its place or else it is left out; it is left out;
 * or the attempt has failed.
 */
export type Manner = 'alike' | 'skip' | 'strict';

export class Rehearsal {
  /** Steps taken so far, in all attempts. */
  taken = 0;
  /** Attempts so far. */
  attempts = 0;
  readonly #cluster: Cluster;
  readonly #judge: Judge;
  readonly #property: number;
  readonly #maxInFlight: number | null;

  /** `property` is an index of the judge. `maxInFlight`: another bound than the cluster's; null: its own. */
  constructor(cluster: Cluster, judge: Judge, property: number, maxInFlight: number | null = null) {
    this.#cluster = cluster;
    this.#judge = judge;
    this.#property = property;
    this.#maxInFlight = maxInFlight;
  }

  /**
   * Goes through the first `kept` steps of `known`, then as far as possible through `wanted`, up to where the property
   * breaks. Null when it never does, or not within `most` steps in all.
   */
  attempt(known: Path, kept: number, wanted: readonly PathStep[], most: number, manner: Manner): Path | null {
    this.attempts++;
    const steps = known.steps.slice(0, kept);
    let state = steps.at(-1)?.state ?? known.init;
    for (const [k, step] of wanted.entries()) {
      if (steps.length === most) return null;
      const next = this.#exactly(state, step) ?? (manner === 'alike' ? this.#alike(state, step) : null);
      if (next === null && manner === 'strict') return null;
      if (next === null) continue;
      steps.push(next.step);
      if (this.#breaks(state, next)) return { init: known.init, steps };
      state = next.step.state;
      // Back on the known track: what followed there follows here, and ends as it did.
      if (next.exact && isTail(known, wanted, k) && sameState(state, step.state)) {
        const path = [...steps, ...wanted.slice(k + 1)];
        return path.length > most ? null : { init: known.init, steps: path };
      }
    }
    return null;
  }

  #exactly(state: Int32Array, { kind, arg }: PathStep): Taken | null {
    return this.#take(state, kind, arg, true);
  }

  #alike(state: Int32Array, wanted: PathStep): Taken | null {
    const action = this.#cluster.action(wanted.kind, wanted.arg);
    const likest = this.#cluster
      .actionInstances(state)
      .map((instance): [ActionInstance, number] => [instance, likeness(action, instance.action)])
      .filter(([instance, likeness]) => likeness >= 0 && instance.arg !== wanted.arg)
      .sort(([, a], [, b]) => b - a);
    for (const [{ kind, arg }] of likest) {
      const taken = this.#take(state, kind, arg, false);
      if (taken !== null) return taken;
    }
    return null;
  }

  #take(state: Int32Array, kind: number, arg: number, exact: boolean): Taken | null {
    let taken: Taken | null = null;
    const note: Emit = (successor, itsKind, itsArg, broken) => {
      if (itsKind !== kind || itsArg !== arg) return;
      taken ??= { step: { kind, arg, state: successor.slice() }, broken, exact };
    };
    if (this.#maxInFlight === null) this.#cluster.take(state, kind, arg, note);
    else this.#cluster.nextWithin(state, this.#maxInFlight, note);
    if (taken !== null) this.taken++;
    return taken;
  }

  /** The judge names the lowest broken property only, so that where it names another one ours is asked itself. */
  #breaks(before: Int32Array, { step, broken }: Taken): boolean {
    const found = broken >= 0 ? broken : brokenIn(this.#cluster, step.state);
    if (found < 0 || found === this.#property) return found >= 0;
    const cluster = this.#cluster;
    const witnesses = this.#judge.explain(this.#property, {
      last: { before: cluster.view(before), action: cluster.action(step.kind, step.arg) },
      after: cluster.view(step.state),
    });
    return witnesses.length > 0;
  }
}

interface Taken {
  readonly step: PathStep;
  /** A step property that the step breaks, or -1. */
  readonly broken: number;
  /** It is the very action that was wanted. */
  readonly exact: boolean;
}

/** True when wanted[k..] is the end of the known path, action for action. */
function isTail({ steps }: Path, wanted: readonly PathStep[], k: number): boolean {
  return steps[steps.length - wanted.length + k] === wanted[k];
}

function sameState(a: Int32Array, b: Int32Array): boolean {
  return a.every((value, i) => value === b[i]);
}

/** How much of one action is in the other: -1 when they are of different kinds or at different nodes. */
function likeness(wanted: Action, offered: Action): number {
  if (wanted.kind !== offered.kind || wanted.node !== offered.node) return -1;
  if ('message' in wanted)
    return 'message' in offered ? messageLikeness(wanted.message, offered.message) : -1;
  // Values are numbered in the order in which they are asked for: another one is as good.
  return Object.values(saysOf(wanted.kind)).includes('numbered') ? 0 : -1;
}

function messageLikeness(wanted: MessageView, offered: MessageView): number {
  if (wanted.type !== offered.type || wanted.from !== offered.from) return -1;
  if ((wanted.reject ?? false) !== (offered.reject ?? false)) return -1;
  const fields = ['term', 'logTerm', 'index', 'commit', 'context', 'entries', 'snapshot'] as const;
  return fields.filter((field) => sameValue(wanted[field], offered[field])).length;
}
