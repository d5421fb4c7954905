/** Reads: what an answer may show, judged against what was committed when the question was asked. */

import { describe, expect, it } from 'vitest';
import { linearizableReads } from '../../invariants/linearizable-reads.ts';
import type { Ghosts } from '../../src/cluster/ghost.ts';
import { Ghosts as History } from '../../src/cluster/ghost.ts';
import type { GhostName, NodeView } from '../../src/cluster/view.ts';
import { OwnRegistrar } from '../../src/explore/ids.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { cluster, ghost, log, node } from '../property/build.ts';

const judged = (reads: NonNullable<ReturnType<typeof ghost>['reads']>) =>
  linearizableReads.check(cluster([node(1)], { ghost: { ...ghost(), reads } }));

describe('linearizable-reads', () => {
  it('holds while a read waits for its answer', () => {
    expect(judged({ r1: { committed: 2 } })).toBe('held');
  });
  it('breaks when an answer shows less than was committed when the read was asked for', () => {
    expect(judged({ r1: { committed: 2, stale: { node: 3, index: 1 } } })).toEqual({
      broken: 'n3 may serve read r1 at index 1, though 2 entries had been committed when it was asked for',
    });
  });
  it('breaks when an answer shows less than a client had been told of', () => {
    const history = {
      ...ghost(),
      reads: { r1: { committed: 2, stale: { node: 3, index: 1 } } },
      acknowledged: { upTo: 2, awaited: {} },
    };
    expect(linearizableReads.check(cluster([node(1)], { ghost: history }))).toEqual({
      broken:
        'n3 may serve read r1 at index 1, though a client had been told of its write at index 2 when it was asked for',
    });
  });
  it('says nothing when no read is under way', () => {
    expect(judged({})).toBe('irrelevant');
  });
  it('is not judged where leases meet timers without a clock', () => {
    const bounds = { ...defaultModel.bounds, 'max-reads': 1 };
    const lease = { ...defaultModel, readOnly: 'lease', bounds } as const;
    expect(linearizableReads.applies?.(lease)).toBe(false);
    expect(linearizableReads.applies?.({ ...lease, clock: 'ticks' })).toBe(true);
    const oneTimer = { ...lease, bounds: { ...bounds, 'max-timeouts': 1 } };
    expect(linearizableReads.applies?.(oneTimer)).toBe(true);
    expect(linearizableReads.applies?.({ ...lease, readOnly: 'safe' })).toBe(true);
  });
});

describe('the history of reads', () => {
  const views: NodeView[] = [
    node(1),
    node(1, { role: 'leader', term: 1, log: log(1), commit: 1 }),
    node(1, { role: 'leader', term: 1, log: log(1, 1), commit: 2 }),
  ];
  const kept = (...names: GhostName[]): Ghosts =>
    new History(new Set(names), 'committed', (id) => views[id], new OwnRegistrar());
  const asked = (context: string) => ({ node: 2, asked: context, proposed: null, answered: [] });
  const answered = (context: string, index: number) => ({
    node: 2,
    asked: null,
    proposed: null,
    answered: [{ context, index }],
  });

  it('remembers what was committed when a read was asked for, and not what is committed later', () => {
    const history = kept('committed', 'reads');
    const waiting = history.afterClients(history.after(history.empty, 1), 10, asked('r1'));
    expect(history.get(history.after(waiting, 2)).reads).toEqual({ r1: { committed: 1 } });
  });
  it('forgets a read with its first good answer, and is then as if it had never been', () => {
    const history = kept('committed', 'reads');
    const before = history.after(history.empty, 1);
    const after = history.afterClients(history.afterClients(before, 10, asked('r1')), 11, answered('r1', 1));
    expect(after).toBe(before);
    expect(history.afterClients(after, 12, answered('r1', 0))).toBe(before);
  });
  it('keeps who answered with too little', () => {
    const history = kept('committed', 'reads');
    const waiting = history.afterClients(history.after(history.empty, 2), 10, asked('r1'));
    const stale = history.get(history.afterClients(waiting, 11, answered('r1', 1)));
    expect(stale.reads).toEqual({ r1: { committed: 2, stale: { node: 2, index: 1 } } });
  });
  it('renames the node of a stale answer', () => {
    const history = kept('committed', 'reads');
    const waiting = history.afterClients(history.after(history.empty, 1), 10, asked('r1'));
    const stale = history.afterClients(waiting, 11, answered('r1', 0));
    const renamed = history.get(history.rename(stale, [0, 1, 3, 2]));
    expect(renamed.reads?.r1?.stale).toEqual({ node: 3, index: 0 });
  });
  it('is no part of histories that nobody asks it of', () => {
    const history = kept('committed');
    expect(history.keepsReads).toBe(false);
    expect(history.get(history.empty)).not.toHaveProperty('reads');
  });
});
