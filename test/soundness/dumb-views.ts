/** Small questions about views and sets, as plainly as can be: for dumb-recovery.ts. */
import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { ConfigView, NodeView } from '../../src/cluster/view.ts';

/** A link that is cut in this direction. */
export type Cut = readonly [from: number, to: number];

export function bytesOf(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter();
  write(out);
  return Buffer.from(out.bytes()).toString('base64');
}

export function leads({ up, role, extra }: NodeView): boolean {
  return up && role === 'leader' && extra.panic === undefined;
}

/** Of several the one in the highest term. */
export function leaderOf(up: readonly NodeView[]): NodeView | null {
  const [first] = up.filter(leads).sort((a, b) => b.term - a.term);
  return first ?? null;
}

export function membersOf({ voters, votersOutgoing, learners, learnersNext }: ConfigView): number[] {
  return [...voters, ...votersOutgoing, ...learners, ...learnersNext];
}

/** Position and term of the last entry. */
export function endOf({ snapshot, log }: NodeView): string {
  const { index, term } = log.at(-1) ?? snapshot;
  return `${index}@${term}`;
}

export function isCut(cuts: readonly Cut[], from: number, to: number): boolean {
  return cuts.some((cut) => cut[0] === from && cut[1] === to);
}

export function hear(cuts: readonly Cut[], a: number, b: number): boolean {
  return !isCut(cuts, a, b) && !isCut(cuts, b, a);
}

export function isQuorum({ voters, votersOutgoing }: ConfigView, set: readonly number[]): boolean {
  return [voters, votersOutgoing].every(
    (half) => half.length === 0 || half.filter((id) => set.includes(id)).length > half.length / 2,
  );
}

/** All choices of at most `most`. */
export function subsets<T>(all: readonly T[], most: number): T[][] {
  if (all.length === 0) return [[]];
  const [first, ...rest] = all;
  const without = subsets(rest, most);
  return [...without, ...without.filter((set) => set.length < most).map((set) => [first, ...set])];
}
