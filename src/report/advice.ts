/**
 * What to raise next: each bound of a spec, one higher, as the counts of the search say, or as a short search with it has found. Pure: from
 * the verdict of the whole search and those of the short ones.
 */
import type { Verdict } from './verdict.ts';
import { count, duration, namesWithin } from './words.ts';

/** A short search with one bound raised. */
export interface Pilot {
  readonly bound: string;
  readonly from: number;
  readonly to: number;
  readonly verdict: Verdict;
}

export interface Advice {
  readonly bound: string;
  /** Whether a short search was made with it; else the counts of this search are all that is known. */
  readonly looked: boolean;
  /** What it is, and what it would be. */
  readonly from: number;
  readonly to: number;
  /** What breaks with it, and in how many steps; null: nothing in the short search. */
  readonly breaks: {
    readonly property: string;
    readonly length: number;
    readonly trace: string | null;
  } | null;
  /** Properties that say nothing now, and something then. */
  readonly awakens: readonly string[];
  /** Kinds of steps that are never taken now: code of the core that nothing has run. */
  readonly brings: readonly string[];
  /** How often the bound has said no, all else having said yes. */
  readonly cut: number;
  /** No whole search with it has fewer states: those of this one, which it has too, or of the short one. */
  readonly least: number;
  /** States of the whole search with it, as the levels grow; exact where the short search came to its end. */
  readonly states: number;
  readonly exact: boolean;
  /** Seldom more; null: the short search has seen too little of the way to say. */
  readonly most: number | null;
  /** What `states` would take at the rate of this search. */
  readonly seconds: number;
}

export interface Raisable {
  readonly bound: string;
  /** What it is. */
  readonly from: number;
}

/** What every cluster does, the likelier to matter the earlier: where it is left out it comes before all else. */
const everyday: readonly string[] = ['max-heartbeats', 'max-crashes', 'max-proposals', 'max-timeouts'];

/** What is left out of every day, then what has cut most, then what else is left out. */
export function promisingFirst<Bound extends Raisable>(
  bounds: readonly Bound[],
  { cutBy }: Pick<Verdict, 'cutBy'>,
): readonly Bound[] {
  const rank = ({ bound, from }: Raisable): number => {
    if (from > 0) return everyday.length;
    return everyday.includes(bound) ? everyday.indexOf(bound) : everyday.length + 1;
  };
  const cut = ({ bound }: Raisable): number => cutBy[bound] ?? 0;
  return bounds.toSorted((a, b) => rank(a) - rank(b) || cut(b) - cut(a));
}

/** What the counts of the search say by themselves: what is left out of every day, and what has cut. */
export function countedAdvice(base: Verdict, bounds: readonly Raisable[]): readonly Advice[] {
  const { cutBy, states, seconds } = base;
  return promisingFirst(bounds, base).flatMap(({ bound, from }): Advice[] => {
    const cut = cutBy[bound] ?? 0;
    if (cut === 0 && !(from === 0 && everyday.includes(bound))) return [];
    const found = { breaks: null, awakens: [], brings: [], cut };
    const cost = { least: states.distinct, states: states.distinct, exact: false, most: null, seconds };
    return [{ bound, looked: false, from, to: from + 1, ...found, ...cost }];
  });
}

/** Bounds that are told in a report: more than a few are no advice. */
export const mostAdvice = 3;

/** Levels over which growth is measured. */
const window = 3;
/** More states than anybody has: from here on a number says nothing. */
const largest = 1e15;
/** The part of the way to the deepest level that must have been seen before anybody says what is seldom exceeded. */
const enough = 0.4;
/** The whole search goes deeper than this one, by levels that nobody has seen: how many times more states that may be. */
const deeper = 2;

export function adviseOn(base: Verdict, { bound, from, to, verdict }: Pilot): Advice {
  const silent = base.properties.filter(({ relevant }) => relevant === 0).map(({ name }) => name);
  const speaking = new Set(verdict.properties.filter(({ relevant }) => relevant > 0).map(({ name }) => name));
  const taken = (one: Verdict): string[] =>
    Object.keys(one.actions).filter((action) => one.actions[action] > 0);
  const known = new Set(taken(base));
  const { violation } = verdict;
  return {
    bound,
    looked: true,
    from,
    to,
    breaks:
      violation === null
        ? null
        : { property: violation.property, length: violation.length, trace: violation.trace },
    awakens: silent.filter((name) => speaking.has(name)),
    brings: taken(verdict).filter((action) => !known.has(action)),
    cut: base.cutBy[bound] ?? 0,
    ...expected(base, verdict),
  };
}

/**
 * Of the levels that both searches have whole: how many times more states there are, and that this goes on as it has grown, for half of
 * the way, since what grows for a while stops growing. At most it goes on for all of it, as fast as it ever has.
 */
function expected(
  base: Verdict,
  pilot: Verdict,
): Pick<Advice, 'least' | 'states' | 'exact' | 'most' | 'seconds'> {
  const found = pilot.states.distinct;
  const secondsOf = (states: number): number =>
    (states * Math.max(base.seconds, 0.001)) / Math.max(1, base.states.distinct);
  const told = (states: number, most: number | null, exact = false) => {
    return { least, states, exact, most, seconds: secondsOf(states) };
  };
  const least = pilot.complete ? found : Math.max(found, base.complete ? base.states.distinct : 0);
  if (pilot.complete) return told(found, found, true);
  // What was left when something broke nobody knows.
  if (!base.complete) return told(found, null);
  const [all, some] = [base, pilot].map(({ levels }) => sums(levels.map(({ distinct }) => distinct)));
  const last = Math.min(all.length, some.length - 1) - 1;
  if (last < 0) return told(least, null);
  const ratio = (at: number): number => some[at] / all[at];
  const first = Math.max(0, last - window);
  const grown = (from: number): number => Math.max(1, ratio(last) / ratio(from)) ** (1 / (last - from));
  const [growth, latest] = first === last ? [1, 1] : [grown(first), grown(last - 1)];
  const left = all.length - 1 - last;
  const after = (levels: number, times: number): number =>
    Math.round(Math.max(least, Math.min(base.states.distinct * ratio(last) * times ** levels, largest)));
  const unseen = last - first < window || ratio(last) === 1 || last < enough * (all.length - 1);
  const most = after(left, Math.max(growth, latest)) * deeper;
  return told(after(left / 2, growth), unseen || most >= largest ? null : most);
}

function sums(list: readonly number[]): number[] {
  let sum = 0;
  return list.map((value) => (sum += value));
}

/**
 * The best first: what breaks something; then what makes silent properties speak; then what runs most code that nothing has run, for its
 * states; then what has cut most, for its states.
 */
export function ranked(advice: readonly Advice[]): Advice[] {
  const order = (one: Advice): readonly number[] => [
    one.breaks === null ? 1 : 0,
    -one.awakens.length,
    -news(one) / one.states,
    -one.cut / one.states,
    one.states,
  ];
  return [...advice].sort((a, b) => {
    const [left, right] = [order(a), order(b)];
    const at = left.findIndex((value, k) => value !== right[k]);
    return at < 0 ? 0 : left[at] - right[at];
  });
}

/** What the network does to a message runs nothing of the core: each such fault is new once. */
const ofNetwork = /^(drop|duplicate) /;

function news({ brings }: Advice): number {
  const core = brings.filter((kind) => !ofNetwork.test(kind)).length;
  return core > 0 ? core : Math.min(1, brings.length);
}

/** Whether the short search has shown why. */
export function hasReason({ breaks, awakens, brings, cut }: Advice): boolean {
  return breaks !== null || awakens.length + brings.length + cut > 0;
}

/** `--max-heartbeats 1 (now 0): runs heartbeat, ... · about 37,000 states, 2.1 s` */
export function adviceWords(advice: Advice): string {
  const { bound, looked, from, to, breaks, awakens, brings, cut } = advice;
  const why = [
    ...(breaks === null ? [] : [`breaks ${breaks.property} in ${breaks.length} steps`]),
    ...(awakens.length === 0 ? [] : [`${namesWithin(awakens, 60)} would say something`]),
    ...(brings.length === 0 ? [] : [`first to run ${namesWithin(brings, 60)}`]),
    ...(cut === 0 ? [] : [`cut ${count(cut)}`]),
    ...(looked || from > 0 ? [] : ['left out so far']),
  ];
  return `--${bound} ${to} (now ${from}): ${[...why, costWords(advice)].join('; ')}`;
}

/** `98,000 to 240,000 states, 2.1 s to 5.2 s`, as far as that is known. */
function costWords({ least, states, exact, most, seconds }: Advice): string {
  if (exact) return `${count(states)} states, ${duration(seconds)}`;
  const lasts = (one: number): string => duration((seconds * one) / Math.max(1, states));
  if (most === null) return `${count(least)} states or more, ${lasts(least)} or more`;
  const [low, high] = [rounded(least), rounded(most)].map(count);
  return `${low} to ${high} states, ${lasts(least)} to ${lasts(most)}`;
}

/** Two digits are what an estimate is worth. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / unit) * unit;
}
