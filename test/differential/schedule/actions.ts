/**
 * The single commands that a schedule is made of: how often each is tried, and how its arguments are chosen by looking at
 * the cluster as our core has it. An action that makes no sense now gives null.
 */
import { List } from 'immutable';
import { marshalConfChange } from '../../../src/raft/confchange/codec.ts';
import { Entry, messageTypes } from '../../../src/raft/pb.ts';
import type { RawNode } from '../../../src/raft/rawnode.ts';
import type { DrivenCluster } from '../driver/cluster.ts';
import type { DrivenNode } from '../driver/node.ts';
import { parseConfChange } from '../driver/parse.ts';
import { entriesText } from '../driver/text.ts';
import { options } from './beginning.ts';
import { confChange } from './confchange.ts';
import type { Random } from './random.ts';

/** What an action looks at. */
export interface Scene {
  readonly cluster: DrivenCluster;
  readonly random: Random;
  readonly nodes: number;
  /** The nodes whose messages are dropped just now, in both directions. */
  isolated: ReadonlySet<number>;
  /** Whether this schedule delivers mostly in the order of sending. */
  readonly orderly: boolean;
  /** Whether this schedule often does what a careful application never would: most of its kind end in panics. */
  readonly wild: boolean;
  /** How many proposals and reads were made, to tell them apart. */
  counter: number;
}

export type Action = readonly [weight: number, line: (scene: Scene) => string | null];

/** A node and the RawNode that it is running. */
interface Running {
  readonly node: DrivenNode;
  readonly rn: RawNode;
}

function running(scene: Scene): Running[] {
  const list: Running[] = [];
  for (const node of scene.cluster.nodes.values()) if (node.rn !== null) list.push({ node, rn: node.rn });
  return list;
}

function among(scene: Scene, wanted: (one: Running) => boolean): Running | null {
  const list = running(scene).filter(wanted);
  return list.length === 0 ? null : scene.random.pick(list);
}

/** Mostly a leader. */
function mostlyLeader(scene: Scene): Running | null {
  const leader = scene.random.chance(0.8) ? among(scene, ({ rn }) => rn.raft.state === 'StateLeader') : null;
  return leader ?? among(scene, () => true);
}

/** `command id arguments` for a node, if there is one. */
function to(one: Running | null, command: string, ...args: readonly (string | number)[]): string | null {
  return one === null ? null : [command, one.node.id, ...args].join(' ');
}

function anyId(scene: Scene): number {
  return scene.random.between(1, scene.nodes);
}

function busy({ node }: Running): boolean {
  return (
    node.outstanding !== null ||
    node.appendWork.length + node.applyWork.length + node.local.length > 0 ||
    node.hasReady()
  );
}

/** The whole round of a node that has something to do. */
export function cycle(scene: Scene): string | null {
  return to(among(scene, busy), 'cycle');
}

/** One step of the round. */
export function part(scene: Scene): string | null {
  const one = among(scene, busy);
  if (one === null) return null;
  const { node } = one;
  const steps: string[] = [];
  if (node.appendWork.length > 0) steps.push('append');
  if (node.applyWork.length > 0) steps.push('apply');
  if (node.local.length > 0) steps.push('local');
  if (node.outstanding === null && node.hasReady()) steps.push('ready');
  if (node.outstanding !== null) {
    steps.push(node.outstanding.persisted ? 'advance' : 'persist');
    if (node.outstanding.persisted && !node.outstanding.applied) steps.push('apply');
  }
  return steps.length === 0 ? null : to(one, scene.random.pick(steps));
}

/** Delivers a message, or drops it where the network is cut. */
export function deliver(scene: Scene): string | null {
  const { cluster, random, isolated } = scene;
  const length = cluster.network.length;
  if (length === 0) return null;
  const k = random.chance(scene.orderly ? 0.9 : 0.4) ? 0 : random.below(length);
  const { from, to: target } = cluster.network[k];
  return `${isolated.has(from) || isolated.has(target) ? 'drop' : 'deliver'} ${k}`;
}

function anyMessage(command: string): (scene: Scene) => string | null {
  return ({ cluster, random }) => {
    const length = cluster.network.length;
    return length === 0 ? null : `${command} ${random.below(length)}`;
  };
}

function tick(scene: Scene): string | null {
  const one = among(scene, () => true);
  if (one === null) return null;
  const long = scene.random.chance(0.15) ? scene.random.between(2, one.rn.raft.electionTimeout * 2) : 1;
  return to(one, 'tick', long);
}

function campaign(scene: Scene): string | null {
  const led = among(scene, ({ rn }) => rn.raft.state === 'StateLeader') !== null;
  if (led && scene.random.chance(0.85)) return null;
  return to(
    among(scene, () => true),
    'campaign',
  );
}

function propose(scene: Scene): string | null {
  const length = scene.random.chance(0.1) ? 0 : scene.random.between(1, 25);
  const data = `p${scene.counter++}`.padEnd(length, '.').slice(0, length);
  return to(mostlyLeader(scene), 'propose', data);
}

function conf(scene: Scene): string | null {
  const one = mostlyLeader(scene);
  return one === null ? null : to(one, 'conf', confChange(one.rn.raft.trk.config, scene.nodes, scene.random));
}

function read(scene: Scene): string | null {
  const context = scene.random.chance(0.2) ? 'same' : `r${scene.counter++}`;
  return to(mostlyLeader(scene), 'read', context);
}

function transfer(scene: Scene): string | null {
  return to(mostlyLeader(scene), 'transfer', anyId(scene));
}

function snapshotStatus(scene: Scene): string | null {
  const one = mostlyLeader(scene);
  if (one === null) return null;
  const waiting = [...one.rn.raft.trk.progress.entries()].filter(([, pr]) => pr.state === 'StateSnapshot');
  const id = waiting.length > 0 ? scene.random.pick(waiting)[0] : anyId(scene);
  return to(one, 'snapstatus', id, scene.random.chance(0.5) ? 'finish' : 'failure');
}

function restart(scene: Scene): string | null {
  const down = [...scene.cluster.nodes.values()].filter(({ rn }) => rn === null);
  if (down.length === 0) return null;
  const { random, wild } = scene;
  const mode = random.weighted([
    [wild ? 20 : 85, 's'],
    [10, 'a'],
    [5, 'z'],
  ]);
  const other = random.chance(0.1) ? options(random) : [];
  return ['restart', random.pick(down).id, mode, ...other].join(' ');
}

function compact(scene: Scene): string | null {
  const one = mostlyLeader(scene);
  if (one === null) return null;
  const { memory } = one.node.storage;
  // Beyond the snapshot, or beyond what raft knows to be applied, only now and then: both end in panics.
  const { applied } = one.rn.raft.raftLog;
  const safe = scene.random.chance(scene.wild ? 0.4 : 0.97)
    ? Math.min(memory.latest.index, applied)
    : one.node.applied;
  const first = memory.firstIndex();
  if (safe < first) return null;
  return to(one, 'compact', scene.random.chance(0.6) ? safe : scene.random.between(first, safe));
}

function jitter(scene: Scene): string | null {
  const one = among(scene, () => true);
  return one === null ? null : to(one, 'jitter', scene.random.below(one.rn.raft.electionTimeout));
}

/** A message that no node sent: mostly nearly right, as stale and strange messages are. */
export function invented(scene: Scene): string | null {
  const one = among(scene, () => true);
  if (one === null) return null;
  const { random } = scene;
  const { term, raftLog } = one.rn.raft;
  const type = random.pick(messageTypes);
  const from = type.startsWith('MsgStorage') && random.chance(0.7) ? random.pick(['A', 'P']) : anyId(scene);
  const words: (string | number)[] = [type, `${from}>${one.node.id}`];
  const set = (probability: number, key: string, value: string | number): void => {
    if (random.chance(probability)) words.push(`${key}=${value}`);
  };
  const untermed = type === 'MsgProp' || type === 'MsgReadIndex';
  set(untermed ? 0 : 0.8, 't', Math.max(0, term + random.between(-1, 1)));
  set(0.6, 'lt', Math.max(0, term + random.between(-2, 0)));
  set(0.8, 'i', Math.max(0, raftLog.committed + random.between(-3, 3)));
  set(0.5, 'c', Math.max(0, raftLog.committed + random.between(-2, 0)));
  set(0.3, 'r', 1);
  set(0.3, 'h', Math.max(0, raftLog.committed + random.between(-3, 3)));
  set(untermed ? 0.95 : 0, 'e', inventedEntries(scene, one));
  return to(one, 'step', ...words);
}

/** Entries as they are proposed, several at once now and then, with configuration changes among them. */
function inventedEntries(scene: Scene, { rn }: Running): string {
  const { random } = scene;
  const entries = Array.from({ length: random.chance(0.5) ? 1 : random.between(2, 4) }, () => {
    if (random.chance(0.6)) return `0/0/N/i${scene.counter++}`;
    const [kind, word] = confChange(rn.raft.trk.config, scene.nodes, random).split(' ');
    const [type, data] = marshalConfChange(parseConfChange(kind, word));
    return entriesText(List([Entry({ type, data })]));
  });
  return entries.join(',');
}

/** A proposal of several entries at once. */
function proposeMany(scene: Scene): string | null {
  const one = mostlyLeader(scene);
  return one === null
    ? null
    : to(one, 'step', 'MsgProp', `${one.node.id}>${one.node.id}`, `e=${inventedEntries(scene, one)}`);
}

function plain(command: string): (scene: Scene) => string | null {
  return (scene) =>
    to(
      among(scene, () => true),
      command,
    );
}

/** All actions, with the weights of an average schedule. */
export const actions: readonly Action[] = [
  [36, cycle],
  [16, part],
  [70, deliver],
  [2.5, anyMessage('drop')],
  [2, anyMessage('dup')],
  [6, tick],
  [1.5, campaign],
  [8, propose],
  [3, conf],
  [2.5, read],
  [0.8, transfer],
  [0.4, plain('forget')],
  [0.8, (scene) => to(mostlyLeader(scene), 'unreachable', anyId(scene))],
  [1, snapshotStatus],
  [1, plain('crash')],
  [4, restart],
  [4, (scene) => to(mostlyLeader(scene), 'snapshot', `s${scene.counter++}`)],
  [4, compact],
  [0.3, (scene) => to(mostlyLeader(scene), 'unavailable', scene.random.below(2))],
  [2, jitter],
  [0.2, plain('quiesce')],
  [0.3, invented],
  [0.6, proposeMany],
  [0.3, plain('status')],
  [0.05, () => 'net 0'],
];
