/** Random walks over a cluster as traces: the same seed, the same behavior. */
import type { Model } from '../../../src/cluster/model.ts';
import type { PathStep } from '../../../src/explore/system.ts';
import { rebuildTrace } from '../../../src/trace/rebuild.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { compose, nothingCommitted } from '../make.ts';

/** Kinds of action that a walk prefers, so that it gets somewhere; others weigh 1. */
const weights: Readonly<Record<string, number>> = {
  deliver: 12,
  timeout: 0.6,
  heartbeat: 1,
  propose: 3,
  'propose-conf': 4,
  restart: 4,
  drop: 0.3,
  crash: 0.5,
  transfer: 0.3,
};

/** A walk of at most so many steps. */
export function walk(model: Model, seed: number, steps: number): Trace {
  const { cluster, judge } = compose(model, [nothingCommitted]);
  const random = generator(seed);
  let state: Int32Array = new Int32Array();
  cluster.init((initial) => {
    state = initial.slice();
  });
  const init = state;
  const taken: PathStep[] = [];
  while (taken.length < steps) {
    const choices = new Map<string, PathStep[]>();
    cluster.next(state, (successor, kind, arg) => {
      const name = cluster.action(kind, arg).kind;
      choices.set(name, [...(choices.get(name) ?? []), { kind, arg, state: successor.slice() }]);
    });
    if (choices.size === 0) break;
    const among = choices.get(pick([...choices.keys()], random()))!;
    const step = among[Math.floor(random() * among.length)];
    taken.push(step);
    state = step.state;
  }
  const origin = { toolVersion: '0.0.0', spec: 'walk', bug: null, property: 0, shortest: false };
  // A walk's states need no names.
  return rebuildTrace(cluster, judge, { init, steps: taken }, origin, () => '0'.repeat(16));
}

/** The kind at a place in [0, 1) of all kinds, each as broad as its weight. */
function pick(kinds: readonly string[], place: number): string {
  const weightOf = (kind: string): number => weights[kind] ?? 1;
  let left = place * kinds.reduce((sum, kind) => sum + weightOf(kind), 0);
  for (const kind of kinds) {
    left -= weightOf(kind);
    if (left < 0) return kind;
  }
  return kinds[0];
}

/** Numbers in [0, 1), by Lehmer's method with Park and Miller's constants. */
function generator(seed: number): () => number {
  let value = (seed * 7919) % 2147483647 || 1;
  return () => {
    value = (value * 48271) % 2147483647;
    return value / 2147483647;
  };
}
