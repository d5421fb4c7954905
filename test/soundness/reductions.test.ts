/**
 * The reductions lose nothing. Each combination of on and off searches small specs, and what they find is held
 * against the plain search: level by level, with orbits counted by trying every permutation, and with every message that
 * is taken for dead delivered wherever it can be.
 */
import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterJudge } from '../../src/cluster/cluster.ts';
import { boundNames, type Model } from '../../src/cluster/model.ts';
import { groupOf, type Permutation } from '../../src/cluster/permutation.ts';
import { DeadMessages } from '../../src/cluster/reduce/dead.ts';
import { Floors } from '../../src/cluster/reduce/floors.ts';
import { interchangeable } from '../../src/cluster/reduce/interchange.ts';
import { groundOf, type ReductionName, reductionNames } from '../../src/cluster/reduce/names.ts';
import { type Reduced, reduce } from '../../src/cluster/reduce/reduce.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration } from '../../src/explore/system.ts';
import { renamerOf } from '../cluster/reduce/states.ts';
import { whole } from '../long.ts';
import { clusterOf, keepHistory, levelsOf } from './levels.ts';
import { reaching, roomySpecs, smallSpecs } from './small-specs.ts';

/** Broken by design, each at a different depth. */
const wishes: Readonly<Record<string, (node: NodeView) => boolean>> = {
  'nobody leads': (node) => node.role === 'leader',
  'nobody commits': (node) => node.commit > 1,
  'nobody is in the second term': (node) => node.term > 1 && node.role === 'leader',
};

/** What leads to it must be found as well when it is the step that breaks it. */
const nobodyFollowsAnother: ClusterJudge = {
  ...keepHistory,
  step: (before, _action, after) => (before.lead !== after.lead && after.lead !== after.id ? 0 : -1),
};

/** The combinations that there are: with each reduction, the one that it rests on. */
const settings: ReductionName[][] = [[]];
for (const name of reductionNames) {
  const ground = groundOf(name);
  const fit = settings.filter((set) => ground === undefined || set.includes(ground));
  settings.push(...fit.map((set) => [...set, name]));
}

type OrbitOf = (state: Int32Array) => string;

/** The smallest text that any renaming gives a state: every permutation is tried. */
function orbits(cluster: Cluster, group: readonly Permutation[]): OrbitOf {
  const rename = renamerOf(cluster);
  return (state) => group.map((perm) => rename(state, perm).join(' ')).sort()[0];
}

function explore(reduced: Reduced, depth: number): Exploration {
  const slices = search(reduced.system, { strategy: 'bfs', depth, pack: true, maxStates: 1e6 });
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return slice.value;
  }
}

function inFlightCuts(cluster: Cluster): number {
  return cluster.cuts[boundNames.indexOf('max-in-flight')];
}

const seesNothing = { refuted: [], seesMessages: false, seesLeaders: false };

describe.each(reaching([...smallSpecs, ...roomySpecs], whole))('$name', ({ model, depth }) => {
  const group = groupOf(model.nodes, interchangeable(model).blocks);

  it('has with symmetry one state for each orbit of the plain search, at the same depth', () => {
    const cluster = clusterOf(model, keepHistory);
    const { system } = reduce(cluster, { ...seesNothing, on: ['symmetry'] });
    const orbitOf = orbits(cluster, group);
    const orbitsOf = (level: Map<string, Int32Array>): Set<string> =>
      new Set([...level.values()].map(orbitOf));
    const plain = levelsOf(cluster, depth).map(orbitsOf);
    const symmetric = levelsOf(system, depth);
    expect(symmetric.map((level) => level.size)).toEqual(plain.map((level) => level.size));
    expect(symmetric.map(orbitsOf)).toEqual(plain);
  });

  it('has with dead messages dropped the plain states without them, or more where messages found no room', () => {
    const cluster = clusterOf(model, keepHistory);
    const { system, refutations } = reduce(cluster, { ...seesNothing, on: ['dead-messages'] });
    const dead = deadMessagesOf(cluster, group);
    const plain = levelsOf(cluster, depth).flatMap((level) => [...level.values()]);
    const cut = inFlightCuts(cluster) > 0;
    const reduced = new Set(levelsOf(system, depth).flatMap((level) => [...level.keys()].map(withoutFaults)));
    const expected = model.network === 'fifo' ? plain : plain.map((state) => withoutDead(dead, state));
    const kept = new Set(expected.map((state) => withoutFaults(state.join(' '))));
    expect([...kept].filter((state) => !reduced.has(state))).toEqual([]);
    if (!cut) expect(reduced.size).toBe(kept.size);
    expect(refutations()).toEqual([]);

    /** Losing or doubling a dead message spends a counter, and is not done where it is no part of the state. */
    function withoutFaults(key: string): string {
      return key.slice(0, key.lastIndexOf(' '));
    }
  });

  it('has no dead message that anybody takes notice of, however the behavior goes on', () => {
    const cluster = clusterOf(model, keepHistory);
    const dead = deadMessagesOf(cluster, [group[0]]);
    for (const state of levelsOf(cluster, depth).flatMap((level) => [...level.values()])) {
      const doomed = deadIn(cluster, dead, state);
      if (doomed.length === 0) continue;
      cluster.next(state, (successor, kind, arg) => {
        const delivered = cluster.actionKinds[kind].startsWith('deliver ') && doomed.includes(arg);
        if (delivered) expect(parts(cluster, successor)).toEqual(parts(cluster, state));
        const stillThere = (message: number): boolean =>
          [...successor.subarray(0, model.nodes)].some((cell) =>
            cluster.reductions.messages(cluster.reductions.cells.inbox(cell)).includes(message),
          );
        const after = deadIn(cluster, dead, successor.slice());
        expect(doomed.filter((message) => stillThere(message) && !after.includes(message))).toEqual([]);
      });
    }
  });

  describe.each(Object.entries(wishes))('%s', (_wish, grants) => {
    const judge: ClusterJudge = {
      ...keepHistory,
      state: (tables, state) => (tables.view(state).nodes.some(grants) ? 0 : -1),
    };
    it('is broken or not, as soon, with every combination of reductions', () => {
      agree(model, depth, judge);
    });
  });

  it('breaks a step property as soon with every combination of reductions', () => {
    agree(model, depth, nobodyFollowsAnother);
  });
});

/** Verdict and shortest length are the same; where messages found no room, dropping dead ones may only find it sooner. */
function agree(model: Model, depth: number, judge: ClusterJudge): void {
  const lengths = settings.map((on) => {
    const setting = on.join(', ');
    const cluster = clusterOf(model, judge);
    const reduced = reduce(cluster, { ...seesNothing, on });
    const { violation } = explore(reduced, depth);
    const cut = inFlightCuts(cluster) > 0;
    if (violation === null) return { setting, cut, length: Number.POSITIVE_INFINITY };
    const { path, inFlight } = reduced.concrete(violation);
    expect(path.steps.length).toBe(violation.path.steps.length);
    expect(isBehavior(model, judge, cluster, path.steps, inFlight), setting).toBe(true);
    return { setting, cut, length: path.steps.length };
  });
  const plain = lengths[0];
  for (const { setting, length } of lengths) {
    if (setting.includes('dead-messages') && plain.cut) expect(length).toBeLessThanOrEqual(plain.length);
    else expect(length, setting).toBe(plain.length);
  }
}

/** True when a cluster with room for so many messages takes the same actions and ends with the property broken. */
function isBehavior(
  model: Model,
  judge: ClusterJudge,
  found: Cluster,
  steps: readonly { readonly kind: number; readonly arg: number; readonly state: Int32Array }[],
  inFlight: number,
): boolean {
  const room = Math.max(inFlight, model.bounds['max-in-flight'] ?? 0);
  const cluster = clusterOf({ ...model, bounds: { ...model.bounds, 'max-in-flight': room } }, judge);
  let states: Int32Array[] = [];
  let broken = -1;
  cluster.init((state) => states.push(state.slice()));
  for (const { kind, arg, state } of steps) {
    const action = JSON.stringify(found.action(kind, arg));
    const bytes = Buffer.from(found.canonicalBytes(state));
    const next: Int32Array[] = [];
    for (const from of states) {
      cluster.next(from, (successor, kindFound, argFound, brokenBy) => {
        if (JSON.stringify(cluster.action(kindFound, argFound)) !== action) return;
        if (!bytes.equals(cluster.canonicalBytes(successor))) return;
        next.push(successor.slice());
        broken = brokenBy;
      });
    }
    states = next;
  }
  return states.some((state) => broken === 0 || cluster.judge(state) === 0);
}

function deadMessagesOf(cluster: Cluster, group: readonly Permutation[]): DeadMessages {
  const { model, nodes, reductions: tables } = cluster;
  const floors = new Floors(tables);
  return new DeadMessages({
    ...seesNothing,
    model,
    nodes,
    tables,
    group,
    floors,
    blocks: [],
    tellsApart: [],
  });
}

function withoutDead(dead: DeadMessages, state: Int32Array): Int32Array {
  const alive = state.slice();
  dead.represent(alive);
  return alive;
}

/** The messages of a state that are taken for dead, each with its id. */
function deadIn(cluster: Cluster, dead: DeadMessages, state: Int32Array): number[] {
  const { messages, cells } = cluster.reductions;
  const alive = withoutDead(dead, state);
  return Array.from({ length: cluster.nodes }, (_, i) => {
    const kept = new Set(messages(cells.inbox(alive[i])));
    return [...messages(cells.inbox(state[i]))].filter((message) => !kept.has(message));
  }).flat();
}

/** All of a state but the messages. */
function parts(cluster: Cluster, state: Int32Array): number[] {
  const nodes = [...state.subarray(0, cluster.nodes)].map((cell) => cluster.reductions.cells.node(cell));
  return [...nodes, state[cluster.nodes]];
}
