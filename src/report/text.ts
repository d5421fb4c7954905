/**
 * The verdict for a person: what was asked, what was explored, what the bounds hid, and a last line that can be grepped.
 * A run in which nothing broke takes a dozen lines at most. Nothing is told by colour alone.
 */

import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { boundNames, type Model } from '../cluster/model.ts';
import { groundOf, switchedOn } from '../cluster/reduce/names.ts';
import type { StopReason } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import { roomWords } from '../trace/room.ts';
import { stepsWords } from '../trace/trace.ts';
import { adviceWords, mostAdvice } from './advice.ts';
import { type Edited, editedWords } from './edited.ts';
import { unusualBounds, unusualModel, unusualSearch } from './settings.ts';
import { isVacuous } from './unmet.ts';
import { stateBefore, unreturnedWords } from './unreturned.ts';
import type { Broken, ModelTold, OwnSystemTold, Verdict } from './verdict.ts';
import { bytes, count, duration, hanging, inspectWords, namesWithin, plural } from './words.ts';

/** Columns that lists may take; a line of them stays below 100. */
const listWidth = 84;

export interface TextOptions {
  readonly colors: Colors;
  /** The last line only. */
  readonly quiet: boolean;
  /** The counterexample as text, where there is one. */
  readonly counterexample: string | null;
  /** Whether somebody has asked what to raise next: then more of it is told than fits. */
  readonly advised?: boolean;
  /** Columns that a line may take, but for the last one and the counterexample's; absent: any number. */
  readonly width?: number;
}

export function textReport(given: Verdict, options: TextOptions): string {
  const verdict = harmlessly(given);
  const last = lastLine(verdict, options.colors);
  if (options.quiet) return `${last}\n`;
  const behavior = options.counterexample === null ? [] : [options.counterexample.trimEnd(), ''];
  const before = [
    ...explored(verdict),
    ...room(verdict),
    ...furtherBroken(verdict),
    ...unreturned(verdict),
    ...reduced(verdict),
    ...judged(verdict.properties),
    ...witnessed(verdict),
    ...fair(verdict),
    ...(verdict.unreturned === undefined ? limits(verdict) : []),
  ];
  const after = [...pins(verdict), ...cost(verdict)];
  const { colors, width, advised = false } = options;
  // The first line and the last are lines as well.
  const fits = advised ? mostAdvice : mostLines - 2 - before.length - after.length;
  const rows = [...before, ...raiseNext(verdict, fits), ...after];
  const body = rows.map((row) => rowText(row, colors.dim, width));
  const misses = (verdict.unmet ?? []).map((sentence) =>
    rowText(['not met', sentence], colors.yellow, width),
  );
  const { model } = verdict;
  const bounds = model.bounds === undefined ? [] : unusualBounds(model);
  const first = hanging(
    '',
    question(verdict, [...bounds, ...unusualSearch(model.search, verdict.system === undefined)]),
    width,
    2,
  );
  return `${[first, ...behavior, ...body, ...misses, last].join('\n')}\n`;
}

/** One line of a report. */
export type Row = readonly [label: string, text: string];

/** A line of a report as it is shown. */
export function rowText([label, text]: Row, paint: (label: string) => string, width?: number): string {
  return hanging(`  ${paint(label)}${' '.repeat(13 - label.length)}`, text, width, 15);
}

/** What the first line of a report is made from. */
interface Asked {
  readonly spec: string;
  readonly model: ModelTold;
  readonly system?: OwnSystemTold;
  readonly invariants?: readonly string[];
  readonly recovers?: true;
  readonly deadlock?: Verdict['deadlock'];
  readonly panicsAllowed?: true;
  readonly from?: string;
  readonly edited?: Edited;
  readonly core?: Verdict['core'];
}

/** What is called for each step. */
export function askedOf({ system }: { readonly system?: OwnSystemTold }): string {
  return system === undefined ? 'the core' : 'next';
}

/** What was asked: the spec, the kind of cluster, and every setting that is not the default one; `besides`: those beside the model's. */
export function question(
  { spec, model, system, from, invariants, recovers, deadlock, panicsAllowed, edited, core }: Asked,
  besides: readonly string[],
): string {
  const parts = [
    ...(system === undefined ? [] : systemWords(system)),
    ...(model.nodes === undefined ? [] : modelWords(model)),
    ...besides,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(invariants === undefined ? [] : [`invariants ${namesWithin(invariants, listWidth)}`]),
    ...(recovers === undefined ? [] : ['recovers']),
    ...(deadlock === undefined ? [] : ['deadlock', ...endingWords(deadlock)]),
    ...(panicsAllowed === undefined ? [] : ['panics allowed']),
    ...(edited === undefined ? [] : [`core edited (${edited.row}: ${edited.source})`]),
    ...coreWords(core),
  ];
  return `${spec}: ${parts.join(', ')}`;
}

function systemWords(told: OwnSystemTold): string[] {
  return [
    `the system ${told.name}`,
    ...(told.deadlock === 'ok' ? ['deadlock ok'] : []),
    ...endingWords(told),
  ];
}

function endingWords({ mayEnd }: { readonly mayEnd?: string }): string[] {
  return mayEnd === undefined ? [] : [`may end where ${mayEnd}`];
}

function modelWords(model: Model): string[] {
  return [
    `${plural(model.nodes, 'node')}${model.learners > 0 ? ` (${plural(model.learners, 'learner')})` : ''}`,
    `${model.network} network`,
    `${model.storage} storage`,
    `${model.clock} clock`,
    ...unusualModel(model),
  ];
}

function coreWords(core: Verdict['core']): string[] {
  if (core === undefined) return [];
  const without = core.leftOut.length === 0 ? '' : `, which takes no ${core.leftOut.join(', ')}`;
  return [`core ${core.name} ${core.version}${without}`];
}

export function explored(verdict: Omit<Verdict, 'verdict' | 'properties'>): Row[] {
  const { states, complete, stopped, violation, model } = verdict;
  const how = model.search.strategy === 'bfs' ? 'breadth first' : 'depth first';
  const found = `${count(states.distinct)} distinct, ${count(states.generated)} generated, depth ${states.depth}, ${how}`;
  if (violation !== null) return [['states', `${found}; the search ended at the violation`]];
  if (complete) return [['states', `${found}; every state within the bounds`]];
  if (stopped === undefined && verdict.fairness !== undefined) {
    const beyond = 'of whole behaviors nothing is known that go beyond a bound while something is owed';
    return [
      ['states', `${found}; every state within the bounds`],
      ['PARTIAL', `${beyond}; what follows holds for those within the bounds only`],
    ];
  }
  const left =
    verdict.unreturned === undefined
      ? `${plural(states.frontier, 'state')} not expanded`
      : 'it had to be ended, and the figures are those that it told last';
  return [
    ['states', found],
    ['PARTIAL', `stopped ${stopWords(stopped)}: ${left}; what follows holds for the part explored only`],
  ];
}

/** Steps of the counterexample that tell nothing of what is broken. */
export function room({ violation }: { readonly violation: Pick<Broken, 'room'> | null }): Row[] {
  return violation?.room === undefined ? [] : [['room', roomWords(violation.room)]];
}

/** What else is broken, where the search was to go on. */
function furtherBroken({ further }: Verdict): Row[] {
  if (further === undefined) return [];
  const { broken, complete } = further;
  const words = broken.map(
    ({ property, length, loop, trace }) =>
      `${property} in ${stepsWords(length, loop)}: ${trace ?? 'its trace could not be written'}`,
  );
  const end = complete
    ? 'nothing else, in every state within the bounds'
    : 'what else is not known: a limit came first';
  return [...words, end].map((text, k): Row => [k === 0 ? 'also broken' : '', text]);
}

/** The call that had not returned, and the node that it was for. */
export function unreturned({ unreturned: call }: Pick<Verdict, 'unreturned'>): Row[] {
  if (call === undefined || call === null) return [];
  const before = stateBefore(call);
  return [['NO RETURN', unreturnedWords(call)], ...(before === null ? [] : [['', before] as const])];
}

/** What the states are counted by; nothing when nobody asked for a reduction. */
export function reduced({ reductions, model }: Pick<Verdict, 'reductions' | 'model'>): Row[] {
  const on = switchedOn(model.search);
  const asked = reductions.filter(
    ({ name }) => name === 'terms' || (on.includes(name) && on.includes(groundOf(name) ?? name)),
  );
  return asked.map(({ name, on, about }): Row => ['reduction', `${on ? '' : 'no '}${name}: ${about}`]);
}

/** How the properties fared, by what became of them. */
export function judged(properties: readonly PropertyReport[]): Row[] {
  const group = (label: string, chosen: (property: PropertyReport) => boolean): Row[] => {
    const names = properties.filter(chosen).map((property) => property.name);
    return names.length === 0 ? [] : [[label, `${names.length}: ${namesWithin(names, listWidth - 6)}`]];
  };
  return [
    ...group('held', (property) => property.status === 'held' && property.relevant > 0),
    ...group('irrelevant', (one) => one.status === 'held' && one.relevant === 0 && !isUnjudged(one)),
    ...group('not judged', isUnjudged),
    ...group('reached', (property) => property.status === 'reached'),
    ...group('not reached', (property) => property.status === 'unreached'),
  ];
}

/** A shortest behavior to each state to reach, where they were asked for. */
function witnessed({ witnesses = [] }: Verdict): Row[] {
  return witnesses.map(({ property, length, trace }, k) => [
    k === 0 ? 'witnesses' : '',
    `${property} in ${plural(length, 'step')}: ${trace ?? 'its trace could not be written'}`,
  ]);
}

/** Whole behaviors are judged when every state is known, and nothing else is broken. */
function isUnjudged({ scope, status, evaluated }: PropertyReport): boolean {
  return (scope === 'eventually' || scope === 'leads-to') && status === 'held' && evaluated === 0;
}

/** Which behaviors count, where whole ones are judged. */
function fair({ fairness }: Verdict): Row[] {
  if (fairness === undefined) return [];
  return [['fairness', fairness.length === 0 ? 'none: behaviors may stop at any time' : fairness.join(', ')]];
}

/** What was not explored: the bounds, each with what it cut, and the actions that never happened. */
export function limits({
  model,
  cutBy,
  actions,
  system,
}: Pick<Verdict, 'model' | 'cutBy' | 'actions' | 'system'>): Row[] {
  if (system !== undefined && model.search.depth === null) return [];
  const bounds: Readonly<Record<string, number | null>> = { ...model.bounds, depth: model.search.depth };
  const cut = Object.entries(cutBy)
    .filter(([, times]) => times > 0)
    .map(([name, times]) => `${name} ${bounds[name]} (${count(times)}${name === 'depth' ? ' states' : ''})`);
  const absent = boundNames.filter((name) => bounds[name] === 0).map((name) => name.replace(/^max-/, ''));
  const never = Object.keys(actions).filter((action) => actions[action] === 0);
  return [
    ['cut by', cut.length === 0 ? 'nothing: no bound forbade an action' : cut.join(', ')],
    ...(absent.length === 0 ? [] : [['left out', namesWithin(absent, listWidth)] as const]),
    ...(never.length === 0 ? [] : [['never taken', namesWithin(never, listWidth)] as const]),
  ];
}

/** Lines of a report when nothing broke. */
const mostLines = 12;

/** The best is told however many lines there are; of what was only counted it says enough. */
function raiseNext({ advice }: Verdict, fits: number): Row[] {
  if (advice === undefined) return [];
  if (advice.length === 0) return [['raise next', 'nothing: no bound is a number of times']];
  const most = advice[0].looked ? Math.max(1, Math.min(fits, mostAdvice)) : 1;
  return advice.slice(0, most).map((one, k): Row => [k === 0 ? 'raise next' : '', adviceWords(one)]);
}

/** Figures of another core. */
function pins({ otherPins }: Verdict): Row[] {
  return otherPins === undefined ? [] : [['pins', 'not compared: they are of another core']];
}

export function cost(verdict: Omit<Verdict, 'verdict' | 'properties' | 'violation'>): Row[] {
  const { distinctPerSecond, stepCalls, knownCalls = 0, peakRssBytes, bytesPerState } = verdict;
  const known = knownCalls === 0 ? '' : ` (${count(knownCalls)} answered from earlier runs)`;
  const parts = [
    `${count(distinctPerSecond)} states/s`,
    `${count(stepCalls)} calls of ${askedOf(verdict)}${known}`,
    `${bytes(peakRssBytes)} peak`,
    `${bytesPerState.toFixed(1)} bytes a state`,
  ];
  return [['cost', parts.join(', ')]];
}

/** The line that scripts grep and people read first. */
export function lastLine(verdict: Verdict, colors: Colors): string {
  const figures = [`${plural(verdict.states.distinct, 'state')}`, duration(verdict.seconds)];
  const line = (word: string, ...parts: string[]): string =>
    `raftcheck: ${[word + editedWords(verdict), ...parts].join(' · ')}`;
  switch (verdict.verdict) {
    case 'ok': {
      const held = verdict.properties.filter((property) => property.status === 'held');
      const silent = held.filter((property) => property.relevant === 0).length;
      const properties = `${held.length - silent} ${held.length - silent === 1 ? 'property' : 'properties'} held`;
      const besides = silent === 0 ? '' : ` (${silent} irrelevant)`;
      return line(
        `${colors.green('OK')} ${properties}${besides}`,
        ...figures,
        'every state within the bounds',
      );
    }
    case 'violation': {
      const { violation } = verdict;
      const others = verdict.further?.broken.length ?? 0;
      const besides = others === 0 ? '' : ` and ${others} more`;
      const what = `${colors.red('VIOLATED')} ${violation?.property} in ${stepsWords(violation?.length ?? 0, violation?.loop)}${besides}`;
      return line(what, ...figures, inspectWords(violation?.trace ?? null));
    }
    case 'incomplete': {
      const what = `${colors.yellow('INCOMPLETE')} stopped ${stopWords(verdict.stopped)}`;
      const { unreturned: call } = verdict;
      if (call === undefined) return line(what, ...figures, 'nothing broken so far');
      return line(what, ...figures, ...(call === null ? [] : [unreturnedWords(call)]));
    }
    case 'vacuous': {
      const [first, ...others] = verdict.unmet ?? [];
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      const word = isVacuous(verdict.unmet ?? []) ? 'VACUOUS' : 'DIFFERS';
      return line(`${colors.yellow(word)} ${first}${more}`, ...figures);
    }
  }
}

export function stopWords(reason: StopReason | undefined): string {
  return reason === 'interrupted' ? 'by an interrupt' : `by ${reason ?? 'its bounds'}`;
}
