/**
 * "Did you mean": the known word nearest to a mistyped one. Knows nothing of flags or specs.
 */

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`: the optimal string alignment distance. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2] + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

/**
 * The known word that was probably meant, or undefined when none is near: at most a third of its letters differ, or
 * it is the only one that begins with what was typed.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const candidates = [...known];
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== undefined || wanted.length < 3) return best;
  const beginning = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** The hint for a mistyped word: what was probably meant, else all that is known (when that is readable). */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const candidates = [...known];
  const meant = nearest(word, candidates);
  if (meant !== undefined) return `did you mean '${meant}'?`;
  return candidates.length === 0 ? undefined : `known: ${candidates.join(', ')}`;
}
