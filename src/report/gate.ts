/**
 * The result of the invariant gate (`raftcheck ci`) as one value: every spec with its verdict and whether that is what was
 * expected. What `--reporter json` prints, what `merge` reads, and what every other reporter is written from. A check of
 * one spec is a gate of one entry, so that all reporters serve both.
 */

import { harmlessLines, harmlessly } from '../base/harmless.ts';
import type { Table } from '../cluster/recovery/table.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Expect } from '../spec/spec.ts';
import { stepsWords } from '../trace/trace.ts';
import type { Coverage } from './coverage.ts';
import { editedWords } from './edited.ts';
import { isVacuous } from './unmet.ts';
import { stateBefore, unreturnedWords } from './unreturned.ts';
import type { Verdict } from './verdict.ts';
import { count, plural } from './words.ts';

/**
 * What became of an entry. As expected: a safe spec `held`, a seeded bug was `found`. Otherwise: a safe spec `broken`, a bug
 * `missed`, a pinned figure that `differs`, a run that is `vacuous` or `incomplete`, a spec that `failed` to run at all.
 */
export type Outcome =
  | 'held'
  | 'found'
  | 'broken'
  | 'missed'
  | 'differs'
  | 'vacuous'
  | 'incomplete'
  | 'failed';

export type EntryKind = 'spec' | 'bug';

/** A place in a file, for annotations: the path is relative to the current folder where it lies below it. */
export interface Place {
  readonly file: string;
  /** The line in the file, from 1. */
  readonly line: number;
}

/** A violation as people read it elsewhere than in the trace file. */
export interface Counterexample {
  /** What the broken property says, and where it is published. */
  readonly sentence: string;
  readonly source: string;
  /** Where to look first: the invariant's definition when it lies in the project, else the spec. */
  readonly place: Place;
  /** Every action, in the words of a trace. */
  readonly steps: readonly string[];
  /** What there is to say of its end besides. */
  readonly tables: readonly Table[];
  /** A Mermaid sequence diagram, without a fence. */
  readonly mermaid: string;
  /** The command that takes the behavior once more; null: its trace could not be written. */
  readonly replay: string | null;
}

/** A pin that `--update` has rewritten. */
export interface PinChange {
  readonly pin: keyof Expect;
  /** Null: there was none. */
  readonly before: string | number | null;
  readonly after: string | number;
}

export interface GateEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** The spec's file, relative to the current folder where it lies below it. */
  readonly file: string;
  readonly expect: Expect;
  readonly outcome: Outcome;
  /** Why the outcome is not what was expected, a sentence each. */
  readonly problems: readonly string[];
  /** Null when it was not run. */
  readonly verdict: Verdict | null;
  readonly counterexample: Counterexample | null;
  readonly updated: readonly PinChange[];
  /** What came of a recorded run, which has no verdict of a search. */
  readonly recorded?: RecordedRun;
}

/** What breaks where a recorded line is nothing that the core does. */
export const recordedBehavior = 'recorded-behavior';

export interface RecordedRun {
  readonly nodes: number;
  readonly events: number;
  readonly explained: number;
  readonly seconds: number;
  readonly properties: readonly PropertyReport[];
  /** What broke, or that a line is no behavior; null: nothing did. */
  readonly violation: { readonly property: string; readonly message: string } | null;
  /** The line that shows it; null: there is none. */
  readonly place: Place | null;
}

export type GateVerdict = 'ok' | 'violation' | 'failed' | 'vacuous' | 'incomplete';

/** More machines than anybody has for one gate. Every entry of a plan is dealt and merged one by one. */
export const mostShards = 1000;

/** An entry as it is planned. */
export interface PlannedEntry {
  readonly name: string;
  readonly file: string;
}

/** Raised when a field changes its meaning. */
export const gateForm = { what: 'report', key: 'schemaVersion', read: 1 } as const;

export interface Gate {
  readonly schemaVersion: 1;
  readonly kind: 'gate';
  readonly tool: { readonly name: 'raftcheck'; readonly version: string };
  readonly profile: string | null;
  /** Which part of the gate this is, the first being 1; null: all of it. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  /** Every entry of the whole gate, of all shards together: so that whoever merges knows what is missing. */
  readonly plan: readonly PlannedEntry[];
  readonly verdict: GateVerdict;
  /** True when every entry was run to its end. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly seconds: number;
  readonly entries: readonly GateEntry[];
  readonly coverage: Coverage;
  /** What was never exercised, where that is asked for: then the gate is vacuous. */
  readonly uncovered: readonly string[];
}

/** What is known when the gate has gone through its entries. */
export type GateFacts = Omit<Gate, 'schemaVersion' | 'kind' | 'verdict' | 'complete'>;

export function makeGate(facts: GateFacts): Gate {
  return {
    schemaVersion: 1,
    kind: 'gate',
    tool: facts.tool,
    profile: facts.profile,
    shard: facts.shard,
    plan: facts.plan,
    verdict: gateVerdict(facts),
    complete: facts.entries.every(({ verdict, recorded, outcome }) =>
      verdict === null ? recorded !== undefined && outcome !== 'incomplete' : verdict.stopped === undefined,
    ),
    interrupted: facts.interrupted,
    seconds: Math.round(facts.seconds * 1000) / 1000,
    entries: facts.entries,
    coverage: facts.coverage,
    uncovered: facts.uncovered,
  };
}

/** The worst that happened, in the order in which it weighs. */
function gateVerdict({ entries, uncovered }: GateFacts): GateVerdict {
  const some = (...outcomes: Outcome[]) => entries.some(({ outcome }) => outcomes.includes(outcome));
  if (some('broken')) return 'violation';
  if (some('failed')) return 'failed';
  if (some('missed', 'differs', 'vacuous')) return 'vacuous';
  if (some('incomplete')) return 'incomplete';
  return uncovered.length > 0 ? 'vacuous' : 'ok';
}

/** The gate as a writer of text may read it: of its strings the diagrams alone have lines. */
export function harmlessGate(gate: Gate): Gate {
  const entries = gate.entries.map((entry) => {
    const { counterexample } = entry;
    if (counterexample === null) return harmlessly(entry);
    const mermaid = harmlessLines(counterexample.mermaid);
    const clean = harmlessly({ ...counterexample, mermaid: '' });
    return { ...harmlessly({ ...entry, counterexample: null }), counterexample: { ...clean, mermaid } };
  });
  return { ...harmlessly({ ...gate, entries: [] }), entries };
}

/** The spec as it is called where many are listed: "raft", "bugs/double-vote". */
export function labelOf({ file, name }: Pick<GateEntry, 'file' | 'name'>): string {
  const folder = /(?:^|[/\\])specs[/\\](.+)[/\\][^/\\]+$/.exec(file)?.[1];
  return folder === undefined ? name : `${folder}/${name}`;
}

export function asExpected({ outcome }: Pick<GateEntry, 'outcome'>): boolean {
  return outcome === 'held' || outcome === 'found';
}

/** What broke in the entry; null: nothing did. */
export function brokenIn({ verdict, recorded }: GateEntry): RecordedRun['violation'] {
  return verdict?.violation ?? recorded?.violation ?? null;
}

export function propertiesOf({ verdict, recorded }: GateEntry): readonly PropertyReport[] {
  return verdict?.properties ?? recorded?.properties ?? [];
}

/** Where to look first. */
export function placeOf({ counterexample, recorded, file }: GateEntry): Place {
  return counterexample?.place ?? recorded?.place ?? { file, line: 1 };
}

/** What came of an entry without a verdict, in a few words. */
export function unsearchedWords({ recorded }: GateEntry): string {
  if (recorded === undefined) return 'not run';
  const { events, explained, violation, properties } = recorded;
  if (violation !== null) return violation.property;
  const held = properties.filter(({ status, relevant }) => status === 'held' && relevant > 0).length;
  return explained < events
    ? 'not all is explained'
    : `${count(held)} ${held === 1 ? 'property' : 'properties'} held`;
}

/** What the gate is of, and how much that was: specs with their states, or recorded runs with their events. */
export function sizeWords({ entries }: Gate): { readonly of: string; readonly amount: string } {
  const recorded = entries.flatMap((entry) => entry.recorded ?? []);
  if (recorded.length > 0) {
    const events = recorded.reduce((sum, one) => sum + one.events, 0);
    return { of: plural(entries.length, 'recorded run'), amount: plural(events, 'event') };
  }
  const states = entries.reduce((sum, { verdict }) => sum + (verdict?.states.distinct ?? 0), 0);
  return { of: plural(entries.length, 'spec'), amount: plural(states, 'state') };
}

/** The heads of the table of entries, after the mark of each. */
export function headsOf({ entries }: Gate): readonly string[] {
  return entries.some(({ recorded }) => recorded !== undefined)
    ? ['log', 'result', 'events', 'explained', 'nodes', 'seconds']
    : ['spec', 'result', 'states', 'generated', 'depth', 'seconds'];
}

/** What stands under the last of `headsOf`; null: it was not run. */
export function figuresOf({ verdict, recorded }: GateEntry): readonly string[] | null {
  if (recorded !== undefined) {
    const { events, explained, nodes, seconds } = recorded;
    return [count(events), count(explained), count(nodes), seconds.toFixed(1)];
  }
  if (verdict === null) return null;
  const { distinct, generated, depth } = verdict.states;
  return [count(distinct), count(generated), count(depth), verdict.seconds.toFixed(1)];
}

/** Whether the entry is of the built-in core with an edit, in which no bug was found. */
export function isEdited({ outcome, verdict }: Pick<GateEntry, 'outcome' | 'verdict'>): boolean {
  return outcome !== 'found' && verdict?.edited !== undefined;
}

/** That its core was another one, in words, or nothing; that a bug was found says it already. */
export function entryEdited({ outcome, verdict }: Pick<GateEntry, 'outcome' | 'verdict'>): string {
  return outcome === 'found' || verdict === null ? '' : editedWords(verdict);
}

/**
 * The outcome of a run, and what is wrong with it. Something should break where `expect.verdict` says so, and in a seeded bug
 * unless it says that nothing does (an edit that another guard hides).
 */
export function judgeEntry(
  kind: EntryKind,
  expect: Expect,
  verdict: Verdict,
): Pick<GateEntry, 'outcome' | 'problems'> {
  const wanted = expect.verdict === 'violation' || (kind === 'bug' && expect.verdict !== 'ok');
  const unmet = verdict.unmet ?? [];
  switch (verdict.verdict) {
    case 'incomplete':
      return { outcome: 'incomplete', problems: unfinished(verdict) };
    case 'violation': {
      if (wanted) return { outcome: unmet.length === 0 ? 'found' : 'differs', problems: unmet };
      const { property = '', length = 0, loop, message = '' } = verdict.violation ?? {};
      return {
        outcome: 'broken',
        problems: [`${property} is broken in ${stepsWords(length, loop)}: ${message}`],
      };
    }
    case 'ok':
    case 'vacuous': {
      if (wanted) return { outcome: 'missed', problems: ['nothing was broken, and something should be'] };
      if (verdict.verdict === 'ok') return { outcome: 'held', problems: [] };
      return { outcome: isVacuous(unmet) ? 'vacuous' : 'differs', problems: unmet };
    }
  }
}

/** Why an incomplete run has not seen every state. */
export function unfinished({ stopped, unreturned }: Verdict): string[] {
  const why = [`stopped by ${stopped ?? 'its bounds'}: not every state was seen`];
  if (unreturned === undefined || unreturned === null) return why;
  const before = stateBefore(unreturned);
  return [...why, unreturnedWords(unreturned), ...(before === null ? [] : [before])];
}
