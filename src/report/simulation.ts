/**
 * What random behaviors came to, as one value and as text. The names are those of a search's verdict (verdict.ts) wherever
 * they mean the same. It is never complete: a green simulation says that nothing was met, not that nothing is there.
 */

import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { isStep } from '../cluster/kinds.ts';
import { type BoundName, boundNames, type Model } from '../cluster/model.ts';
import type { StopReason } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Spec } from '../spec/spec.ts';
import { wantedName } from '../spec/wanted.ts';
import { type Edited, editedBy, editedWords } from './edited.ts';
import { askedOf, judged, question, type Row, room, rowText, unreturned } from './text.ts';
import { idleWords } from './unmet.ts';
import { type Unreturned, unreturnedWords } from './unreturned.ts';
import {
  type Broken,
  type ModelTold,
  modelTold,
  type OwnSystemTold,
  systemTold,
  type Verdict,
} from './verdict.ts';
import { bytes, count, duration, hanging, inspectWords, namesWithin, plural } from './words.ts';

/** What decides which behaviors there are. */
export interface SimulationSettings {
  readonly runs: number;
  /** Actions of one behavior, at most. */
  readonly depth: number;
  readonly seed: number;
}

export interface SimulationViolation extends Broken {
  /** Which behavior it was, from 0. */
  readonly run: number;
  /** Actions it had before it was shrunk to `length`. */
  readonly foundLength: number;
}

export interface Simulation {
  readonly schemaVersion: 1;
  readonly spec: string;
  readonly model: ModelTold & { readonly simulation: SimulationSettings };
  /** Only of a system of one's own: which. */
  readonly system?: OwnSystemTold;
  /** The same as in the verdict of a search (verdict.ts). */
  readonly from?: string;
  /** `vacuous`: nothing ever happened. */
  readonly verdict: 'ok' | 'violation' | 'vacuous' | 'incomplete';
  readonly complete: false;
  readonly behaviors: {
    /** Behaviors that were gone through to their ends. */
    readonly runs: number;
    /** States visited, each as often as it was. */
    readonly states: number;
    /** Actions of the longest. */
    readonly deepest: number;
    /** Behaviors that ended where nothing is enabled. */
    readonly deadlocks: number;
  };
  readonly stepCalls: number;
  readonly seconds: number;
  readonly behaviorsPerSecond: number;
  readonly statesPerSecond: number;
  readonly peakRssBytes: number;
  /** Actions taken by kind; 0: never. */
  readonly actions: Readonly<Record<string, number>>;
  /** How many actions on offer each bound forbade. */
  readonly cutBy: Readonly<Record<string, number>>;
  readonly properties: readonly PropertyReport[];
  /** The same as in the verdict of a search (verdict.ts). */
  readonly invariants?: readonly string[];
  readonly violation: SimulationViolation | null;
  /** Only when it ended before all behaviors: why. */
  readonly stopped?: StopReason;
  /** The same as in the verdict of a search (verdict.ts). */
  readonly edited?: Edited;
  readonly core?: NonNullable<Verdict['core']>;
  readonly unreturned?: Unreturned | null;
}

/** What is known when a simulation has ended. */
export interface SimulationFacts
  extends Pick<Simulation, 'behaviors' | 'stepCalls' | 'peakRssBytes' | 'actions' | 'cutBy' | 'properties'> {
  readonly spec: Spec;
  readonly settings: SimulationSettings;
  readonly seconds: number;
  readonly stopped: StopReason | null;
  readonly from: string | null;
  readonly violation: SimulationViolation | null;
  readonly core?: Verdict['core'] | null;
  readonly unreturned?: Unreturned | null;
}

/** Sums a simulation up. */
export function makeSimulation({
  spec,
  settings,
  stopped,
  from,
  violation,
  ...facts
}: SimulationFacts): Simulation {
  const { seconds, behaviors, unreturned } = facts;
  const rate = (what: number): number => (seconds > 0 ? Math.round((10 * what) / seconds) / 10 : 0);
  const done = violation !== null || stopped === null;
  const taken = Object.keys(facts.actions).filter((kind) => facts.actions[kind] > 0);
  const quiet = taken.some((kind) => spec.system !== null || isStep(kind)) ? 'ok' : 'vacuous';
  return {
    schemaVersion: 1,
    spec: spec.name,
    model: { ...modelTold(spec), simulation: settings },
    ...systemTold(spec),
    ...(from === null ? {} : { from }),
    verdict: violation !== null ? 'violation' : done ? quiet : 'incomplete',
    complete: false,
    behaviors,
    stepCalls: facts.stepCalls,
    seconds: Math.round(1000 * seconds) / 1000,
    behaviorsPerSecond: rate(behaviors.runs),
    statesPerSecond: rate(behaviors.states),
    peakRssBytes: facts.peakRssBytes,
    actions: facts.actions,
    cutBy: facts.cutBy,
    properties: facts.properties,
    ...(spec.invariants === null ? {} : { invariants: spec.invariants.map(wantedName) }),
    violation,
    ...editedBy(spec.bug),
    ...(facts.core == null ? {} : { core: facts.core }),
    ...(done || stopped === null ? {} : { stopped }),
    ...(unreturned === undefined ? {} : { unreturned }),
  };
}

export interface SimulationTextOptions {
  readonly colors: Colors;
  readonly quiet: boolean;
  /** The shrunk counterexample as text, where there is one. */
  readonly counterexample: string | null;
  /** As of a search (text.ts). */
  readonly width?: number;
}

/** Columns that lists may take. */
const listWidth = 84;

export function simulationReport(given: Simulation, options: SimulationTextOptions): string {
  const simulation = harmlessly(given);
  const { colors, width } = options;
  const last = lastLine(simulation, colors);
  if (options.quiet) return `${last}\n`;
  const behavior = options.counterexample === null ? [] : [options.counterexample.trimEnd(), ''];
  const rows = [
    ...walked(simulation),
    ...room(simulation),
    ...unreturned(simulation),
    ...judged(simulation.properties),
    ...(simulation.unreturned === undefined ? taken(simulation) : []),
    cost(simulation),
  ];
  const body = rows.map((row) => rowText(row, colors.dim, width));
  return `${[hanging('', question(simulation, []), width, 2), ...behavior, ...body, last].join('\n')}\n`;
}

function walked({ behaviors, model, unreturned: call }: Simulation): Row[] {
  const { runs, depth, seed } = model.simulation;
  const parts = [
    `${count(behaviors.runs)} of ${count(runs)} random ones (seed ${seed})`,
    `${plural(behaviors.states, 'state')} visited`,
    // Nobody has told that of one that had to be ended.
    ...(call === undefined
      ? [`the longest ${plural(behaviors.deepest, 'action')} of at most ${count(depth)}`]
      : []),
  ];
  return [
    ['behaviors', parts.join(', ')],
    ...(model.bounds === undefined ? [] : [['bounds', boundWords(model.bounds)] as const]),
  ];
}

function boundWords(bounds: Model['bounds']): string {
  const named = boundNames.filter((name: BoundName) => bounds[name] !== 0);
  return named.map((name) => `${name} ${bounds[name] ?? 'none'}`).join(', ');
}

function taken({ actions }: Simulation): Row[] {
  const never = Object.keys(actions).filter((action) => actions[action] === 0);
  const often = Object.entries(actions)
    .filter(([, times]) => times > 0)
    .map(([action, times]) => `${action} (${count(times)})`);
  return [
    ['taken', namesWithin(often, listWidth)],
    ...(never.length === 0 ? [] : [['never taken', namesWithin(never, listWidth)] as const]),
  ];
}

function cost(simulation: Simulation): Row {
  const parts = [
    `${simulation.behaviorsPerSecond.toFixed(1)} behaviors/s`,
    `${count(simulation.statesPerSecond)} states/s`,
    `${count(simulation.stepCalls)} calls of ${askedOf(simulation)}`,
    `${bytes(simulation.peakRssBytes)} peak`,
  ];
  return ['cost', parts.join(', ')];
}

function lastLine(simulation: Simulation, colors: Colors): string {
  const { behaviors, violation, seconds, model, stopped } = simulation;
  const figures = [plural(behaviors.states, 'state'), duration(seconds)];
  const line = (word: string, ...parts: string[]): string =>
    `raftcheck: ${[word + editedWords(simulation), ...parts].join(' · ')}`;
  if (violation !== null) {
    const { property, length, foundLength, run, trace } = violation;
    const what = `${colors.red('VIOLATED')} ${property} in ${plural(length, 'step')}`;
    const how = `behavior ${count(run)} of seed ${model.simulation.seed}, shrunk from ${count(foundLength)}`;
    return line(what, how, ...figures, inspectWords(trace));
  }
  if (simulation.verdict === 'vacuous') return line(`${colors.yellow('VACUOUS')} ${idleWords}`, ...figures);
  const behaved = `nothing broken in ${plural(behaviors.runs, 'random behavior')}`;
  if (stopped === undefined) return line(`${colors.green('OK')} ${behaved}`, ...figures, 'not exhaustive');
  const by = stopped === 'interrupted' ? 'an interrupt' : stopped;
  const call = simulation.unreturned;
  const rest = call === undefined ? [`${behaved} so far`] : call === null ? [] : [unreturnedWords(call)];
  return line(`${colors.yellow('INCOMPLETE')} stopped by ${by}`, ...figures, ...rest);
}
