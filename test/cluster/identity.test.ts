/**
 * What identity leaves out cannot matter: a node as the core left it and the same node as identity has it behave alike
 * under every input. Walks meet nodes whose raw state has drifted for hundreds of steps.
 */
import { describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { identity } from '../../src/cluster/etcd/identity.ts';
import { guarded } from '../../src/cluster/guarded.ts';
import type { Model } from '../../src/cluster/model.ts';
import { small } from '../soundness/small-specs.ts';
import { bytes, told, walk } from './walk.ts';

/** Bounds that only say which actions there are: walks do not count. */
const everything = {
  'max-term': 99,
  'max-in-flight': 99,
  'max-proposals': 3,
  'max-crashes': 1,
  'max-heartbeats': null,
  'max-timeouts': null,
  'max-forgets': 1,
  'max-unreachables': 1,
};
const reads = { 'max-reads': 3 };
const snapshots = { 'max-compactions': 1 };
const transfers = { 'max-transfers': 1 };
const changes = { 'max-conf-changes': 2 };
const confChanges = ['v3', 'r1', 'l2', 'v3 l2', 'v3 explicit', 'r2 as-v1', 'leave'];

const models: readonly (readonly [string, Model])[] = [
  ['elections and appends', small({ nodes: 3 }, everything)],
  ['PreVote and CheckQuorum', small({ nodes: 3, preVote: true, checkQuorum: true }, everything)],
  ['reads', small({ nodes: 3 }, { ...everything, ...reads })],
  ['lease reads', small({ nodes: 3, checkQuorum: true, readOnly: 'lease' }, { ...everything, ...reads })],
  ['snapshots', small({ nodes: 3 }, { ...everything, ...snapshots })],
  ['transfers', small({ nodes: 3, proposeAt: 'any' }, { ...everything, ...transfers })],
  ['membership', small({ nodes: 3, members: 2, confChanges }, { ...everything, ...changes, ...snapshots })],
  [
    'limits',
    small(
      {
        nodes: 3,
        maxSizePerMsg: 0,
        maxInflightMsgs: 2,
        maxUncommittedEntriesSize: 3,
        maxCommittedSizePerReady: 1,
      },
      everything,
    ),
  ],
  [
    'asynchronous storage',
    small(
      { nodes: 3, storage: 'async', confChanges: ['r3', 'v3'] },
      { ...everything, ...changes, ...snapshots, ...reads, ...transfers },
    ),
  ],
  [
    'a clock and a learner',
    small({ nodes: 3, learners: 1, clock: 'ticks', checkQuorum: true }, { ...everything, ...snapshots }),
  ],
];

const seeds = [1, 2, 3, 4];
const length = 250;

describe.each(models)('identity with %s', (_, model) => {
  const canonical = identity(model);
  const adapter = guarded(createAdapter(model), model);

  it('leaves out nothing that any input could bring to light', () => {
    const met = new Set<string>();
    let drifted = 0;
    for (const seed of seeds) {
      for (const { raw, inputs } of walk(model, length, seed)) {
        const name = bytes((out) => adapter.encode(raw, out));
        if (met.has(name)) continue;
        met.add(name);
        const kept = canonical(raw);
        if (name !== bytes((out) => adapter.encode(kept, out))) drifted++;
        for (const input of inputs) {
          const [of, and] = [told(adapter, raw, input), told(adapter, kept, input)];
          if (of !== and) expect([seed, input, and]).toEqual([seed, input, of]);
        }
      }
    }
    // The walk has met nodes that identity does change, or it has shown nothing.
    expect(drifted).toBeGreaterThan(10);
  });

  it('is the same applied twice', () => {
    for (const { raw } of walk(model, length, 5)) {
      const once = canonical(raw);
      expect(bytes((out) => adapter.encode(canonical(once), out))).toBe(
        bytes((out) => adapter.encode(once, out)),
      );
    }
  });
});
