/**
 * Random behaviors of one spec, from beginning to end: composed, walked, judged, a violation shrunk and written to a file.
 *
 * The tables of a cluster only grow, and a long simulation meets new node states all the time. So it goes in lots: when a
 * lot's tables are full, the next one begins on a new cluster. When that is depends on nothing but the behaviors
 * themselves, so that a seed means the same on every machine.
 */
import type { Cluster } from '../cluster/cluster.ts';
import { likelihood } from '../cluster/likelihood.ts';
import type { StopReason } from '../explore/system.ts';
import { type Walked, type WalkProgress, walk } from '../explore/walk.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Simulation, SimulationSettings, SimulationViolation } from '../report/simulation.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { packageVersion } from '../spec/root.ts';
import type { Spec } from '../spec/spec.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { shrinkPath } from '../trace/shrink.ts';
import type { Trace } from '../trace/trace.ts';
import { type Composition, compose } from './compose.ts';
import { type Destination, writeTrace } from './examine.ts';
import { spareMemory } from './explore.ts';
import { chooseProperties } from './invariants.ts';
import { drive, type Host, type Listener } from './run.ts';

export interface SimulationOptions extends SimulationSettings, Destination {
  readonly host: Host;
  readonly listener: Listener<WalkProgress>;
}

export interface Simulated {
  readonly simulation: Simulation;
  /** The shrunk counterexample, also written to `simulation.violation.trace` where that is not null. */
  readonly trace: Trace | null;
}

/** Node states of one lot; some kilobytes each. */
const roomy = 20_000;

export async function simulateSpec(parsed: ParsedSpec, options: SimulationOptions): Promise<Simulated> {
  const { spec } = parsed;
  const properties = await chooseProperties(parsed);
  const { runs, depth, seed, out, host, listener } = options;
  const sums = new Sums();
  let found: { readonly trace: Trace; readonly violation: SimulationViolation } | null = null;
  while (sums.runs < runs && sums.stopped === null && found === null) {
    const bugPlace = parsed.where(['bug', 'edit']);
    const composition = await compose({ ...spec, bugPlace, properties, out });
    const { cluster, judge } = composition;
    const full = (): boolean => cluster.tableSizes.nodeStates > roomy;
    const lot = { first: sums.runs, runs: runs - sums.runs, depth, seed, weigh: likelihood, full };
    const { exploration, seconds } = await drive(
      walk(cluster, lot),
      sums.left(spec),
      host,
      sums.continued(listener),
    );
    sums.add(exploration, cluster, judge.report(exploration.violation?.property ?? -1), seconds);
    if (exploration.violation !== null) found = await counterexample(spec, composition, exploration, options);
  }
  const settings = { runs, depth, seed };
  return { simulation: sums.result(spec, settings, found?.violation ?? null), trace: found?.trace ?? null };
}

async function counterexample(
  spec: Spec,
  { cluster, judge }: Composition,
  { violation }: Walked,
  destination: Destination,
): Promise<{ readonly trace: Trace; readonly violation: SimulationViolation } | null> {
  if (violation === null) return null;
  const { property, path, run } = violation;
  const shrunk = shrinkPath(cluster, judge, path, property);
  const origin = { toolVersion: packageVersion(), spec: spec.name, bug: spec.bug, property, shortest: false };
  const trace = rebuildTrace(cluster, judge, shrunk.path, origin, await loadFingerprint());
  return { trace, violation: { ...writeTrace(trace, destination), run, foundLength: path.steps.length } };
}

/** What the lots come to together. */
class Sums {
  runs = 0;
  stopped: StopReason | null = null;
  #states = 0;
  #deepest = 0;
  #deadlocks = 0;
  #stepCalls = 0;
  #seconds = 0;
  readonly #actions = new Map<string, number>();
  readonly #cuts = new Map<string, number>();
  #properties: readonly PropertyReport[] = [];

  add(walked: Walked, cluster: Cluster, properties: readonly PropertyReport[], seconds: number): void {
    this.runs += walked.runs;
    this.stopped = walked.stopped;
    this.#states += walked.states;
    this.#deepest = Math.max(this.#deepest, walked.deepest);
    this.#deadlocks += walked.deadlocks;
    this.#stepCalls += cluster.stepCalls;
    this.#seconds += seconds;
    cluster.actionKinds.forEach((kind, i) => {
      this.#actions.set(kind, (this.#actions.get(kind) ?? 0) + walked.actions[i]!);
    });
    cluster.bounds.forEach((bound, i) => {
      this.#cuts.set(bound, (this.#cuts.get(bound) ?? 0) + cluster.cuts[i]!);
    });
    this.#properties = properties.map((report, i) => together(this.#properties[i], report));
  }

  /** The limits that are left. */
  left({ search }: Spec): { maxMemory: number; timeLimit: number | null } {
    const timeLimit = search.timeLimit === null ? null : Math.max(0, search.timeLimit - this.#seconds);
    return { maxMemory: search.maxMemory ?? spareMemory(), timeLimit };
  }

  /** Tells a lot's progress as that of the whole. */
  continued(listener: Listener<WalkProgress>): Listener<WalkProgress> {
    return {
      tell: ({ runs, states }, seconds, rss) => {
        const whole = { runs: this.runs + runs, states: this.#states + states };
        listener.tell(whole, this.#seconds + seconds, rss);
      },
      done: () => listener.done(),
    };
  }

  result(spec: Spec, simulation: SimulationSettings, violation: SimulationViolation | null): Simulation {
    const seconds = this.#seconds;
    const rate = (what: number): number => (seconds > 0 ? Math.round((10 * what) / seconds) / 10 : 0);
    const done = violation !== null || this.stopped === null;
    return {
      schemaVersion: 1,
      spec: spec.name,
      model: { ...spec.model, simulation },
      verdict: violation !== null ? 'violation' : done ? 'ok' : 'incomplete',
      complete: false,
      behaviors: {
        runs: this.runs,
        states: this.#states,
        deepest: this.#deepest,
        deadlocks: this.#deadlocks,
      },
      stepCalls: this.#stepCalls,
      seconds: Math.round(1000 * seconds) / 1000,
      behaviorsPerSecond: rate(this.runs),
      statesPerSecond: rate(this.#states),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      actions: Object.fromEntries(this.#actions),
      cutBy: Object.fromEntries([...this.#cuts].filter(([, times]) => times > 0)),
      properties: this.#properties,
      violation,
      ...(done || this.stopped === null ? {} : { stopped: this.stopped }),
    };
  }
}

/** Each lot has judged arguments of its own, some of them the same. */
function together(sum: PropertyReport | undefined, report: PropertyReport): PropertyReport {
  if (sum === undefined) return report;
  return {
    ...report,
    status: sum.status === 'reached' ? 'reached' : report.status,
    evaluated: sum.evaluated + report.evaluated,
    relevant: sum.relevant + report.relevant,
  };
}
