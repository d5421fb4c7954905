/**
 * Everything that can happen in a cluster, a row a kind. The types of actions follow from it (../action.ts), and so do the
 * inputs of nodes, what bounds them, what a trace may hold, the guards that are shown, and likelihoods. What a core makes of a
 * kind, and how one is told and explained, are tables by kinds elsewhere, which the compiler finds wanting.
 *
 * The order of the rows is that in which a search tries them. It decides which of several shortest behaviors is found.
 */
import type { BoundName, Model } from '../model.ts';
import {
  campaigns,
  compactable,
  follows,
  leads,
  otherNode,
  sendsSnapshot,
  serves,
  takes,
  work,
} from './needs.ts';
import { plain, saying, toMessage } from './row.ts';

const ticks = ({ clock }: Model): boolean => clock === 'ticks';
const untimed = ({ clock }: Model): boolean => clock === 'untimed';

/** By the clock every tick of a node is an action, as far as its clock may be ahead of others. */
const drift = ({ bounds }: Model): BoundName | null => (bounds['max-drift'] === null ? null : 'max-drift');

const nodes = (model: Model): number[] => Array.from({ length: model.nodes }, (_, i) => i + 1);

/** As many as the bound allows: "v1", "v2" and so on. */
const numbered = ({ bounds }: Model, bound: BoundName, letter: string): string[] =>
  Array.from({ length: bounds[bound] ?? 0 }, (_, k) => `${letter}${k + 1}`);

export const actions = {
  // A step of time moves one timer one tick; it takes several for anything to happen.
  tick: plain({ when: ticks, spends: drift, at: 'any', weight: 32 }),
  // The timer of an election fires with some tick of its range: which one, the model chooses when it is there.
  timeout: plain({
    spends: (model) => (ticks(model) ? drift(model) : 'max-timeouts'),
    needs: campaigns,
    weight: 2,
  }),
  heartbeat: plain({
    when: untimed,
    spends: 'max-heartbeats',
    needs: (_, node) => [leads(node)],
    weight: 4,
  }),
  // A leader's election timeout is also when it gives up a transfer.
  'check-quorum': plain({
    when: (model) => untimed(model) && (model.checkQuorum || model.bounds['max-transfers'] !== 0),
    needs: (_, node) => [leads(node)],
    weight: 1,
  }),
  'expire-lease': plain({
    when: (model) => untimed(model) && model.checkQuorum,
    spends: 'max-expiries',
    needs: (_, node) => follows(node),
    weight: 1,
  }),
  propose: saying(
    { data: 'numbered' },
    {
      spends: 'max-proposals',
      choices: (model) => numbered(model, 'max-proposals', 'v').map((data) => ({ data })),
      needs: takes,
      weight: 8,
    },
  ),
  read: saying(
    { context: 'numbered' },
    {
      spends: 'max-reads',
      choices: (model) => numbered(model, 'max-reads', 'r').map((context) => ({ context })),
      weight: 4,
    },
  ),
  'propose-conf': saying(
    { change: 'change' },
    {
      spends: 'max-conf-changes',
      choices: ({ confChanges }) => confChanges.map((change) => ({ change })),
      needs: takes,
      weight: 4,
    },
  ),
  transfer: saying(
    { transferee: 'node' },
    {
      spends: 'max-transfers',
      choices: (model) => nodes(model).map((transferee) => ({ transferee })),
      needs: serves,
      weight: 2,
    },
  ),
  'forget-leader': plain({ spends: 'max-forgets', weight: 1 }),
  compact: plain({ spends: 'max-compactions', needs: (_, node) => [compactable(node)], weight: 2 }),
  unreachable: saying(
    { peer: 'node' },
    {
      spends: 'max-unreachables',
      choices: (model) => nodes(model).map((peer) => ({ peer })),
      needs: (_, node, { peer }) => [leads(node), otherNode(node, peer)],
      weight: 1,
    },
  ),
  'snapshot-status': saying(
    { peer: 'node', failed: 'flag' },
    {
      when: ({ bounds }) => bounds['max-compactions'] !== 0,
      choices: (model) => nodes(model).flatMap((peer) => [false, true].map((failed) => ({ peer, failed }))),
      needs: (_, node, { peer }) => [leads(node), sendsSnapshot(node, peer)],
      weight: 4,
    },
  ),
  'append-done': plain({
    when: ({ storage }) => storage === 'async',
    needs: (_, node) => [work(node, 'appendWork')],
    weight: 32,
  }),
  'apply-done': plain({
    when: ({ storage }) => storage === 'async',
    needs: (_, node) => [work(node, 'applyWork')],
    weight: 32,
  }),
  crash: plain({ spends: 'max-crashes', weight: 1 }),
  restart: plain({ when: ({ bounds }) => bounds['max-crashes'] !== 0, at: 'down', weight: 8 }),
  deliver: toMessage({ by: 'node', leaves: 0, spends: null, weight: 32 }),
  drop: toMessage({ by: 'network', leaves: 0, spends: 'max-drops', weight: 2 }),
  duplicate: toMessage({ by: 'network', leaves: 2, spends: 'max-duplicates', weight: 2 }),
};
