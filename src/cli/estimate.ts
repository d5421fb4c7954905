/**
 * How long a search will still take, or why nobody can say. The only thing to go by is how the levels grow: by less and
 * less, as a rule, until they shrink. Of the shipped specs with a few hundred thousand states a tenth of the search says
 * the rest within a factor of three, mostly.
 */
import type { Progress } from '../explore/system.ts';
import { duration } from '../report/words.ts';
import type { SearchSettings } from '../spec/settings.ts';

/** Growth is measured over so many levels, and its change against as many before them. */
const window = 3;
/** Before so many are found neither growth nor speed mean much. */
const enoughStates = 10_000;
/** Seconds above which a number would only look like knowledge: a year. */
const longest = 365 * 24 * 3600;
/** Levels looked ahead, at most. */
const furthest = 10_000;

/** An estimate of the time left, with what it rests on, or the reason why there is none; `perSecond`: distinct states found. */
export function estimate(progress: Progress, search: SearchSettings, perSecond: number): string {
  if (search.strategy === 'dfs') return 'depth first: no estimate';
  const levels = progress.levels.map((level) => level.distinct);
  if (levels.length <= 2 * window || progress.distinct < enoughStates) return 'too early for an estimate';
  const { depth, maxStates } = search;
  const last = levels.length - 1;
  const growth = growthUpTo(levels, last);
  const change = Math.min(1, (growth / growthUpTo(levels, last - window)) ** (1 / window));
  const found = progress.distinct - levels.reduce((sum, count) => sum + count, 0);
  const terms = depth === null ? furthest : Math.max(0, depth - last);
  const left = Math.max(0, extrapolated(levels[last], growth, change, terms) - found) / perSecond;
  const untilFull =
    maxStates === null ? Number.POSITIVE_INFINITY : (maxStates - progress.distinct) / perSecond;
  if (untilFull < left) return `about ${duration(untilFull)} left to max-states`;
  const ratio = `${growth.toFixed(1)}x the one before`;
  if (left > longest) return `each level ${ratio}: no estimate`;
  const where = depth === null ? 'left' : `left to depth ${depth}`;
  return `about ${duration(left)} ${where} (each level ${ratio}${change < 1 ? ', and falling' : ''})`;
}

/** How many times larger a level is than the one before, averaged over a window that ends at `level`. */
function growthUpTo(levels: readonly number[], level: number): number {
  return (levels[level] / levels[level - window]) ** (1 / window);
}

/** The states of the next `terms` levels, where growth itself changes by a factor. */
function extrapolated(last: number, growth: number, change: number, terms: number): number {
  let sum = 0;
  let level = last;
  let factor = growth;
  for (let k = 0; k < terms && level >= 1 && Number.isFinite(sum); k++) {
    factor *= change;
    level *= factor;
    sum += level;
  }
  return sum;
}
