/**
 * What actions ask of a node, each with the value that it has in a state: what the rows of the table (table.ts) are made of.
 */
import type { Model } from '../model.ts';
import { timersOf } from '../timers.ts';
import type { NodeView } from '../view.ts';
import { type Guard, guard } from './guard.ts';

export function role(node: NodeView, needed: string, ok: boolean): Guard {
  return guard('role', node.role, needed, ok);
}

export function leads(node: NodeView): Guard {
  return role(node, 'leader', node.role === 'leader');
}

export function follows(node: NodeView): Guard[] {
  return [
    role(node, 'follower', node.role === 'follower'),
    guard('leader', node.lead === 0 ? 'none known' : `n${node.lead}`, 'one known', node.lead !== 0),
  ];
}

export function campaigns(model: Model, node: NodeView): Guard[] {
  return [
    role(node, 'not the leader', node.role !== 'leader'),
    voter(node),
    ...(model.clock === 'ticks' ? [timer(model, node)] : leaseEnds(model, node)),
  ];
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

function voter({ id, config }: NodeView): Guard {
  const votes = config.voters.includes(id) || config.votersOutgoing.includes(id);
  return guard('voter', votes ? 'yes' : 'no', 'yes', votes);
}

/** Whether clients are heard there. */
export function serves(model: Model, node: NodeView): Guard[] {
  return model.proposeAt === 'any' ? [] : [leads(node)];
}

/** A leader that hands over takes nothing new. */
export function takes(model: Model, node: NodeView): Guard[] {
  const { extra, role: now } = node;
  if (now !== 'leader') return serves(model, node);
  const to = extra.leadTransferee;
  const words = to === undefined ? 'to nobody' : `to n${String(to)}`;
  return [...serves(model, node), guard('handing over', words, 'to nobody', to === undefined)];
}

export function otherNode({ id }: NodeView, peer: number): Guard {
  return guard('peer', `n${peer}`, 'another node', peer !== id);
}

export function sendsSnapshot({ progress }: NodeView, peer: number): Guard {
  const state = progress[peer]?.state ?? 'not tracked';
  return guard(`progress of n${peer}`, state, 'snapshot', state === 'snapshot');
}

export function compactable({ applied, snapshot, durable }: NodeView): Guard {
  const needed = `above ${snapshot.index}, which is compacted`;
  return guard('applied', applied, needed, applied > durable.snapshot.index);
}

export function work(node: NodeView, name: 'appendWork' | 'applyWork'): Guard {
  const count = node.extra[name]?.length ?? 0;
  return guard(name, `${count} waiting`, '1 or more', count > 0);
}
