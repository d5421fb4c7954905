/**
 * From what the search found (ids) to what a person can read (views): the last stop of a violation before its trace is
 * written, shown or replayed.
 */
import type { Cluster } from '../cluster/cluster.ts';
import { NotDeterministic, type Path } from '../explore/system.ts';
import type { CoreOfTrace } from '../foreign/command.ts';
import { isBehavior } from '../property/behaviors.ts';
import type { Behavior, Witness } from '../property/explain.ts';
import type { Judge } from '../property/judge.ts';
import type { Property } from '../property/property.ts';
import type { Bug } from '../spec/spec.ts';
import type { Fingerprint } from './fingerprint.ts';
import { clusterLasso, type Lasso } from './lasso.ts';
import { type Trace, type TraceStep, traceFormatVersion, walkedProperty } from './trace.ts';

/** What a trace says besides its steps. */
export interface TraceOrigin {
  readonly toolVersion: string;
  /** Name of the spec. */
  readonly spec: string;
  readonly bug: Bug | null;
  /** Absent, null: the built-in core. */
  readonly core?: CoreOfTrace | null;
  /** Index of the broken property, as the judge numbers them; null: nothing is broken, it was walked. */
  readonly property: number | null;
  readonly shortest: boolean;
  /** See Trace; absent, 0: neither applies. */
  readonly counted?: number;
  readonly given?: number;
  /** See Trace. */
  readonly own?: Trace['own'] | undefined;
  /** See Trace. */
  readonly sought?: true | undefined;
  /** Absent, null: the property is broken at the end. */
  readonly lasso?: Lasso | null;
}

/** `path` must come from a search of `cluster` with `judge`. */
export function rebuildTrace(
  cluster: Cluster,
  judge: Judge,
  path: Path,
  origin: TraceOrigin,
  fingerprint: Fingerprint,
): Trace {
  const steps = rebuildSteps(cluster, path, fingerprint);
  const index = origin.property;
  const property = index === null ? null : judge.properties[index];
  const { name, sentence, source } = property ?? walkedProperty;
  const { lasso = null } = origin;
  return {
    formatVersion: traceFormatVersion,
    tool: { name: 'raftcheck', version: origin.toolVersion },
    spec: origin.spec,
    model: cluster.model,
    ...(origin.core == null ? {} : { core: origin.core }),
    bug: origin.bug,
    properties: judge.properties.map((property) => property.name),
    ...(origin.own === undefined ? {} : { own: origin.own }),
    ...(origin.sought === true && index !== null ? { sought: true } : {}),
    ...(index === null ? { walked: true } : {}),
    property: { name, sentence, source },
    witnesses:
      index === null || property === null
        ? []
        : lasso === null
          ? judge.explain(index, endOf(steps))
          : lassoWitnesses(cluster, property, path, lasso),
    shortest: origin.shortest,
    ...(origin.counted ? { counted: origin.counted } : {}),
    ...(origin.given ? { given: origin.given } : {}),
    ...lasso,
    steps,
  };
}

function lassoWitnesses(cluster: Cluster, property: Property, path: Path, lasso: Lasso): readonly Witness[] {
  if (!isBehavior(property)) throw new Error(`${property.name} is not of whole behaviors`);
  const states = [path.init, ...path.steps.map(({ state }) => state)];
  const witnesses = clusterLasso(cluster, property, states, lasso);
  if (typeof witnesses === 'string') throw new NotDeterministic(witnesses);
  return witnesses;
}

/** The steps of a path, the initial state first. */
export function rebuildSteps(cluster: Cluster, path: Path, fingerprint: Fingerprint): readonly TraceStep[] {
  const at = (state: Int32Array) => ({
    fingerprint: fingerprint(cluster.canonicalBytes(state)),
    state: cluster.view(state),
  });
  return [
    { action: null, ...at(path.init) },
    ...path.steps.map(({ kind, arg, state }) => ({ action: cluster.action(kind, arg), ...at(state) })),
  ];
}

/** The end of a behavior of one state or more, as properties are asked about it. */
export function endOf(steps: readonly TraceStep[]): Behavior {
  const last = steps.at(-1)!;
  const before = steps.at(-2);
  return {
    last: before === undefined || last.action === null ? null : { before: before.state, action: last.action },
    after: last.state,
  };
}
