/**
 * From what a search of a system of one's own has found to its trace: the states, and why the last one breaks what it breaks.
 */
import { NotDeterministic, type Path } from '../../explore/system.ts';
import { deadlock, type OwnSystem } from '../../system/exported.ts';
import type { OwnStep, Subject } from '../../system/subject.ts';
import type { Lasso } from '../lasso.ts';
import { traceFormatVersion } from '../trace.ts';
import { lassoWitnesses } from './lasso.ts';
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
  /** See OwnTrace; null: none. */
  readonly mayEnd?: string | null;
  /** See OwnTrace; absent: it is none that was looked for. */
  readonly sought?: OwnTrace['sought'] | undefined;
  /** Null: the property is broken in the last state. */
  readonly lasso: Lasso | null;
}

/** `path` must come from a search of `subject`, which is made of `own`. */
export function rebuildOwn(own: OwnSystem, subject: Subject, path: Path, origin: OwnOrigin): OwnTrace {
  const behavior = subject.behavior(path);
  const name = subject.properties[origin.property];
  const { lasso } = origin;
  return {
    formatVersion: traceFormatVersion,
    tool: { name: 'raftcheck', version: origin.toolVersion },
    spec: origin.spec,
    system: origin.system,
    properties: subject.properties,
    ...(origin.mayEnd == null ? {} : { mayEnd: origin.mayEnd }),
    ...(origin.sought === undefined ? {} : { sought: origin.sought }),
    property: saidOf(own, name, origin.system.name, origin.sought !== undefined),
    witnesses: witnessesOf(own, name, behavior, lasso),
    shortest: origin.shortest,
    steps: behavior.map(jsonStep),
    ...lasso,
  };
}

function witnessesOf(
  own: OwnSystem,
  name: string,
  behavior: readonly OwnStep[],
  lasso: Lasso | null,
): readonly OwnWitness[] {
  if (lasso === null) return [witnessOf(own, name, behavior[behavior.length - 1].state)];
  const witnesses = lassoWitnesses(own, own, name, behavior, lasso);
  if (typeof witnesses === 'string') throw new NotDeterministic(witnesses);
  return witnesses;
}

export function jsonStep({ action, state }: OwnStep): OwnTraceStep {
  return { action, state: asJson(state) };
}

/** What is said of a property of a system. */
export function saidOf(own: OwnSystem, name: string, system: string, sought = false): OwnTrace['property'] {
  const isIn = (list: readonly { readonly name: string }[] = []): boolean =>
    list.some((one) => one.name === name);
  const sentence =
    name === deadlock
      ? 'Every state has a step, but for those that may end.'
      : isIn(own.eventually)
        ? `<>P: in every fair behavior ${name} holds in some state.`
        : isIn(own.leadsTo)
          ? `P ~> Q: in every fair behavior, whenever ${name} is asked for it comes, then or later.`
          : sought
            ? `A state in which ${name} holds.`
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
  const isSought = predicate !== undefined && 'sought' in predicate;
  const always = isSought ? 'whatever the state is' : 'it does not hold';
  return { message: read.length === 0 ? always : readWords(read), read };
}
