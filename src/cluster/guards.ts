/**
 * Why an action is enabled or not: every condition that the cluster and its adapter put on it, each with the value it has
 * in a state. The slow twin of the search's guards, which only count how often they say no; a test holds the two together.
 */
import type { Action } from './action.ts';
import type { Cluster } from './cluster.ts';
import { type LocalAction, localActions } from './inputs.ts';
import type { BoundName, Model } from './model.ts';
import type { Offer, Outcome } from './offers.ts';
import { timersOf } from './timers.ts';
import { type ClusterView, type NodeView, panicOf } from './view.ts';

export interface Guard {
  readonly name: string;
  /** What is, and what would have to be. */
  readonly value: string;
  readonly needed: string;
  readonly ok: boolean;
}

/**
 * The guards of an action in a state, in the order in which they are asked. `offer` is the action as `cluster.offers` has
 * it there, or null when it does not: then its message is not in flight, or it is not in the model. Enabled: all are ok.
 */
export function guardsOf(
  cluster: Cluster,
  state: Int32Array,
  action: Action,
  offer: Offer | null,
): readonly Guard[] {
  const view = cluster.view(state);
  const node = view.nodes.find(({ id }) => id === action.node);
  if (node === undefined) return [guard('node', `no n${action.node}`, `n1 to n${cluster.nodes}`, false)];
  const { model } = cluster;
  switch (action.kind) {
    case 'drop':
    case 'duplicate':
      return [...inFlight(action, offer), ...networkFault(model, view, action.kind)];
    case 'deliver': {
      const outcome = offer === null ? null : cluster.outcome(state, offer.kind, offer.arg);
      const held = view.messages.length - 1;
      return [
        ...alive(node),
        ...inFlight(action, offer),
        ...(model.network === 'fifo' && offer !== null ? [first(view, offer)] : []),
        ...(offer === null ? [] : result(model, held, outcome)),
      ];
    }
    default: {
      const local = offer === null ? undefined : localActions(model)[Math.floor(offer.arg / model.nodes)];
      if (offer === null || local === undefined) {
        return [
          guard('the model', `has no such action`, 'the action in the model (its bound above 0)', false),
        ];
      }
      const asked = [
        ...(action.kind === 'restart' ? down(node) : action.kind === 'tick' ? sound(node) : alive(node)),
        ...(node.up || action.kind === 'restart' ? ofKind(model, node, action) : []),
        ...bounded(model, view, local, node),
      ];
      const outcome = cluster.outcome(state, offer.kind, offer.arg);
      // That nothing comes of it is no news where something else has said no.
      if (outcome === null && asked.some(({ ok }) => !ok)) return asked;
      return [...asked, ...result(model, view.messages.length, outcome)];
    }
  }
}

function guard(name: string, value: string | number, needed: string | number, ok: boolean): Guard {
  return { name, value: String(value), needed: String(needed), ok };
}

function alive(node: NodeView): Guard[] {
  return [guard('node', node.up ? 'up' : 'down', 'up', node.up), ...sound(node)];
}

function down(node: NodeView): Guard[] {
  return [guard('node', node.up ? 'up' : 'down', 'down', !node.up), ...sound(node)];
}

/** A core that has panicked does nothing any more. */
function sound(node: NodeView): Guard[] {
  const panic = panicOf(node);
  return panic === null ? [] : [guard('core', `panicked: ${panic}`, 'no panic', false)];
}

function inFlight(action: Action, offer: Offer | null): Guard[] {
  const there = offer !== null && 'message' in action;
  return [guard('message', there ? 'in flight' : 'not in flight', 'in flight', there)];
}

/** Over FIFO links nothing overtakes. */
function first(view: ClusterView, { action }: Offer): Guard {
  const message = 'message' in action ? action.message : undefined;
  const link = view.messages.filter(({ from, to }) => from === message?.from && to === message?.to);
  const at = message === undefined ? -1 : link.indexOf(message);
  return guard('place in its link', at + 1, 1, at === 0);
}

function networkFault(model: Model, view: ClusterView, kind: 'drop' | 'duplicate'): Guard[] {
  if (kind === 'drop') return [spend(model, view, 'max-drops')];
  const limit = model.bounds['max-in-flight'];
  const held = view.messages.length;
  return [
    guard('network', model.network, 'unordered', model.network === 'unordered'),
    spend(model, view, 'max-duplicates'),
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
function result(model: Model, held: number, outcome: Outcome | null): Guard[] {
  if (outcome === null) {
    return [guard('effect', 'none: the core refuses it, or nothing would change', 'some', false)];
  }
  const { after, sent } = outcome;
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
  ];
}

/** What the action asks of a node that is up; `result` says no to all else that the core does. */
function ofKind(model: Model, node: NodeView, action: Action): Guard[] {
  switch (action.kind) {
    case 'timeout':
      return [
        role(node, 'not the leader', node.role !== 'leader'),
        voter(node),
        ...(model.clock === 'ticks' ? [timer(model, node)] : leaseEnds(model, node)),
      ];
    case 'heartbeat':
    case 'check-quorum':
      return [leads(node)];
    case 'expire-lease':
      return [
        role(node, 'follower', node.role === 'follower'),
        guard('leader', node.lead === 0 ? 'none known' : `n${node.lead}`, 'one known', node.lead !== 0),
      ];
    case 'propose':
    case 'propose-conf':
      return [...serves(model, node), ...transferring(node)];
    case 'transfer':
      return serves(model, node);
    case 'unreachable':
      return [leads(node), guard('peer', `n${action.peer}`, 'another node', action.peer !== action.node)];
    case 'snapshot-status': {
      const state = node.progress[action.peer]?.state ?? 'not tracked';
      return [leads(node), guard(`progress of n${action.peer}`, state, 'snapshot', state === 'snapshot')];
    }
    case 'compact':
      return [
        guard(
          'applied',
          node.applied,
          `above ${node.snapshot.index}, which is compacted`,
          node.applied > node.durable.snapshot.index,
        ),
      ];
    case 'append-done':
      return [work(node, 'appendWork')];
    case 'apply-done':
      return [work(node, 'applyWork')];
    case 'forget-leader':
    case 'read':
    case 'crash':
    case 'restart':
    case 'tick':
    case 'deliver':
    case 'drop':
    case 'duplicate':
      return [];
  }
}

function role(node: NodeView, needed: string, ok: boolean): Guard {
  return guard('role', node.role, needed, ok);
}

/** Where leases never end, a follower that has heard its leader does not campaign. */
function leaseEnds({ checkQuorum, bounds }: Model, { role: now, lead, extra }: NodeView): Guard[] {
  if (!checkQuorum || bounds['max-expiries'] !== 0) return [];
  const holds = now === 'follower' && lead !== 0 && extra.electionElapsed === undefined;
  return [guard('lease', holds ? 'holds' : 'none', 'none, since none ends', !holds)];
}

/** A view shows the timer where it is not 0. */
function timer(model: Model, { extra }: NodeView): Guard {
  const elapsed = Number(extra.electionElapsed ?? 0) + 1;
  const shortest = timersOf(model).electionTick;
  return guard('election timer', `${elapsed} with this tick`, `${shortest} or more`, elapsed >= shortest);
}

function leads(node: NodeView): Guard {
  return role(node, 'leader', node.role === 'leader');
}

function voter({ id, config }: NodeView): Guard {
  const votes = config.voters.includes(id) || config.votersOutgoing.includes(id);
  return guard('voter', votes ? 'yes' : 'no', 'yes', votes);
}

function serves(model: Model, node: NodeView): Guard[] {
  return model.proposeAt === 'any' ? [] : [leads(node)];
}

/** A leader that hands over takes nothing new. */
function transferring({ extra, role: now }: NodeView): Guard[] {
  if (now !== 'leader') return [];
  const to = extra.leadTransferee;
  return [
    guard(
      'handing over',
      to === undefined ? 'to nobody' : `to n${String(to)}`,
      'to nobody',
      to === undefined,
    ),
  ];
}

function work(node: NodeView, name: 'appendWork' | 'applyWork'): Guard {
  const waiting = node.extra[name];
  const count = Array.isArray(waiting) ? waiting.length : 0;
  return guard(name, `${count} waiting`, '1 or more', count > 0);
}
