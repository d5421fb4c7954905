/**
 * Exit statuses: a contract with scripts.
 */
import type { Gate } from '../report/gate.ts';
import type { Verdict } from '../report/verdict.ts';

export const status = {
  ok: 0,
  /** A property is broken, and nothing else. */
  violation: 1,
  /** Arguments or files are wrong, or something could not be written. */
  badInput: 2,
  incomplete: 3,
  /** What was expected did not happen: a goal, a pinned figure, a recorded step. */
  vacuous: 4,
  internal: 70,
  interrupted: 130,
} as const;

/** What each says, for the help and the reference. */
export const meanings: Readonly<Record<keyof typeof status, string>> = {
  ok: 'nothing is broken within the bounds asked',
  violation: 'a property is broken, and nothing else',
  badInput: 'arguments or a file are wrong, or something could not be written',
  incomplete: 'stopped by a limit; --allow-incomplete makes it 0',
  vacuous: 'a state to reach was not, a pinned figure differs, or a trace diverges',
  internal: 'a fault of raftcheck',
  interrupted: 'interrupted, after what was found has been printed',
};

/** What weighs most comes first: of several things that happened, a run ends with the status of the first. */
export const byWeight: readonly number[] = [
  status.internal,
  status.violation,
  status.interrupted,
  status.badInput,
  status.vacuous,
  status.incomplete,
  status.ok,
];

/** Of several statuses the one that weighs most; one that is not ours (of a signal, say) weighs more than all of ours. */
export function worst(...statuses: readonly number[]): number {
  const weight = (one: number): number => byWeight.indexOf(one);
  return statuses.reduce((a, b) => (weight(b) < weight(a) ? b : a));
}

/** The status a verdict ends with. What was found outweighs why the search stopped. */
export function exitStatus(verdict: Verdict, allowIncomplete: boolean): number {
  switch (verdict.verdict) {
    case 'ok':
      return status.ok;
    case 'violation':
      return status.violation;
    case 'vacuous':
      return status.vacuous;
    case 'incomplete':
      if (verdict.stopped === 'interrupted') return status.interrupted;
      return allowIncomplete ? status.ok : status.incomplete;
  }
}

/** The status the gate ends with: of what is wrong in it, what weighs most. */
export function gateStatus(
  { verdict, interrupted }: Pick<Gate, 'verdict' | 'interrupted'>,
  allowIncomplete: boolean,
): number {
  return worst(interrupted ? status.interrupted : status.ok, ofGate(verdict, allowIncomplete));
}

function ofGate(verdict: Gate['verdict'], allowIncomplete: boolean): number {
  switch (verdict) {
    case 'ok':
      return status.ok;
    case 'violation':
      return status.violation;
    case 'failed':
      return status.badInput;
    case 'vacuous':
      return status.vacuous;
    case 'incomplete':
      return allowIncomplete ? status.ok : status.incomplete;
  }
}
