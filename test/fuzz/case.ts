/** What one case is: a call of the command in a folder of its own. */

export interface Case {
  /** Which generator made it. */
  readonly kind: string;
  readonly argv: readonly string[];
  /** RAFTCHECK_* and whatever else the command reads of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Written into the project's folder before the call, besides what is always there. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** It holds a trace whose behavior is not the one that was recorded. */
  readonly untrue?: boolean;
}

const texts = new WeakMap<Case, string>();

/** All that the user of a case has said, on the command line, in variables and in files. */
export function given(one: Case): string {
  const known = texts.get(one);
  if (known !== undefined) return known;
  const { argv, env, files } = one;
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const read = Object.values(files).map((bytes) => bytes.subarray(0, 200_000).toString());
  const text = [...argv, ...pairs, ...read].join('\n');
  texts.set(one, text);
  return text;
}

/** What a call came to. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Keeps whatever searches small, so that a case takes some milliseconds. The command line wins over it, so what the generators
 * put there is small as well.
 */
export const smallSearches: Case['env'] = {
  RAFTCHECK_MAX_STATES: '25',
  RAFTCHECK_TIME_LIMIT: '20s',
  RAFTCHECK_RUNS: '2',
  RAFTCHECK_WORKERS: '1',
};

/**
 * Bytes that name no folder outside of the sandbox, whatever was done to them: an absolute path begins with a name, and nothing
 * goes up more than twice. /proc and /dev stay, since there nothing can be made.
 */
export function tamed(bytes: Buffer): Buffer {
  return Buffer.from(tamedText(bytes.toString('latin1')), 'latin1');
}

export function tamedText(text: string): string {
  return text
    .replaceAll(/(^|[^\w.\-/])\/(?!(?:proc|dev)\/)/g, '$1_/')
    .replaceAll(/(?:\.\.[/\\]){3,}/g, '../../');
}
