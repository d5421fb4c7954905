/** What widening the bounds of a spec came to: a row for each run, and the widest that came to its end. */
import type { Colors } from 'picocolors/types.js';
import { harmlessly } from '../base/harmless.ts';
import { stepsWords } from '../trace/trace.ts';
import { type Advice, adviceWords } from './advice.ts';
import type { Verdict } from './verdict.ts';
import { count, duration, inspectWords, plural } from './words.ts';

export interface WidenStep {
  /** What was raised, and why; null: the spec as it is. */
  readonly raised: Advice | null;
  readonly verdict: Verdict;
}

export interface Widened {
  readonly schemaVersion: 1;
  readonly kind: 'widen';
  readonly spec: string;
  /** Seconds for all of it. */
  readonly budget: number;
  /** Where one is complete the next one raises a bound more; where not, that bound is left as it was. */
  readonly steps: readonly WidenStep[];
}

export function widenText(given: Widened, colors: Colors, quiet: boolean): string {
  const { spec, steps } = harmlessly(given);
  const rows = steps.flatMap(({ raised, verdict }) => [
    `  ${raised === null ? 'as it is' : adviceWords(raised)}`,
    `      ${cameTo(verdict)}`,
  ]);
  const last = lastLine(steps, colors);
  return quiet ? `${last}\n` : `${[`${spec}: bounds raised one by one`, ...rows, last].join('\n')}\n`;
}

function cameTo({ verdict, states, seconds, violation, stopped }: Verdict): string {
  const figures = `${count(states.distinct)} states, ${duration(seconds)}`;
  if (violation !== null)
    return `VIOLATED ${violation.property} in ${stepsWords(violation.length, violation.loop)}: ${figures}`;
  return verdict === 'incomplete'
    ? `INCOMPLETE, stopped by ${stopped ?? 'its bounds'}, and taken back: ${figures}`
    : `${verdict.toUpperCase()}: ${figures}`;
}

function lastLine(steps: readonly WidenStep[], colors: Colors): string {
  const broken = steps.find(({ verdict }) => verdict.violation !== null);
  const kept = steps.filter(
    ({ raised, verdict }) => raised !== null && verdict.complete && verdict.violation === null,
  );
  const flags = [...new Map(kept.map(({ raised }) => [raised!.bound, raised!.to]))].map(
    ([bound, to]) => `--${bound} ${to}`,
  );
  const seconds = steps.reduce((sum, { verdict }) => sum + verdict.seconds, 0);
  const runs = `${plural(steps.length, 'run')}, ${duration(seconds)}`;
  if (broken !== undefined) {
    const { violation } = broken.verdict;
    const by =
      broken.raised === null
        ? ''
        : ` with ${[...flags, `--${broken.raised.bound} ${broken.raised.to}`].join(' ')}`;
    const what = `${colors.red('VIOLATED')} ${violation!.property} in ${stepsWords(violation!.length, violation!.loop)}${by}`;
    return `raftcheck: ${[what, runs, inspectWords(violation!.trace)].join(' · ')}`;
  }
  const widest = steps.findLast(({ verdict }) => verdict.complete);
  if (widest === undefined)
    return `raftcheck: ${[`${colors.yellow('INCOMPLETE')} already as it is`, runs].join(' · ')}`;
  const what = flags.length === 0 ? 'no bound raised' : flags.join(' ');
  return `raftcheck: ${[`${colors.green('WIDENED')} ${what}`, plural(widest.verdict.states.distinct, 'state'), runs, 'every state within the bounds'].join(' · ')}`;
}
