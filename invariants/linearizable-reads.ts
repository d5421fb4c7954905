/**
 * Linearizable reads, against the history of what was committed when each was asked for. The library's answer to a read is
 * the index that the state machine must have reached before it is served, so an index below what was committed by then
 * shows a client a state older than what another client may have been told before. Where the model says when clients are told
 * of their writes (`acknowledged: applied`), only what one has been told of counts.
 */
import type { Ghost } from '../src/cluster/view.ts';
import type { ClusterProperty } from '../src/property/property.ts';

export const linearizableReads: ClusterProperty = {
  name: 'linearizable-reads',
  sentence: 'A read is never answered with a state older than what was committed when it was asked for.',
  source: 'Raft paper, section 8; thesis, section 6.4; etcd ReadIndex; SandTable Xraft-KV#1',
  scope: 'cluster',
  ghosts: ['committed', 'reads'],
  /**
   * A lease means something only where time does: with a clock, where no follower's lease ends, or where no timer fires but
   * the one that elects the first leader. Untimed timers would break any lease.
   */
  applies: ({ bounds, readOnly, clock }) =>
    bounds['max-reads'] !== 0 &&
    (readOnly === 'safe' ||
      clock === 'ticks' ||
      bounds['max-timeouts'] === 1 ||
      bounds['max-expiries'] === 0),
  looksAt: () => null,
  check({ ghost }) {
    const reads = Object.entries(ghost.reads ?? {});
    if (reads.length === 0) return 'irrelevant';
    const stale = reads.flatMap((read) => story(read, ghost));
    return stale.length === 0 ? 'held' : { broken: stale.join('; ') };
  },
};

function story(
  [context, { committed, stale }]: [string, NonNullable<Ghost['reads']>[string]],
  { acknowledged }: Ghost,
): string[] {
  if (stale === undefined) return [];
  const answer = `n${stale.node} may serve read ${context} at index ${stale.index}`;
  const known =
    acknowledged === undefined
      ? `${committed} entries had been committed`
      : `a client had been told of its write at index ${committed}`;
  return [`${answer}, though ${known} when it was asked for`];
}
