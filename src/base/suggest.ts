/**
 * "Did you mean": the known words nearest to a mistyped one. Knows nothing of flags or specs.
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

/** Letters of a word that somebody may have meant by another. */
const longest = 100;

/**
 * The few known words that were probably meant, the likeliest first: those with no more than a third of their letters
 * different (and no more than twice as many as in the likeliest), then those that begin with what was typed, then those in
 * which it stands or that stand in it.
 */
export function nearest(word: string, known: Iterable<string>): string[] {
  // Nobody meant a word by a page of text, and comparing would take long.
  if (word.length > longest) return [];
  const wanted = word.toLowerCase();
  const ranked = [...new Set(known)].flatMap((candidate) => {
    const letters = candidate.toLowerCase();
    const edits = editDistance(wanted, letters);
    // One letter for another is no likeness: a digit is not near to all digits.
    if (edits < letters.length && edits <= Math.max(1, Math.floor(letters.length / 3)))
      return [{ candidate, rank: 0, edits }];
    if (letters.startsWith(wanted) && wanted.length > 2) return [{ candidate, rank: 1, edits }];
    const [shorter, longer] = letters.length < wanted.length ? [letters, wanted] : [wanted, letters];
    return shorter.length > 2 && longer.includes(shorter) ? [{ candidate, rank: 2, edits }] : [];
  });
  ranked.sort((a, b) => a.rank - b.rank || a.edits - b.edits);
  const fewest = ranked[0]?.edits ?? 0;
  const near = ranked.filter(({ rank, edits }) => rank > 0 || edits <= 2 * fewest);
  return near.slice(0, 3).map(({ candidate }) => candidate);
}

/** The hint for a mistyped word: what was probably meant, else all that is known, where that can be read at a glance. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const all = words.join(', ');
  return oneOf(nearest(word, words)) ?? (all === '' || all.length > 100 ? undefined : `known: ${all}`);
}

/** "did you mean 'a', 'b' or 'c'?"; undefined where there are none. */
export function oneOf(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.pop();
  return `did you mean ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}?`;
}
