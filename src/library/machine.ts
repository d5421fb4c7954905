/**
 * Checks a state machine of one's own: plain objects, every one of them reached.
 */
import { type PlainSystem, plainSystem } from '../explore/plain.ts';
import type { Violation } from '../explore/system.ts';
import { canonical } from './canonical.ts';
import { verifiedSystem } from './contract.ts';
import { type CheckLimits, explore } from './drive.ts';
import { type CheckResult, type CheckViolation, resultOf } from './result.ts';

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
  /** Besides those of the machine. */
  readonly invariants?: readonly MachineInvariant<S>[];
  /** States that must be reached, or the result is vacuous. */
  readonly sometimes?: readonly MachineInvariant<S>[];
}

export async function checkMachine<S>(
  machine: Machine<S>,
  options: MachineOptions<S>,
): Promise<CheckResult<S>> {
  const invariants = [...machine.invariants, ...(options.invariants ?? [])];
  const waiting = new Set(options.sometimes ?? []);
  // Looks at every state once, as an invariant does, and always holds.
  const watch: MachineInvariant<S> = {
    name: 'sometimes',
    holds: (state) => {
      for (const goal of waiting) if (goal.holds(state)) waiting.delete(goal);
      return true;
    },
  };
  const system = plainSystem(verifiedSystem({ ...machine, invariants: [watch, ...invariants] }));
  const exploration = await explore(system, options);
  const { violation } = exploration;
  const unreached = [...waiting].map(({ name }) => name);
  const found =
    violation === null ? null : describe(violation, invariants[violation.property - 1]!.name, system);
  return resultOf(exploration, system.actionKinds, unreached, found);
}

interface Decoder<S> {
  decode(state: Int32Array): S;
  actionName(kind: number): string;
}

function describe<S>({ path, shortest }: Violation, property: string, system: Decoder<S>): CheckViolation<S> {
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
    text: `${lines.join('')}${property} is broken\n`,
  };
}
