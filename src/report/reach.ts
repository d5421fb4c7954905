/**
 * What the search for a state came to: the shortest behavior to it, that there is none within the bounds, or that a limit came first.
 */
import { harmlessly } from '../base/harmless.ts';
import { unusualBounds, unusualSearch } from './settings.ts';
import {
  cost,
  explored,
  limits,
  question,
  type Row,
  reduced,
  rowText,
  stopWords,
  type TextOptions,
  unreturned,
} from './text.ts';
import { unreturnedWords } from './unreturned.ts';
import type { Verdict } from './verdict.ts';
import { count, duration, hanging, inspectWords, plural } from './words.ts';

export type ReachWord = 'reached' | 'unreachable' | 'incomplete';

/** What nobody asks where a state is looked for. */
type NotAsked =
  | 'verdict'
  | 'violation'
  | 'properties'
  | 'unmet'
  | 'invariants'
  | 'recovers'
  | 'deadlock'
  | 'fairness';

/** Everything that the verdict of a search says, but for what it judges. */
export interface Reach extends Omit<Verdict, NotAsked> {
  readonly kind: 'reach';
  /** What was looked for, as it was typed. */
  readonly sought: string;
  readonly found: ReachWord;
  /** Only where it was reached: the shortest behavior. */
  readonly behavior: {
    /** Actions from the initial state. */
    readonly length: number;
    /** What makes it so, in values. */
    readonly message: string;
    /** The trace file; null: it could not be written. */
    readonly trace: string | null;
  } | null;
}

/** `verdict`: of a search that ends at the state. */
export function makeReach(sought: string, verdict: Verdict): Reach {
  const { verdict: _word, violation, properties, unmet: _unmet, invariants: _names, ...more } = verdict;
  const { recovers: _asked, deadlock: _ends, fairness: _fair, ...rest } = more;
  const name = properties[0]?.name ?? sought;
  return {
    kind: 'reach',
    sought: name,
    found: violation !== null ? 'reached' : verdict.complete ? 'unreachable' : 'incomplete',
    behavior:
      violation === null
        ? null
        : { length: violation.length, message: violation.message, trace: violation.trace },
    ...rest,
  };
}

/** `behavior`: as text, where there is one. */
export function reachText(
  given: Reach,
  options: Omit<TextOptions, 'counterexample'> & { readonly behavior: string | null },
): string {
  const reach = harmlessly(given);
  const { colors, width, quiet } = options;
  const last = lastLine(reach, options);
  if (quiet) return `${last}\n`;
  const { model } = reach;
  const settings = [
    ...(model.bounds === undefined ? [] : unusualBounds(model)),
    ...unusualSearch(model.search, reach.system === undefined),
  ];
  const first = hanging('', question(reach, settings), width, 2);
  const behavior = options.behavior === null ? [] : [options.behavior.trimEnd(), ''];
  const rows = [
    ...statesOf(reach),
    ...unreturned(reach),
    ...reduced(reach),
    ...(reach.unreturned === undefined && reach.found !== 'reached' ? limits(reach) : []),
    ...cost(reach),
  ];
  const body = rows.map((row) => rowText(row, colors.dim, width));
  return `${[first, ...behavior, ...body, last].join('\n')}\n`;
}

function statesOf(reach: Reach): Row[] {
  if (reach.found !== 'reached') return explored({ ...reach, violation: null });
  const { distinct, generated, depth } = reach.states;
  const { strategy } = reach.model.search;
  const how =
    strategy === 'bfs' ? 'breadth first: no behavior to it is shorter' : 'depth first: a shorter one may be';
  return [['states', `${count(distinct)} distinct, ${count(generated)} generated, depth ${depth}, ${how}`]];
}

function lastLine(reach: Reach, { colors }: Pick<TextOptions, 'colors'>): string {
  const { found, sought, behavior, states, seconds } = reach;
  const figures = [plural(states.distinct, 'state'), duration(seconds)];
  const line = (...parts: string[]): string => `raftcheck: ${parts.join(' · ')}`;
  if (behavior !== null) {
    const what = `${colors.green('REACHED')} ${sought} in ${plural(behavior.length, 'step')}`;
    return line(what, ...figures, inspectWords(behavior.trace));
  }
  if (found === 'unreachable')
    return line(`${colors.yellow('UNREACHABLE')} ${sought}`, ...figures, 'every state within the bounds');
  const { unreturned: call } = reach;
  const why = `${colors.yellow('INCOMPLETE')} stopped ${stopWords(reach.stopped)}`;
  if (call != null) return line(why, ...figures, unreturnedWords(call));
  return line(why, ...figures, `${sought} not reached so far`);
}
