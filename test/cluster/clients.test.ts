/** What clients can know of writes: each sentence of src/cluster/clients.ts. */
import { describe, expect, it } from 'vitest';
import { type ClientStep, withAcknowledged } from '../../src/cluster/clients.ts';
import { Ghosts } from '../../src/cluster/ghost.ts';
import type { Acknowledged, EntryView, NodeView } from '../../src/cluster/view.ts';
import { OwnRegistrar } from '../../src/explore/ids.ts';
import { node } from '../property/build.ts';

const waiting: Acknowledged = { upTo: 0, awaited: { v1: 2, v2: 3 } };

function entries(...data: string[]): EntryView[] {
  return data.map((value, k) => ({ index: k + 1, term: 1, type: 'normal', data: value }));
}

/** n2 with v1 at index 2, so far applied, and so far committed on stable storage. */
function at(applied: number, stored: number, fields: Partial<NodeView> = {}): NodeView {
  return node(2, {
    log: entries('', 'v1', 'v2'),
    commit: 3,
    applied,
    ...fields,
    durable: { commit: stored },
  });
}

describe('a client that waits for its write', () => {
  it.each([
    ['neither applied nor stored', 1, 1],
    ['applied, but not stored as committed', 2, 1],
    ['stored as committed, but not applied', 1, 2],
  ])('is not told while it is %s', (_, applied, stored) => {
    expect(withAcknowledged(waiting, at(applied, stored))).toBe(waiting);
  });
  it('is told once it is both, and the write of another node’s client is not told of there', () => {
    expect(withAcknowledged(waiting, at(3, 3))).toEqual({ upTo: 2, awaited: { v2: 3 } });
  });
  it('is told of the highest index that anybody was told of, for ever', () => {
    expect(withAcknowledged({ upTo: 7, awaited: { v1: 2 } }, at(2, 2))).toEqual({ upTo: 7, awaited: {} });
  });
  it('is told of the first of two entries with its value', () => {
    const twice = at(3, 3, { log: entries('', 'v1', 'v1') });
    expect(withAcknowledged({ upTo: 0, awaited: { v1: 2 } }, twice)).toEqual({ upTo: 2, awaited: {} });
  });
  it('is never told by a node that has crashed meanwhile, whatever that does later', () => {
    const crashed = withAcknowledged(waiting, at(3, 3, { up: false }));
    expect(crashed).toEqual({ upTo: 0, awaited: { v2: 3 } });
    expect(withAcknowledged(crashed, at(3, 3))).toBe(crashed);
  });
  it('is not told by a snapshot that has the effect of the entry, but not the entry', () => {
    expect(withAcknowledged(waiting, at(3, 3, { log: [], snapshot: { index: 3, term: 1 } }))).toBe(waiting);
  });
  it('takes no configuration change for a value', () => {
    const change = at(1, 1, { log: [{ index: 1, term: 1, type: 'conf-change', data: 'v1' }] });
    expect(withAcknowledged(waiting, change)).toBe(waiting);
  });
});

describe('the history of what clients were told', () => {
  const views = [at(1, 1), at(2, 1), at(2, 2)];
  const kept = (acknowledged: 'committed' | 'applied'): Ghosts =>
    new Ghosts(new Set(['committed', 'reads']), acknowledged, (id) => views[id], new OwnRegistrar());
  const step = (fields: Partial<ClientStep>): ClientStep => ({
    node: 2,
    asked: null,
    proposed: null,
    answered: [],
    ...fields,
  });

  it('holds reads to what somebody had been told of when they were asked for', () => {
    const history = kept('applied');
    const proposed = history.after(history.afterClients(history.empty, 1, step({ proposed: 'v1' })), 1);
    const early = history.afterClients(proposed, 2, step({ asked: 'r1' }));
    expect(history.get(early).reads).toEqual({ r1: { committed: 0 } });
    const late = history.afterClients(history.after(early, 2), 3, step({ asked: 'r2' }));
    expect(history.get(late).reads).toEqual({ r1: { committed: 0 }, r2: { committed: 2 } });
  });
  it('learns from a commit index that is stored', () => {
    expect(kept('applied').teaches(1, 2)).toBe(true);
    expect(kept('committed').teaches(1, 2)).toBe(false);
  });
  it('renames the node that was asked', () => {
    const history = kept('applied');
    const proposed = history.afterClients(history.empty, 1, step({ proposed: 'v1' }));
    const renamed = history.get(history.rename(proposed, [0, 1, 3, 2]));
    expect(renamed.acknowledged).toEqual({ upTo: 0, awaited: { v1: 3 } });
  });
  it('is no part of histories where a write is known once it is committed', () => {
    const history = kept('committed');
    const proposed = history.afterClients(history.empty, 1, step({ proposed: 'v1' }));
    expect(proposed).toBe(history.empty);
    expect(history.get(proposed)).toEqual({ leaders: {}, committed: [], reads: {} });
    expect([
      history.notes({ kind: 'propose', data: 'v1' }),
      kept('applied').notes({ kind: 'propose', data: 'v1' }),
    ]).toEqual([false, true]);
  });
});
