/**
 * How long a search will still take, or why nobody can say. The only thing to go by is how the levels grow.
 */
import type { Progress } from '../explore/system.ts';
import { duration } from '../report/words.ts';

/** How many levels have to be finished before their growth means something. */
const enoughLevels = 4;

/**
 * An estimate of the time left, with what it rests on, or the reason why there is none. `depth` is the depth bound;
 * `perSecond` the distinct states found a second.
 */
export function estimate(
  progress: Progress,
  strategy: 'bfs' | 'dfs',
  depth: number | null,
  perSecond: number,
): string {
  if (strategy === 'dfs') return 'depth first: no estimate';
  const levels = progress.levels.map((level) => level.distinct);
  if (levels.length < enoughLevels || perSecond <= 0) return 'too few levels yet: no estimate';
  const last = levels[levels.length - 1];
  const growth = (last / levels[levels.length - 3]) ** 0.5;
  const factor = `${growth.toFixed(1)}x a level`;
  if (depth !== null) {
    const left = Math.max(0, depth - progress.depth);
    const states = geometric(last * growth, growth, left);
    return `about ${duration(states / perSecond)} left to depth ${depth} if it keeps growing ${factor}`;
  }
  if (growth >= 0.95) return `frontier still growing ${factor}: no estimate`;
  return `about ${duration((last * growth) / (1 - growth) / perSecond)} left, frontier shrinking ${factor}`;
}

/** first + first * factor + ..., `terms` of them */
function geometric(first: number, factor: number, terms: number): number {
  let sum = 0;
  for (let term = first, k = 0; k < terms && Number.isFinite(sum); k++, term *= factor) sum += term;
  return sum;
}
