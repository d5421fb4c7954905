/**
 * Checks a state machine of one's own: plain objects, every one of them reached.
 */
import { UserError } from '../base/usererror.ts';
import { type ExplorablePlainSystem, isUnusable, plainSystem } from '../explore/plain.ts';
import type { PlainSystem } from '../explore/plainsystem.ts';
import type { Emit, Violation } from '../explore/system.ts';
import { canonical } from '../system/canonical.ts';
import { verifiedPredicate, verifiedSystem } from '../system/contract.ts';
import { deadlock } from '../system/exported.ts';
import { ContractBreach } from '../system/onlooker.ts';
import { type CheckLimits, explore } from './drive.ts';
import { refuseOneName } from './properties.ts';
import { type CheckedProperty, type CheckResult, type CheckViolation, resultOf } from './result.ts';

/** A predicate that every state must satisfy. */
export interface MachineInvariant<S> {
  readonly name: string;
  holds(state: S): boolean;
}

export interface Machine<S> extends PlainSystem<S> {
  readonly kind: 'machine';
  readonly invariants: readonly MachineInvariant<S>[];
}

export interface MachineOptions<S> extends CheckLimits {
  /** Properties besides those of the machine. */
  readonly invariants?: readonly MachineInvariant<S>[];
  /** States that must be reached, or the result is vacuous, besides those of the machine. */
  readonly sometimes?: readonly MachineInvariant<S>[];
  /** What a state without a step is that may not end (`mayEnd`): an error, which breaks `deadlock`, or ok, which is the default. */
  readonly deadlock?: 'error' | 'ok';
}

export async function checkMachine<S>(
  machine: Machine<S>,
  options: MachineOptions<S>,
): Promise<CheckResult<S>> {
  const invariants = [...machine.invariants, ...(options.invariants ?? [])];
  const judged = options.deadlock === 'error' ? [deadlock] : [];
  const wanted = [...(machine.sometimes ?? []), ...(options.sometimes ?? [])];
  refuseOneName([
    ...judged.map((name) => ({ name })),
    ...invariants,
    ...wanted,
    ...(machine.eventually ?? []),
    ...(machine.leadsTo ?? []),
  ]);
  const goals = wanted.map((goal) => verifiedPredicate(goal));
  const waiting = new Set(goals);
  // Looks at every state once, as an invariant does, and always holds.
  const watch: MachineInvariant<S> = {
    name: 'sometimes',
    holds: (state) => {
      for (const goal of waiting) if (goal.holds(state)) waiting.delete(goal);
      return true;
    },
  };
  const behaviors = behaviorsOf(machine, options);
  const asked = { ...withInvariants(machine, [watch, ...invariants]), ...behaviors.asked };
  const system = plainSystem(verifiedSystem(asked), {
    deadlock: judged.length > 0,
  });
  const exploration = await explore(
    { ...system, next: (state, emit) => plainNext(system, state, emit) },
    options,
  ).catch(async (error: unknown) => {
    throw await located(error, machine, options);
  });
  const { violation } = exploration;
  const names = [...judged, watch.name, ...invariants.map(({ name }) => name), ...behaviors.names];
  const found = violation === null ? null : describe(violation, names[violation.property], system);
  const { distinct } = exploration;
  const counts = { evaluated: distinct, relevant: distinct };
  const properties: CheckedProperty[] = [
    ...names
      .filter((name) => name !== watch.name)
      .map((name) => ({ name, status: name === found?.property ? 'broken' : 'held', ...counts }) as const)
      .map((one) => ({ ...one, ...behaviors.counts(one.name) })),
    ...goals.map(
      (goal) =>
        ({ name: goal.name, status: waiting.has(goal) ? 'unreached' : 'reached', ...counts }) as const,
    ),
  ];
  const { actionKinds } = system;
  return resultOf(exploration, {
    actionKinds,
    isStep: () => true,
    cutBy: {},
    leftOut: [],
    properties,
    violation: found,
  });
}

/** What is asked of whole behaviors, and how often: of `P ~> Q` a state with P is relevant. Throws a UserError where it cannot be. */
function behaviorsOf<S>({ eventually = [], leadsTo = [], fairness = [] }: Machine<S>, limits: CheckLimits) {
  const names = [...eventually, ...leadsTo].map(({ name }) => name);
  if (names.length > 0 && limits.strategy === 'dfs')
    throw new UserError({
      message: 'what is asked of whole behaviors is for breadth-first searches',
      where: 'options.strategy',
    });
  const counted = new Map(names.map((name) => [name, { evaluated: 0, relevant: 0 }]));
  const count = (name: string, relevant: boolean): boolean => {
    const { evaluated, relevant: before } = counted.get(name) ?? { evaluated: 0, relevant: 0 };
    counted.set(name, { evaluated: evaluated + 1, relevant: before + (relevant ? 1 : 0) });
    return relevant;
  };
  const asked: Pick<PlainSystem<S>, 'eventually' | 'leadsTo' | 'fairness'> = {
    fairness,
    eventually: eventually.map((one) => ({
      name: one.name,
      holds: (state) => count(one.name, true) && one.holds(state),
    })),
    leadsTo: leadsTo.map((one) => ({
      name: one.name,
      from: (state) => count(one.name, one.from(state)),
      to: (state) => one.to(state),
    })),
  };
  return { names, asked, counts: (name: string) => counted.get(name) ?? {} };
}

function withInvariants<S>(machine: Machine<S>, invariants: readonly MachineInvariant<S>[]): PlainSystem<S> {
  const { mayEnd } = machine;
  return {
    init: () => machine.init(),
    next: (state) => machine.next(state),
    invariants,
    ...(mayEnd === undefined ? {} : { mayEnd: (state) => mayEnd.call(machine, state) }),
  };
}

/** The steps from a state; a ContractBreach where one leads to what is no plain data. */
function plainNext<S>(system: ExplorablePlainSystem<S>, state: Int32Array, emit: Emit): void {
  try {
    system.next(state, emit);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    throw new ContractBreach(error.message, { state: system.decode(state), input: 'next' });
  }
}

/** A breach at a state, with the actions that lead there: found by searching for that state. */
async function located<S>(
  error: unknown,
  machine: Machine<S>,
  { strategy, depth }: CheckLimits,
): Promise<unknown> {
  if (!(error instanceof ContractBreach) || error.step.input === 'init') return error;
  const { fault, step, cause } = error;
  const wanted = canonical(step.state);
  const elsewhere = { name: 'elsewhere', holds: (state: S) => canonical(state) !== wanted };
  const system = plainSystem(withInvariants(machine, [elsewhere]));
  try {
    const { violation } = await explore(system, { strategy, depth });
    const actions = violation?.path.steps.map(({ kind }) => system.actionName(kind)) ?? null;
    return new ContractBreach(fault, step, actions, cause);
  } catch {
    // It does not come to the same twice: what was seen the first time is all there is.
    return error;
  }
}

interface Decoder<S> {
  decode(state: Int32Array): S;
  actionName(kind: number): string;
}

function describe<S>(
  { path, shortest, loop }: Violation,
  property: string,
  system: Decoder<S>,
): CheckViolation<S> {
  const behavior = [
    { action: null, state: system.decode(path.init) },
    ...path.steps.map(({ kind, state }) => ({
      action: system.actionName(kind),
      state: system.decode(state),
    })),
  ];
  const lines = behavior.map(
    ({ action, state }, i) => `${i}  ${action ?? 'the initial state'}\n     ${canonical(state)}\n`,
  );
  return {
    property,
    message: `${property} does not hold`,
    length: path.steps.length,
    shortest,
    behavior,
    ...(loop === undefined ? {} : { loop }),
    text: `${lines.join('')}${loop === undefined ? '' : `it goes on as after step ${loop}, for ever\n`}${property} is broken\n`,
  };
}
