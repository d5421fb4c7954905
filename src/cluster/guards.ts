/**
 * Why an action is enabled or not: every condition that the cluster and its adapter put on it, each with the value it has
 * in a state. The slow twin of the search's guards, which only count how often they say no; a test holds the two together.
 */
import { type Guard, guard } from './action/guard.ts';
import type { LocalRow, MessageRow } from './action/row.ts';
import {
  type Action,
  type ActionOf,
  isOfNetwork,
  type LocalKind,
  type MessageKind,
  messageRow,
  rowOf,
} from './action.ts';
import type { ActionInstance, NodeChange } from './actioninstances.ts';
import type { Cluster } from './cluster.ts';
import { type LocalAction, localActions } from './inputs.ts';
import type { BoundName, Model } from './model.ts';
import { networkNames, networkOf, networks } from './network/table.ts';
import { spreadOf } from './spread.ts';
import { type ClusterView, type NodeView, panicOf } from './view.ts';

/**
 * The guards of an action in a state, in the order in which they are asked. `instance` is the action as `cluster.actionInstances` has
 * it there, or null when it does not: then its message is not in flight, or it is not in the model. Enabled: all are ok.
 */
export function guardsOf(
  cluster: Cluster,
  state: Int32Array,
  action: Action,
  instance: ActionInstance | null,
): readonly Guard[] {
  const view = cluster.view(state);
  const node = view.nodes.find(({ id }) => id === action.node);
  if (node === undefined) return [guard('node', `no n${action.node}`, `n1 to n${cluster.nodes}`, false)];
  if ('message' in action) return ofMessage(cluster, state, view, node, action, instance);
  return ofInput(cluster, state, view, node, action, instance);
}

/** The guards of an action without a message. */
function ofInput(
  cluster: Cluster,
  state: Int32Array,
  view: ClusterView,
  node: NodeView,
  action: ActionOf<LocalKind>,
  instance: ActionInstance | null,
): Guard[] {
  const { model } = cluster;
  const local = instance === null ? undefined : localActions(model)[Math.floor(instance.arg / model.nodes)];
  if (instance === null || local === undefined) {
    return [guard('the model', `has no such action`, 'the action in the model (its bound above 0)', false)];
  }
  const row = rowOf(action.kind);
  const asked = [
    ...condition(node, row.at),
    ...(node.up ? row.needs(model, node, { ...action }) : []),
    ...bounded(model, view, local, node),
  ];
  const change = cluster.nodeChange(state, instance.kind, instance.arg);
  // That nothing comes of it is no news where something else has said no.
  if (change === null && asked.some(({ ok }) => !ok)) return asked;
  return [...asked, ...result(model, view, view.messages.length, change)];
}

function ofMessage(
  cluster: Cluster,
  state: Int32Array,
  view: ClusterView,
  node: NodeView,
  action: ActionOf<MessageKind>,
  instance: ActionInstance | null,
): Guard[] {
  const { model } = cluster;
  if (isOfNetwork(action.kind))
    return [...inFlight(instance), ...ofFault(model, view, messageRow(action.kind))];
  const change = instance === null ? null : cluster.nodeChange(state, instance.kind, instance.arg);
  return [
    ...condition(node, 'up'),
    ...inFlight(instance),
    ...inLine(model, view, instance),
    ...(instance === null ? [] : result(model, view, view.messages.length - 1, change)),
  ];
}

/** That the node is as it must be, and that its core has not panicked. */
function condition(node: NodeView, needed: LocalRow['at']): Guard[] {
  if (needed === 'any') return sound(node);
  return [guard('node', node.up ? 'up' : 'down', needed, node.up === (needed === 'up')), ...sound(node)];
}

/** A core that has panicked does nothing any more. */
function sound(node: NodeView): Guard[] {
  const panic = panicOf(node);
  return panic === null ? [] : [guard('core', `panicked: ${panic}`, 'no panic', false)];
}

function inFlight(instance: ActionInstance | null): Guard[] {
  const there = instance !== null;
  return [guard('message', there ? 'in flight' : 'not in flight', 'in flight', there)];
}

/** What the network asks of a message that is in flight. */
function inLine(model: Model, view: ClusterView, instance: ActionInstance | null): readonly Guard[] {
  if (instance === null || !('message' in instance.action)) return [];
  return networkOf(model).needs(view.messages, instance.action.message);
}

const doubling = networkNames.filter((name) => networks[name].doubles);

/** What a fault of the network asks of a message in flight. */
function ofFault(model: Model, view: ClusterView, { leaves, spends }: MessageRow): Guard[] {
  const spent = spends === null ? [] : [spend(model, view, spends)];
  if (leaves === 0) return spent;
  const limit = model.bounds['max-in-flight'];
  const held = view.messages.length;
  return [
    guard('network', model.network, doubling.join(' or '), networkOf(model).doubles),
    ...spent,
    guard('max-in-flight', `${held} in flight`, `fewer than ${limit}`, limit === null || held < limit),
  ];
}

/** The bound that the action spends has something left. */
function spend(model: Model, view: ClusterView, bound: BoundName): Guard {
  const limit = model.bounds[bound];
  const used = view.used[bound] ?? 0;
  const needed = limit === null ? 'no limit' : `fewer than ${limit}`;
  return guard(
    bound,
    limit === null ? 'not counted' : `${used} so far`,
    needed,
    limit === null || used < limit,
  );
}

function bounded(model: Model, view: ClusterView, { bound, turn }: LocalAction, { id }: NodeView): Guard[] {
  if (bound === null) return [];
  if (bound === 'max-drift') {
    const [most, ahead] = [model.bounds[bound] ?? 0, view.used[`ahead n${id}`] ?? 0];
    const inTurn = view.nodes.every((node) => node.id >= id || view.used[`ahead n${node.id}`] === 1);
    const ok = most === 0 ? ahead === 0 && inTurn : ahead < most;
    const needed = most === 0 ? 'its turn in the round' : `fewer than ${most}`;
    return [guard(bound, `${ahead} ticks ahead of the slowest`, needed, ok)];
  }
  const used = view.used[bound] ?? 0;
  return [
    spend(model, view, bound),
    ...(turn === null ? [] : [guard('its turn', `${used} before it`, `${turn} before it`, used === turn)]),
  ];
}

/** What the step would come to. Nothing is known of a step that the node does not take. */
function result(model: Model, view: ClusterView, held: number, change: NodeChange | null): Guard[] {
  if (change === null) {
    return [guard('effect', 'none: the core refuses it, or nothing would change', 'some', false)];
  }
  const { after, sent } = change;
  const maxTerm = model.bounds['max-term'];
  const maxInFlight = model.bounds['max-in-flight'];
  const then = held + sent;
  return [
    guard(
      'max-term',
      `term ${after.term} after it`,
      `at most ${maxTerm ?? 'any'}`,
      maxTerm === null || after.term <= maxTerm,
    ),
    guard(
      'max-in-flight',
      `${then} in flight after it (${sent} new)`,
      `at most ${maxInFlight ?? 'any'}, or none new`,
      maxInFlight === null || sent === 0 || then <= maxInFlight,
    ),
    ...spread(model, view, after),
  ];
}

/** How far apart terms are once the node has changed. */
function spread({ bounds }: Model, { nodes }: ClusterView, after: NodeView): Guard[] {
  const most = bounds['max-spread'];
  if (most === null) return [];
  const then = spreadOf(nodes.map((node) => (node.id === after.id ? after : node)));
  return [guard('max-spread', `terms ${then} apart after it`, `at most ${most}`, then <= most)];
}
