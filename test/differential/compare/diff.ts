/** The first difference between two canonical texts, for a person to read. */

export interface Difference {
  /** The position of the first command whose texts differ. */
  readonly position: number;
  /** That command, and the lines of both sides: '-' what only the library has, '+' what only we have. */
  readonly text: string;
}

/** Cuts a text before every command. */
function commandsOf(text: string): string[] {
  return text.split(/^(?=> )/m);
}

/** Where two texts part; null when they are equal. */
export function firstDifference(library: string, ours: string): Difference | null {
  const theirs = commandsOf(library);
  const own = commandsOf(ours);
  for (let position = 0; position < Math.max(theirs.length, own.length); position++) {
    const a = theirs[position] ?? '';
    const b = own[position] ?? '';
    if (a !== b) return { position, text: lineDiff(a.split('\n'), b.split('\n')).join('\n') };
  }
  return null;
}

/** Lines of a longest common subsequence unmarked, the others marked. */
function lineDiff(a: readonly string[], b: readonly string[]): string[] {
  const common: number[][] = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`    ${a[i++]}`);
      j++;
    } else if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) {
      lines.push(`  - ${a[i++]}`);
    } else {
      lines.push(`  + ${b[j++]}`);
    }
  }
  return lines;
}
