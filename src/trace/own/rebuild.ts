/**
 * From what a search of a system of one's own has found to its trace: the states, and why the last one breaks what it breaks.
 */
import type { Path } from '../../explore/system.ts';
import { deadlock, type OwnSystem } from '../../system/exported.ts';
import type { OwnStep, Subject } from '../../system/subject.ts';
import { traceFormatVersion } from '../trace.ts';
import { readsOf, readWords } from './reads.ts';
import type { OwnTrace, OwnTraceStep, OwnWitness } from './trace.ts';
import { asJson } from './value.ts';

/** What a trace says besides its steps. */
export interface OwnOrigin {
  readonly toolVersion: string;
  readonly spec: string;
  readonly system: OwnTrace['system'];
  /** Number of the broken property. */
  readonly property: number;
  readonly shortest: boolean;
}

/** `path` must come from a search of `subject`, which is made of `own`. */
export function rebuildOwn(own: OwnSystem, subject: Subject, path: Path, origin: OwnOrigin): OwnTrace {
  const behavior = subject.behavior(path);
  const name = subject.properties[origin.property];
  return {
    formatVersion: traceFormatVersion,
    tool: { name: 'raftcheck', version: origin.toolVersion },
    spec: origin.spec,
    system: origin.system,
    properties: subject.properties,
    property: saidOf(name, origin.system.name),
    witnesses: [witnessOf(own, name, behavior[behavior.length - 1].state)],
    shortest: origin.shortest,
    steps: behavior.map(jsonStep),
  };
}

export function jsonStep({ action, state }: OwnStep): OwnTraceStep {
  return { action, state: asJson(state) };
}

/** What is said of a property of a system. */
export function saidOf(name: string, system: string): OwnTrace['property'] {
  const sentence =
    name === deadlock
      ? 'Every state has a step, but for those that may end.'
      : `${name} holds in every state.`;
  return { name, sentence, source: name === deadlock ? 'mayEnd, and deadlock: ok' : `the system ${system}` };
}

/** Why the state breaks the property: the values that it has looked at. */
export function witnessOf(own: OwnSystem, name: string, state: unknown): OwnWitness {
  if (name === deadlock) {
    const read = own.mayEnd === undefined ? [] : readsOf(state, (one) => own.mayEnd?.(one));
    const because = read.length === 0 ? '' : `, and it may not end: ${readWords(read)}`;
    return { message: `no step is possible${because}`, read };
  }
  const predicate = own.invariants?.find((one) => one.name === name);
  const read = predicate === undefined ? [] : readsOf(state, (one) => predicate.holds(one));
  return { message: read.length === 0 ? 'it does not hold' : readWords(read), read };
}
