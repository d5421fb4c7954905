/**
 * Makes a differing schedule small: no single line, and no single option of a node, can be taken out of the result
 * without the difference going away. Every list of lines is a schedule (commands that make no sense do nothing), so lines
 * are taken out blindly, in ever smaller pieces.
 */

/** Whether library and core still disagree on these lines. */
export type Differs = (lines: readonly string[]) => Promise<boolean>;

export async function shrink(lines: readonly string[], differs: Differs): Promise<readonly string[]> {
  let best = lines;
  for (;;) {
    const smaller = await fewerOptions(await fewerLines(best, differs), differs);
    if (smaller.join('\n') === best.join('\n')) return best;
    best = smaller;
  }
}

async function fewerLines(lines: readonly string[], differs: Differs): Promise<readonly string[]> {
  let best = lines;
  for (let piece = Math.ceil(best.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2)) {
    // From the end, since what comes late depends on what comes early and not the other way round.
    for (let at = best.length - piece; at > -piece; at -= piece) {
      const candidate = [...best.slice(0, Math.max(at, 0)), ...best.slice(at + piece)];
      if (candidate.length < best.length && (await differs(candidate))) best = candidate;
    }
  }
  return best;
}

/** Takes words `key=value` out of the lines that start nodes. */
async function fewerOptions(lines: readonly string[], differs: Differs): Promise<readonly string[]> {
  let best = lines;
  for (let i = 0; i < best.length; i++) {
    for (const word of best[i].split(' ').filter((one) => one.includes('='))) {
      const without = best[i].split(' ').filter((one) => one !== word);
      const candidate = best.with(i, without.join(' '));
      if (await differs(candidate)) best = candidate;
    }
  }
  return best;
}
