/**
 * Majorities as sentences need them: how many of how many, in both halves of a joint configuration.
 */
import type { ConfigView } from '../../cluster/view.ts';

/** The voters of each half; one half unless the configuration is joint. */
function halves({ voters, votersOutgoing }: ConfigView): readonly (readonly number[])[] {
  return votersOutgoing.length === 0 ? [voters] : [voters, votersOutgoing];
}

/** `2 of 3`, or `2 of 3 and 1 of 2`: those who say yes. */
export function share(config: ConfigView, yes: (id: number) => boolean): string {
  return halves(config)
    .map((ids) => `${ids.filter(yes).length} of ${ids.length}`)
    .join(' and ');
}

/** True when more than half of each half says yes. */
export function isQuorum(config: ConfigView, yes: (id: number) => boolean): boolean {
  return halves(config).every((ids) => ids.filter(yes).length > ids.length / 2);
}

/** The highest index that a quorum has. */
export function quorumIndex(config: ConfigView, match: (id: number) => number): number {
  const ofHalf = (ids: readonly number[]): number => {
    const sorted = ids.map(match).sort((a, b) => b - a);
    return sorted[Math.floor(ids.length / 2)] ?? Number.POSITIVE_INFINITY;
  };
  return Math.min(...halves(config).map(ofHalf));
}

/** Every node that the configuration knows. */
export function members({ voters, votersOutgoing, learners, learnersNext }: ConfigView): ReadonlySet<number> {
  return new Set([...voters, ...votersOutgoing, ...learners, ...learnersNext]);
}
