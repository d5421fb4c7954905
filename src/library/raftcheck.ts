/**
 * The library: what `import { check } from 'raftcheck'` gives.
 *
 *     defineSystem      a state machine of one's own, over plain objects
 *     defineRaft        a Raft of one's own, behind the adapter interface
 *     defineInvariant   what must always hold of either
 *     check             every state within the bounds, or the shortest behavior that breaks something
 *     runSchedule       a behavior that once broke an invariant, tried again: what exported tests call
 *
 * Nothing here prints, and nothing is written. All of it runs on the caller's thread, which gets its turn now and then.
 */

import { isName } from '../base/name.ts';
import type { Action } from '../cluster/action.ts';
import type { PlainSystem } from '../explore/plainsystem.ts';
import type { Property } from '../property/property.ts';
import { compose } from '../run/compose.ts';
import { propertyOfWritten } from '../spec/wanted.ts';
import { runSchedule as run } from '../trace/schedule.ts';
import { checkRaft, type Raft, type RaftOptions } from './cluster.ts';
import { checkMachine, type Machine, type MachineInvariant, type MachineOptions } from './machine.ts';
import { judgeRequest, type ModelOptions, modelOf, scheduleOf, writtenOf } from './options.ts';
import { invariantNamed } from './properties.ts';
import type { RaftCore } from './raft.ts';
import type { CheckResult } from './result.ts';

export type { Action } from '../cluster/action.ts';
export type { Bounds, Model } from '../cluster/model.ts';
export type { ClusterView, EntryView, Ghost, MessageView, NodeView, ReadView } from '../cluster/view.ts';
export type { PlainSystem } from '../explore/plainsystem.ts';
export type { Judgement, Property } from '../property/property.ts';
export type { ContractBreach } from '../system/onlooker.ts';
export type { Raft, RaftOptions } from './cluster.ts';
export type { CheckLimits } from './drive.ts';
export type { ExportedCore } from './exported.ts';
export type { Machine, MachineInvariant, MachineOptions } from './machine.ts';
export type { ModelOptions } from './options.ts';
export type { CoreInput, CoreOutcome, CoreView, RaftCore } from './raft.ts';
export type { Behavior, CheckedProperty, CheckResult, CheckViolation } from './result.ts';

/**
 * A state machine over plain data (numbers, strings, booleans, null, arrays, object literals). `next` gives every step from a
 * state: it must depend on the state alone, and must not change it.
 *
 *     const counter = defineSystem({
 *       init: () => [{ n: 0 }],
 *       next: ({ n }) => (n < 3 ? [{ action: 'count', state: { n: n + 1 } }] : []),
 *     });
 */
export function defineSystem<S>(system: PlainSystem<S>): Machine<S> {
  return Object.assign(Object.create(Object(system)), {
    kind: 'machine',
    invariants: Object(system).invariants ?? [],
  });
}

/** A Raft of one's own: its step function, what a crash leaves of it, and how it is seen. `name` is for texts and traces. */
export function defineRaft<S, M>(core: RaftCore<S, M> & { readonly name: string }): Raft<S, M> {
  return Object.assign(Object.create(Object(core)), { kind: 'raft' });
}

/**
 * What must always hold: of a machine's states (`name` and `holds`), or of a cluster (`scope` and `check`: of a node, of two,
 * of the whole cluster, of a step, or a state to reach).
 */
export function defineInvariant<S>(invariant: MachineInvariant<S>): MachineInvariant<S>;
export function defineInvariant<P extends Property>(invariant: P): P;
export function defineInvariant<I extends { readonly name: string }>(invariant: I): I {
  const name: unknown = Object(invariant).name;
  if (isName(name)) return invariant;
  throw new TypeError(`an invariant's name is lower case with hyphens, such as one-owner: found '${name}'`);
}

/**
 * Explores every state within the bounds. Resolves to what it came to, a violation included. Rejects with a ContractBreach, which
 * names the state and what was asked of it, when a function that was given turns out not to be one of its arguments, changes them,
 * throws, or returns what cannot be used (of a Raft of one's own, what its functions throw is a panic of the core, and a violation); and with
 * a UserError, before anything is searched, for options that are not known and for a model that contradicts itself.
 *
 * The functions run on the caller's thread. The search lets the thread have its turn between states, and notices limits and
 * signals then; but no limit, no signal and no Ctrl-C can end a call of such a function that does not return.
 */
export function check<S>(machine: Machine<S>, options?: MachineOptions<S>): Promise<CheckResult<S>>;
export function check<S, M>(
  raft: Raft<S, M>,
  options?: RaftOptions,
): Promise<CheckResult<import('../cluster/view.ts').ClusterView>>;
export async function check<S, M>(
  subject: Machine<S> | Raft<S, M>,
  options: MachineOptions<S> | RaftOptions = {},
): Promise<CheckResult<unknown>> {
  judgeRequest(subject, options);
  return subject.kind === 'machine'
    ? checkMachine(subject, options as MachineOptions<S>)
    : checkRaft(subject, options as RaftOptions);
}

/**
 * A behavior that once broke an invariant, tried again on the core that comes with raftcheck: takes the actions one after the
 * other and asks the invariant after each: one by its name, or an expression under a name of its own. Resolves to who breaks it, in its own words. Empty: it holds, or an action is not
 * enabled any more, since the core is no longer the one that the schedule was written for. Rejects with a UserError for what is no
 * schedule, and when the model contradicts itself.
 */
export async function runSchedule(
  invariant: string | { readonly name: string; readonly holds: string },
  model: ModelOptions,
  schedule: readonly Action[],
): Promise<readonly string[]> {
  const whole = modelOf(model);
  const properties = [
    typeof invariant === 'object' && invariant !== null
      ? propertyOfWritten(writtenOf(invariant), false, whole.nodes, () => 'runSchedule')
      : await invariantNamed(String(invariant), 'runSchedule'),
  ];
  const actions = scheduleOf(schedule, whole);
  const { cluster, judge } = await compose({ model: whole, core: null, properties });
  return run(cluster, judge, actions).broken;
}
