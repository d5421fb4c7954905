/** Floors by number, for whoever reads them off a node: of the records of the built-in core, or of the views of any. */
import type { Deadline } from './adapter.ts';
import type { Model } from './model.ts';

/** The floors of a node, then those of each of its peers. */
const floorNames = ['term', 'count', 'lead', 'match', 'settled'] as const;
export type FloorName = (typeof floorNames)[number];
const ofNode = floorNames.indexOf('match');
const ofPeer = floorNames.length - ofNode;
export const leadFloor = floorNames.indexOf('lead');

/** On a floor `match`, a term is so wide: two numbers for an index, and the last one where the node does not lead. */
const termWidth = 1 << 12;
const notLeading = termWidth - 1;
const mostIndex = (termWidth >>> 1) - 2;

/** What a floor is called, for people. */
export function floorName(floor: number): string {
  const peer = `n${Math.floor((floor - ofNode) / ofPeer) + 1}`;
  const names: Record<FloorName, string> = {
    term: 'the durable term',
    count: 'the first term in which it may still count votes',
    lead: 'the first term in which it may still lead',
    match: `the match known of ${peer}`,
    settled: `the first term in which ${peer} may still have news`,
  };
  return names[floorKind(floor)];
}

/** See Adapter.floorKind. */
export function floorKind(floor: number): FloorName {
  return floorNames[floor < ofNode ? floor : ofNode + ((floor - ofNode) % ofPeer)];
}

/** Not where a configuration may change, and with it who is tracked; nor where every answer is a sign of life. */
export function matchesGrow({ checkQuorum, bounds }: Model): boolean {
  return !checkQuorum && bounds['max-conf-changes'] === 0;
}

/**
 * True only where a log with these data has everything that clients may propose, and nobody raises a doubt about who has it too.
 * Each value is proposed once.
 */
export function hasAll({ bounds, proposeAt }: Model, data: () => Iterable<string>): boolean {
  const most = bounds['max-proposals'];
  if (bounds['max-unreachables'] !== 0 || most === null) return false;
  if (most === 0) return true;
  // Part of the log may be gone; and a proposal that is passed on, and doubled on its way, comes twice.
  const mayComeAgain = proposeAt === 'any' && bounds['max-duplicates'] !== 0;
  if (bounds['max-compactions'] !== 0 || mayComeAgain) return false;
  const values = new Set(data());
  values.delete('');
  return values.size >= most;
}

/** `match` and `settled` of one peer; null: the node is neither candidate nor leader of the durable term. */
export function floorsOfPeer(term: number, peer: { match: number; settled: boolean } | null): number[] {
  if (peer === null) return [term * termWidth + notLeading, term + 1];
  const settled = peer.settled ? 1 : 0;
  return [term * termWidth + 2 * Math.min(peer.match, mostIndex) + settled, term + settled];
}

/** When a message that depends on the floor of this name is late. */
export function deadlineOn(name: FloorName, from: number, term: number, index: number): Deadline {
  const position = floorNames.indexOf(name);
  return {
    floor: position < ofNode ? position : position + (from - 1) * ofPeer,
    level: name === 'match' ? term * termWidth + 2 * Math.min(index, mostIndex) : term,
  };
}
