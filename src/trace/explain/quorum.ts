/**
 * Majorities as explanations need them: how many of how many, in both halves of a joint configuration.
 */
import type { ConfigView } from '../../cluster/view.ts';
import type { Counts, Share } from './reason.ts';

/** The voters of each half; one half unless the configuration is joint. */
function halves({ voters, votersOutgoing }: ConfigView): readonly (readonly number[])[] {
  return votersOutgoing.length === 0 ? [voters] : [voters, votersOutgoing];
}

/** Counts the members of each half who say yes. */
export function share(config: ConfigView, yes: (id: number) => boolean): Share {
  return halves(config).map((ids) => ({ yes: ids.filter(yes).length, of: ids.length }));
}

/** True when more than half of each half says yes. */
export function isQuorum(config: ConfigView, yes: (id: number) => boolean): boolean {
  return halves(config).every((ids) => ids.filter(yes).length > ids.length / 2);
}

/** True when there can be no quorum any more, because of those who say no in one of the halves. */
export function isLost(config: ConfigView, no: (id: number) => boolean): boolean {
  return halves(config).some((ids) => ids.length - ids.filter(no).length <= ids.length / 2);
}

/** The highest index that a quorum has. */
export function quorumIndex(config: ConfigView, match: (id: number) => number): number {
  const ofHalf = (ids: readonly number[]): number => {
    const sorted = ids.map(match).sort((a, b) => b - a);
    return sorted[Math.floor(ids.length / 2)] ?? Number.POSITIVE_INFINITY;
  };
  return Math.min(...halves(config).map(ofHalf));
}

/** What each voter of either half has. */
export function countsOf({ voters, votersOutgoing }: ConfigView, match: (id: number) => number): Counts {
  return [...new Set([...voters, ...votersOutgoing])].map((node) => ({ node, match: match(node) }));
}

export function isSingleton({ voters, votersOutgoing }: ConfigView): boolean {
  return voters.length === 1 && votersOutgoing.length === 0;
}

/** Every node that the configuration knows. */
export function members({ voters, votersOutgoing, learners, learnersNext }: ConfigView): ReadonlySet<number> {
  return new Set([...voters, ...votersOutgoing, ...learners, ...learnersNext]);
}
