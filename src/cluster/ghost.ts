/**
 * History that no node holds: who has led which term, the longest prefix ever committed, and what was committed when a
 * read was asked for. Properties about all time (election safety, leader completeness, state machine safety) are state
 * predicates over it. Interned like everything else; only the parts that some chosen property needs are kept, since
 * history multiplies states. A read is forgotten with its first good answer, and where none is kept none costs anything.
 */
import { IdTable, type Registrar } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import type { LocalInput } from './action.ts';
import {
  acknowledgementOf,
  type ClientStep,
  renameAcknowledged,
  renameReads,
  withAcknowledged,
  withClients,
} from './clients.ts';
import { Breach } from './guarded.ts';
import type { Model } from './model.ts';
import { type Permutation, renamed } from './permutation.ts';
import type { RenameTerm } from './terms.ts';
import { type CommittedEntry, entryAt, type Ghost, type GhostName, type NodeView } from './view.ts';

const noHistory: Ghost = { leaders: {}, committed: [] };

export class Ghosts {
  readonly #kept: ReadonlySet<GhostName>;
  readonly #keepsLeaders: boolean;
  /** Whether a client learns of its write only from the node that it asked. */
  readonly #acknowledges: boolean;
  readonly #nodeView: (nodeId: number) => NodeView;
  /** Keys are histories as JSON, a character an integer. */
  readonly #keys: IdTable;
  /** The history of each id that has been asked for. */
  readonly #ghosts: (Ghost | undefined)[] = [];
  /** By node id: all of it that histories are made of. */
  readonly #contributions: (string | undefined)[] = [];
  /** The history after, by history and node state. */
  readonly successors: IntPairMap;
  readonly #afterClients = new IntPairMap();

  constructor(
    kept: ReadonlySet<GhostName>,
    acknowledged: Model['acknowledged'],
    nodeView: (nodeId: number) => NodeView,
    registrar: Registrar,
  ) {
    this.successors = new IntPairMap(registrar.ints);
    this.#kept = kept;
    this.#keepsLeaders = kept.has('leaders') || kept.has('rivals');
    this.#keys = new IdTable(registrar);
    this.#nodeView = nodeView;
    this.#acknowledges = kept.has('reads') && acknowledged === 'applied';
    this.#intern({
      ...noHistory,
      ...(kept.has('reads') && { reads: {} }),
      ...(this.#acknowledges && { acknowledged: { upTo: 0, awaited: {} } }),
    });
  }

  /** Whether there is any history. */
  get keepsAny(): boolean {
    return this.#kept.size > 0;
  }

  /** Whether `afterClients` has to be asked at all. */
  get keepsReads(): boolean {
    return this.#kept.has('reads');
  }

  /** Whether it is history that a client asks for this. */
  readonly notes = ({ kind }: LocalInput): boolean =>
    kind === 'read' || (kind === 'propose' && this.#acknowledges);

  /** Histories met so far. */
  get count(): number {
    return this.#keys.size;
  }

  get(id: number): Ghost {
    const known = this.#ghosts[id];
    if (known !== undefined) return known;
    const ghost: Ghost = JSON.parse(String.fromCharCode(...this.#keys.get(id)));
    this.#ghosts[id] = ghost;
    return ghost;
  }

  /** What a history says, and the one that says this. */
  text(ghost: number): Int32Array {
    return this.#keys.get(ghost).slice();
  }

  learn(text: readonly number[]): number {
    return this.#keys.intern(Int32Array.from(text), text.length);
  }

  /** Below 0: the first of two histories comes before the other, in an order of what they say. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    const [one, other] = [this.#keys.get(a).slice(), this.#keys.get(b)];
    const differs = one.findIndex((word, k) => word !== other[k]);
    return differs < 0 ? one.length - other.length : one[differs] - (other[differs] ?? -1);
  }

  /** The id of the empty history. */
  get empty(): number {
    return 0;
  }

  /**
   * The history of a cluster that begins with these nodes. A core may begin in the middle of something: then each node adds what
   * it has led and committed, and one node's log what another's snapshot covers. Throws a Breach where an entry that is committed
   * stands in no log: nobody could be held to it.
   */
  atStart(nodeIds: readonly number[]): number {
    const withAll = (ghost: number): number =>
      nodeIds.reduce((known, nodeId) => this.after(known, nodeId), ghost);
    let ghost = withAll(this.empty);
    for (let more = withAll(ghost); more !== ghost; more = withAll(ghost)) ghost = more;
    const known = this.get(ghost).committed.length;
    const beyond = nodeIds.map(this.#nodeView).find(({ commit }) => commit > known);
    if (beyond === undefined || !this.#kept.has('committed')) return ghost;
    throw new Breach(
      `n${beyond.id} begins with commit index ${beyond.commit}, and no node's log at the start shows entry ${known + 1}`,
    );
  }

  /** The history once a node has come to be in state `nodeId`. */
  after(ghost: number, nodeId: number): number {
    if (this.#kept.size === 0) return ghost;
    const known = this.successors.get(ghost, nodeId);
    if (known >= 0) return known;
    const next = this.#intern(this.#witness(this.get(ghost), this.#nodeView(nodeId)));
    this.successors.set(ghost, nodeId, next);
    return next;
  }

  /** The history once a step has had to do with clients: before what it may commit. */
  afterClients(ghost: number, step: number, clients: ClientStep): number {
    const known = this.#afterClients.get(ghost, step);
    if (known >= 0) return known;
    const next = this.#intern(withClients(this.get(ghost), clients));
    this.#afterClients.set(ghost, step, next);
    return next;
  }

  /** False when a history that has seen a node in state `before` learns nothing from it in state `after`. */
  readonly teaches = (before: number, after: number): boolean =>
    this.#contribution(before) !== this.#contribution(after);

  #contribution(nodeId: number): string {
    const known = this.#contributions[nodeId];
    if (known !== undefined) return known;
    const node = this.#nodeView(nodeId);
    const leads = this.#keepsLeaders && node.up && node.role === 'leader';
    const text = JSON.stringify([
      leads ? [node.id, node.term] : null,
      this.#kept.has('committed') ? [node.commit, node.snapshot.index, node.log.slice(0, node.commit)] : null,
      this.#acknowledges ? acknowledgementOf(node) : null,
    ]);
    this.#contributions[nodeId] = text;
    return text;
  }

  /** The history under other names of the nodes. */
  rename(ghost: number, perm: Permutation): number {
    const history = this.get(ghost);
    const { leaders, reads, acknowledged } = history;
    // An entry names nodes in a configuration change only, and those are not renamed.
    return this.#intern({
      ...history,
      leaders: renameLeaders(leaders, perm),
      ...(reads && { reads: renameReads(reads, perm) }),
      ...(acknowledged && { acknowledged: renameAcknowledged(acknowledged, perm) }),
    });
  }

  /** The history with other numbers for its terms. */
  renameTerms(ghost: number, rename: RenameTerm): number {
    const history = this.get(ghost);
    const leaders = Object.entries(history.leaders).map(
      ([term, ids]) => [rename(Number(term)), ids] as const,
    );
    const committed = history.committed.map((entry) => ({
      ...entry,
      term: rename(entry.term),
      byTerm: rename(entry.byTerm),
    }));
    return this.#intern({ ...history, leaders: Object.fromEntries(leaders), committed });
  }

  /** Every term that is in it. */
  terms(ghost: number): readonly number[] {
    const { leaders, committed } = this.get(ghost);
    return [...Object.keys(leaders).map(Number), ...committed.flatMap(({ term, byTerm }) => [term, byTerm])];
  }

  /** The lowest term of which it says who has led it, or null. */
  oldestRecord(ghost: number): number | null {
    const terms = Object.keys(this.get(ghost).leaders).map(Number);
    return terms.length === 0 ? null : Math.min(...terms);
  }

  /** The history that says nothing of who has led terms below this one. */
  withoutRecords(ghost: number, below: number): number {
    const history = this.get(ghost);
    const open = Object.entries(history.leaders).filter(([term]) => Number(term) >= below);
    return this.#intern({ ...history, leaders: Object.fromEntries(open) });
  }

  #witness(ghost: Ghost, node: NodeView): Ghost {
    const leaders = this.#keepsLeaders ? withLeader(ghost.leaders, node) : ghost.leaders;
    const committed = this.#kept.has('committed') ? withCommitted(ghost.committed, node) : ghost.committed;
    const known = { ...ghost, leaders, committed };
    if (ghost.acknowledged === undefined) return known;
    return { ...known, acknowledged: withAcknowledged(ghost.acknowledged, node) };
  }

  #intern(ghost: Ghost): number {
    const text = JSON.stringify(ghost);
    const key = new Int32Array(text.length);
    for (let k = 0; k < key.length; k++) key[k] = text.charCodeAt(k);
    const id = this.#keys.intern(key, key.length);
    this.#ghosts[id] ??= ghost;
    return id;
  }
}

function renameLeaders(leaders: Ghost['leaders'], perm: Permutation): Ghost['leaders'] {
  const terms = Object.entries(leaders).map(([term, ids]): [string, number[]] => [
    term,
    ids.map((id) => renamed(perm, id)).sort((a, b) => a - b),
  ]);
  return Object.fromEntries(terms);
}

/** Who has led which term, once the node is seen. */
export function withLeader(leaders: Ghost['leaders'], node: NodeView): Ghost['leaders'] {
  if (!node.up || node.role !== 'leader') return leaders;
  const known = leaders[node.term] ?? [];
  if (known.includes(node.id)) return leaders;
  return { ...leaders, [node.term]: [...known, node.id].sort((a, b) => a - b) };
}

/**
 * The first node to commit an index writes history; whoever commits something else there later breaks state machine
 * safety and does not rewrite it.
 */
function withCommitted(committed: Ghost['committed'], node: NodeView): Ghost['committed'] {
  const longer = newlyCommitted(committed.length, node);
  return longer.length === 0 ? committed : [...committed, ...longer];
}

/** What the node has committed behind the first `known` entries. */
export function newlyCommitted(known: number, node: NodeView): CommittedEntry[] {
  const longer: CommittedEntry[] = [];
  for (let index = known + 1; index <= node.commit; index++) {
    const entry = entryAt(node, index);
    if (entry === undefined) break;
    longer.push({ ...entry, byTerm: node.term });
  }
  return longer;
}
