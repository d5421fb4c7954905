/** What is left out of long logs changes no verdict: it is as if all of them were looked at after every step. */
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/cluster/action.ts';
import { recordable } from '../../src/cluster/etcd/recordable.ts';
import type { Call } from '../../src/cluster/recordable.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import type { NodeProperty } from '../../src/property/property.ts';
import type { Message } from '../../src/raft/pb.ts';
import { hasReady } from '../../src/raft/rawnode.ts';
import type { Deed, History } from '../../src/recorded/history.ts';
import { askedOfRecorded, judgeHistory } from '../../src/recorded/judging.ts';
import { invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { defaultModel } from '../../src/spec/defaults.ts';

const model = { ...defaultModel, nodes: 3 };

type Found = History<unknown, unknown>;

/** n1 leads and commits `values` entries; n3 gets no message for the middle third of that, and catches up. */
function run(values: number): Found {
  const core = recordable(model, 'library', 0);
  const begin = (node: number) =>
    core.begin({ node, stored: [1, 2, 3], peers: [], peersStored: false })!.state;
  const states = [1, 2, 3].map(begin);
  const initial = states.map((state) => core.view(state));
  const deeds: Deed<unknown, unknown>[] = [];
  const flying: Message[] = [];
  const take = (node: number, call: Call<Message>, action: Action): void => {
    const before = states[node - 1];
    let state = core.take(before, call)!.state;
    for (let more = true; more; ) {
      more = false;
      for (const kind of ['ready', 'advance'] as const) {
        const done = kind === 'ready' && !hasReady(state.node.rn!) ? null : core.take(state, { kind });
        if (done === null) continue;
        more = true;
        flying.push(...done.sent);
        state = done.state;
      }
    }
    states[node - 1] = state;
    const plain = { delivered: null, sent: [], unsent: [], line: 0 };
    const keeps = (upTo: number): boolean => core.keeps(before, state, upTo);
    deeds.push({ node, action, state, view: (after) => core.view(state, after), keeps, ...plain });
  };
  const deliverAll = (isDeaf: boolean): void => {
    for (let message = flying.shift(); message !== undefined; message = flying.shift()) {
      const { to: node } = message;
      if (isDeaf && node === 3) continue;
      take(node, { kind: 'deliver', message }, { kind: 'deliver', node, message: core.viewMessage(message) });
    }
  };
  take(1, { kind: 'timeout' }, { kind: 'timeout', node: 1 });
  deliverAll(false);
  for (let k = 0; k < values; k++) {
    const data = `v${k}`;
    take(1, { kind: 'propose', data: [data] }, { kind: 'propose', node: 1, data });
    deliverAll(3 * k > values && 3 * k < 2 * values);
  }
  return { initial, deeds };
}

const asked = askedOfRecorded(
  (await loadInvariants(invariantNames())).filter(
    (property) => !('applies' in property) || property.applies?.(model) !== false,
  ),
);

const verdictOf = (history: Found, properties: readonly (typeof asked)[number][], whole: boolean) => {
  const { broken, states } = judgeHistory(properties, history, whole);
  return { broken, end: states((broken?.deed ?? 0) + 1, (broken?.deed ?? 0) + 1) };
};

/** The same history, in which the view of one deed and of all after it of the same node, or of so many, is changed. */
function changed(
  history: Found,
  at: number,
  change: (view: NodeView) => NodeView,
  many = Number.POSITIVE_INFINITY,
): Found {
  const { node } = history.deeds[at];
  let seen = 0;
  const deeds = history.deeds.map((deed, k): Deed<unknown, unknown> => {
    if (deed.node !== node || k < at || seen > many) return deed;
    const keeps = (upTo: number): boolean => k !== at && deed.keeps(upTo);
    // This one changes it back.
    if (++seen > many) return { ...deed, keeps: () => false };
    return { ...deed, view: (after) => cut(change(deed.view()), after ?? 0, deed.view(after)), keeps };
  });
  return { ...history, deeds };
}

/** `whole` without what `example` is without. */
function cut(whole: NodeView, after: number, example: NodeView): NodeView {
  const { snapshot, durable } = example;
  if (after === 0) return whole;
  const log = whole.log.filter(({ index }) => index > snapshot.index);
  const stored = whole.durable.log.filter(({ index }) => index > durable.snapshot.index);
  return { ...whole, snapshot, log, durable: { ...whole.durable, snapshot: durable.snapshot, log: stored } };
}

describe('a node that has begun', () => {
  it('breaks nothing while it has not stored what it begins with', () => {
    const core = recordable(model, 'library', 0);
    const initial = [1, 2, 3].map((node) => {
      const begun = core.begin({ node, stored: [], peers: [1, 2, 3], peersStored: false })!;
      return core.view(begun.state);
    });
    expect(initial[0].log.length - initial[0].durable.log.length).toBe(3);
    const { broken, end } = verdictOf({ initial, deeds: [] }, asked, false);
    expect(broken).toBeNull();
    expect(end).toEqual([]);
    expect(judgeHistory(asked, { initial, deeds: [] }).states(0, 0)[0].nodes[0].up).toBe(false);
  });
});

describe('a long recorded run', () => {
  const history = run(120);
  const last = history.deeds.length - 1;
  const committed = history.deeds[last].view().commit;

  it('is as long as it takes to leave something out', () => {
    expect(committed).toBeGreaterThan(100);
    expect(history.deeds[last].view(64).snapshot.index).toBe(64);
    expect(history.deeds[last].view(64).log).toEqual(history.deeds[last].view().log.slice(64));
  });

  it('breaks nothing, as when all of it is looked at', () => {
    expect(verdictOf(history, asked, false)).toEqual(verdictOf(history, asked, true));
    expect(verdictOf(history, asked, false).broken).toBeNull();
  });

  it.each([
    ['an entry at the end', (view: NodeView) => view.log.length - 1],
    ['an entry that was left out long ago', () => 3],
  ])('breaks at the same deed where a node comes to have something else as %s', (_, which) => {
    const at = last - 150;
    const altered = changed(history, at, (view) => {
      const replaced = view.log.map((entry, k) => (k === which(view) ? { ...entry, data: 'other' } : entry));
      return { ...view, log: replaced, durable: { ...view.durable, log: replaced } };
    });
    const found = verdictOf(altered, asked, false);
    expect(found.broken).not.toBeNull();
    expect(found).toEqual(verdictOf(altered, asked, true));
  });

  it('breaks where an entry that was left out long ago is another one for a single deed', () => {
    const other = (view: NodeView): NodeView => {
      const log = view.log.map((entry, k) => (k === 3 ? { ...entry, data: 'other' } : entry));
      return { ...view, log, durable: { ...view.durable, log } };
    };
    const altered = changed(history, last - 150, other, 1);
    const found = verdictOf(altered, asked, false);
    expect(found.broken?.deed).toBe(last - 150);
    expect(found).toEqual(verdictOf(altered, asked, true));
  });

  it('knows of each deed whether it keeps what the node had', () => {
    const before = history.initial.slice();
    let kept = 0;
    for (const deed of history.deeds) {
      const [one, other] = [before[deed.node - 1], deed.view()];
      const upTo = one.commit;
      const alike = (log: NodeView['log'], known: NodeView['log']) =>
        JSON.stringify(log.slice(0, upTo)) === JSON.stringify(known.slice(0, upTo));
      if (upTo > 0 && deed.keeps(upTo)) {
        kept++;
        expect(alike(one.log, other.log) && alike(one.durable.log, other.durable.log)).toBe(true);
      }
      before[deed.node - 1] = other;
    }
    expect(kept).toBeGreaterThan(100);
  });

  it('is asked a second time where a property takes what was left out for compacted', () => {
    const uncompacted: NodeProperty = {
      name: 'never-compacted',
      sentence: 'No log is compacted.',
      source: 'a test',
      scope: 'node',
      check: ({ snapshot }) => (snapshot.index > 0 ? { broken: 'it is' } : 'held'),
    };
    expect(verdictOf(history, [uncompacted], false)).toEqual(verdictOf(history, [uncompacted], true));
  });
});
