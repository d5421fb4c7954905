/**
 * Exit statuses: a contract with scripts.
 */
import type { Gate } from '../report/gate.ts';
import type { Verdict } from '../report/verdict.ts';

export const status = {
  ok: 0,
  violation: 1,
  badInput: 2,
  incomplete: 3,
  vacuous: 4,
  internal: 70,
  interrupted: 130,
} as const;

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
export function gateStatus(gate: Pick<Gate, 'verdict' | 'interrupted'>, allowIncomplete: boolean): number {
  switch (gate.verdict) {
    case 'violation':
      return status.violation;
    case 'failed':
      return status.badInput;
    case 'vacuous':
      return status.vacuous;
    case 'incomplete':
      if (gate.interrupted) return status.interrupted;
      return allowIncomplete ? status.ok : status.incomplete;
    case 'ok':
      return gate.interrupted ? status.interrupted : status.ok;
  }
}
