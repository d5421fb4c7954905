/**
 * Removes actions until none can be missed. First large pieces, then smaller ones (Zeller's delta debugging), since most
 * of a long random behavior goes at once; then each action alone, again and again until every one has been shown to be
 * needed by the others; then, where it is cheap, every two together.
 */
import type { Path, PathStep } from '../../explore/system.ts';
import type { Rehearsal } from './rehearsal.ts';

/** No single action can be removed from the result. */
export function removeActions(path: Path, rehearsal: Rehearsal): Path {
  let current = path;
  let size = Math.max(1, Math.floor(current.steps.length / 2));
  for (;;) {
    const before = current.steps.length;
    current = removePieces(current, size, rehearsal);
    // Alone once more after any success: what was needed may have been so for something now gone.
    if (size === 1 && current.steps.length === before) return current;
    size = Math.max(1, Math.min(Math.floor(size / 2), Math.floor(current.steps.length / 2)));
  }
}

/** Tries to do without each piece of `size` neighbouring actions. */
function removePieces(path: Path, size: number, rehearsal: Rehearsal): Path {
  let current = path;
  let start = 0;
  while (start < current.steps.length) {
    const shorter = without(current, [start], size, rehearsal);
    if (shorter === null) start += size;
    else current = shorter;
  }
  return current;
}

/** As `path`, or shorter by removing two actions at once; null when that would take more than `budget` steps. */
export function removePairs(path: Path, rehearsal: Rehearsal, budget: number): Path | null {
  let current = path;
  for (;;) {
    const length = current.steps.length;
    if ((length * length * length) / 3 > budget) return null;
    const shorter = somePair(current, rehearsal);
    if (shorter === null) return current;
    current = removeActions(shorter, rehearsal);
  }
}

function somePair(path: Path, rehearsal: Rehearsal): Path | null {
  const { length } = path.steps;
  for (let i = 0; i < length; i++) {
    for (let j = i + 1; j < length; j++) {
      const shorter = without(path, [i, j], 1, rehearsal);
      if (shorter !== null) return shorter;
    }
  }
  return null;
}

/** The behavior that is left without `size` actions from each of the ascending `starts`; null when it breaks nothing. */
function without(path: Path, starts: readonly number[], size: number, rehearsal: Rehearsal): Path | null {
  const kept = starts[0];
  const removed = (k: number): boolean => starts.some((start) => k >= start && k < start + size);
  const wanted: PathStep[] = path.steps.filter((_, k) => k >= kept && !removed(k));
  const most = path.steps.length - 1;
  const found = rehearsal.attempt(path, kept, wanted, most, 'alike');
  // For pieces the likeness is enough: what it misses, single actions will find.
  return found ?? (size === 1 ? rehearsal.attempt(path, kept, wanted, most, 'skip') : null);
}
