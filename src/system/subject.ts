/**
 * A system of one's own as it is searched: its contract is held to, its calls are noted, and what is judged of it is counted as
 * of a cluster. Properties are numbered: the deadlock where one counts, the invariants, the states to reach, then what is asked of
 * whole behaviors.
 */

import { OwnRegistrar, type Registrar } from '../explore/ids.ts';
import { type ExplorablePlainSystem, isUnusable, plainSystem } from '../explore/plain.ts';
import type { LeadsTo, PlainSystem, Predicate } from '../explore/plainsystem.ts';
import type { Path } from '../explore/system.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import type { PropertyReport } from '../property/property.ts';
import { verifiedSystem } from './contract.ts';
import { deadlock, type OwnSystem } from './exported.ts';
import { ContractBreach } from './onlooker.ts';

/** What is judged of a system. */
export interface Judged {
  /** Whether a state without a step that may not end breaks something. */
  readonly deadlock: boolean;
  /** An expression of states that may end beside those that the system lets end; absent: none. */
  readonly mayEnd?: string;
  /** Names of its invariants, and of the states to reach, in the order in which they are judged. */
  readonly invariants: readonly string[];
  readonly sometimes: readonly string[];
  /** The same of whole behaviors, and which of these are fair. */
  readonly eventually: readonly string[];
  readonly leadsTo: readonly string[];
  readonly fairness: readonly Fairness[];
}

export interface OwnStep {
  readonly action: string | null;
  readonly state: unknown;
}

export interface Subject {
  readonly system: ExplorablePlainSystem<unknown>;
  /** Names of what is judged, by number. */
  readonly properties: readonly string[];
  /** Calls of next. */
  readonly calls: number;
  /** How the properties have fared; `broken`: the number of the one that is, or -1. */
  report(broken: number): readonly PropertyReport[];
  behavior(path: Path): readonly OwnStep[];
}

/** Follows the calls of a system: what is asked, and of which state (null: of none). Calls do not nest. */
export interface OwnMonitor {
  own(asked: string, state: unknown): void;
  done(): void;
}

/** The order of the properties that are judged. */
export function propertiesOf({ deadlock: judged, ...names }: Judged): readonly string[] {
  const { invariants, sometimes, eventually, leadsTo } = names;
  return [...(judged ? [deadlock] : []), ...invariants, ...sometimes, ...eventually, ...leadsTo];
}

export function subjectOf(
  own: OwnSystem,
  judged: Judged,
  monitor: OwnMonitor | null = null,
  registrar: Registrar = new OwnRegistrar(),
): Subject {
  const properties = propertiesOf(judged);
  const first = judged.deadlock ? 1 : 0;
  const goals = first + judged.invariants.length;
  const behaviors = goals + judged.sometimes.length;
  const leads = behaviors + judged.eventually.length;
  const asked = new Float64Array(properties.length);
  const said = new Float64Array(properties.length);
  let calls = 0;
  const verified = verifiedSystem(monitoredSystem(own, monitor));
  const counted = (name: string, number: number): Predicate<unknown> => {
    const { holds } = named(name, number < goals ? verified.invariants : verified.sometimes);
    return {
      name,
      holds: (state) => {
        asked[number]++;
        const held = holds(state);
        if (held || number < goals) said[number]++;
        return held || number >= goals;
      },
    };
  };
  const all = properties.slice(first, behaviors).map((name, k) => counted(name, first + k));
  const { eventually, leadsTo } = behaviorsOf(verified, judged, behaviors, { asked, said });
  const explorable = plainSystem<unknown>(
    {
      init: verified.init,
      next: (state) => {
        calls++;
        return verified.next(state);
      },
      invariants: all,
      eventually,
      leadsTo,
      fairness: judged.fairness,
      ...(verified.mayEnd === undefined ? {} : { mayEnd: verified.mayEnd }),
    },
    { registrar, deadlock: judged.deadlock },
  );
  const system: ExplorablePlainSystem<unknown> = {
    ...explorable,
    next(state, emit) {
      try {
        explorable.next(state, emit);
      } catch (error) {
        throw located(error, explorable.decode(state));
      }
    },
    judge(state) {
      if (judged.deadlock) asked[0] = ++said[0];
      return explorable.judge(state);
    },
    get values() {
      return explorable.values;
    },
  };
  const statusOf = (number: number, broken: number): PropertyReport['status'] => {
    if (number >= goals && number < behaviors) return said[number] > 0 ? 'reached' : 'unreached';
    return number === broken ? 'broken' : 'held';
  };
  return {
    system,
    properties,
    get calls() {
      return calls;
    },
    report: (broken) =>
      properties.map((name, k) => ({
        name,
        scope: k < goals ? 'state' : k < behaviors ? 'sometimes' : k < leads ? 'eventually' : 'leads-to',
        status: statusOf(k, broken),
        evaluated: asked[k],
        relevant: said[k],
      })),
    behavior: ({ init, steps }) => [
      { action: null, state: explorable.decode(init) },
      ...steps.map(({ kind, state }) => ({
        action: explorable.actionName(kind),
        state: explorable.decode(state),
      })),
    ],
  };
}

/** How often each property was asked, and how often it said something. */
interface Counts {
  readonly asked: Float64Array;
  readonly said: Float64Array;
}

/** What is judged of whole behaviors, counted; `first`: its first number. */
function behaviorsOf(
  verified: PlainSystem<unknown>,
  judged: Judged,
  first: number,
  { asked, said }: Counts,
): Required<Pick<PlainSystem<unknown>, 'eventually' | 'leadsTo'>> {
  const count = (number: number, relevant: boolean): boolean => {
    asked[number]++;
    if (relevant) said[number]++;
    return relevant;
  };
  const eventually = judged.eventually.map((name, k): Predicate<unknown> => {
    const { holds } = named(name, verified.eventually);
    return { name, holds: (state) => count(first + k, true) && holds(state) };
  });
  const leadsTo = judged.leadsTo.map((name, k): LeadsTo<unknown> => {
    const { from, to } = named(name, verified.leadsTo);
    return { name, from: (state) => count(first + eventually.length + k, from(state)), to };
  });
  return { eventually, leadsTo };
}

function named<Named extends { readonly name: string }>(name: string, list: readonly Named[] = []): Named {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the system has no ${name}`);
  return found;
}

/** What no state can be, as a breach of the step that leads there. */
function located(error: unknown, state: unknown): unknown {
  return isUnusable(error) ? new ContractBreach(error.message, { state, input: 'next' }) : error;
}

/** The same system; each call of it is noted. */
export function monitoredSystem(system: OwnSystem, monitor: OwnMonitor | null): PlainSystem<unknown> {
  const { mayEnd } = system;
  const call = <Made>(name: string, state: unknown, make: () => Made): Made => {
    monitor?.own(name, state);
    try {
      return make();
    } finally {
      monitor?.done();
    }
  };
  const predicates = (list: readonly Predicate<unknown>[] = []): Predicate<unknown>[] =>
    list.map((predicate) => ({
      name: predicate.name,
      holds: (state) => call(predicate.name, state, () => predicate.holds(state)),
    }));
  return {
    // What a generator gives is made while it is read, which is a call too.
    init: () => call('init', null, () => listed(system.init())),
    next: (state) => call('next', state, () => listed(system.next(state))),
    invariants: predicates(system.invariants),
    sometimes: predicates(system.sometimes),
    eventually: predicates(system.eventually),
    leadsTo: (system.leadsTo ?? []).map((one) => ({
      name: one.name,
      from: (state) => call(one.name, state, () => one.from(state)),
      to: (state) => call(one.name, state, () => one.to(state)),
    })),
    fairness: system.fairness ?? [],
    ...(mayEnd === undefined
      ? {}
      : { mayEnd: (state) => call('mayEnd', state, () => mayEnd.call(system, state)) }),
  };
}

/** The elements of a list or a generator; anything else as it is, for whoever judges it. */
function listed<Element>(given: Iterable<Element>): Iterable<Element> {
  const readable = typeof given === 'object' && given !== null && Symbol.iterator in given;
  return readable && !Array.isArray(given) ? [...given] : given;
}
