/**
 * What reductions may ask about the ids in a state vector: functions of ids to ids, which intern what they make. Slow and
 * without a memo: reductions keep their own tables.
 */
import type { Registrar } from '../../explore/ids.ts';
import type { Region } from '../../explore/region.ts';
import type { Deadline } from '../adapter.ts';
import type { Cells } from '../cells.ts';
import type { Contents } from '../contents.ts';
import type { LocalAction } from '../inputs.ts';
import type { Permutation } from '../permutation.ts';
import type { FindSymmetricPair } from '../symmetricpair.ts';
import type { Tables } from '../tables.ts';
import type { Sharing } from './orbits.ts';
import { type TermTables, termTables } from './termtables.ts';

export interface ReductionTables extends Sharing {
  /** Node states met so far: their ids are 0..nodeStates-1. */
  readonly nodeStates: number;
  readonly locals: readonly LocalAction[];
  /** See Steps.applySymmetry. */
  applySymmetry(findPair: FindSymmetricPair): void;
  /** Puts the representative of its orbit in the place of a state of the nodes alone. Null: no reduction has said what that is. */
  representNodes: ((nodes: Int32Array) => void) | null;
  /** See SymmetricSteps. */
  readonly asymmetry: string | null;
  /** Reductions keep it in a field of their own: an object with so many members is slow to look it up in. */
  readonly cells: Cells;
  readonly contents: Contents;
  /** Null: what is renamed has no other names, which refutes symmetry. */
  renameNode(nodeId: number, perm: Permutation): number | null;
  renameMessage(message: number, perm: Permutation): number | null;
  renameEnvironment(env: number, perm: Permutation): number;
  /** Null: terms keep their numbers. */
  readonly terms: TermTables | null;
  /** The message ids of an inbox, in its order: a view, valid until the next call. */
  messages(inbox: number): Int32Array;
  /** The inbox of messages that arrived in this order. */
  inbox(messages: Iterable<number>): number;
  /** The id (1..nodes) of the node whose state this is. */
  owner(nodeId: number): number;
  destination(message: number): number;
  /** See Adapter: floors, floorName, floorKind, leadFloor, deadline and ignores. */
  floors(nodeId: number): readonly number[];
  floorName(floor: number): string;
  floorKind(floor: number): string;
  readonly leadFloor: number | null;
  deadline(message: number): Deadline | null;
  ignores(nodeId: number, message: number): boolean;
  /** The term that a node state leads, or null. */
  leads(nodeId: number): number | null;
  /** The lowest term of which an environment's history says who has led it, or null; and the environment without those below. */
  oldestRecord(env: number): number | null;
  forgetRecords(env: number, below: number): number;
  /** Memory for rows of so many integers, shared likewise. */
  region(width: number): Region;
  /** What a node's state and a message are called, for people. */
  describe(nodeId: number, message: number): string;
}

export function reductionTables<S, M>(tables: Tables<S, M>, registrar: Registrar): ReductionTables {
  const { adapter, locals, interner, steps, symmetricSteps, cells, contents, inboxes, ghosts, environments } =
    tables;
  const orAsymmetric = (renamed: number | null, what: () => string): number | null => {
    if (renamed === null) symmetricSteps.asymmetry ??= `${what()} has no other names`;
    return renamed;
  };
  return {
    get nodeStates() {
      return interner.nodeStates;
    },
    cells,
    contents,
    locals,
    applySymmetry: (findPair) => steps.applySymmetry(findPair),
    representNodes: null,
    get asymmetry() {
      return symmetricSteps.asymmetry;
    },
    renameNode: (nodeId, perm) =>
      orAsymmetric(interner.renameNode(nodeId, perm), () => `a state of n${interner.nodeView(nodeId).id}`),
    renameMessage: (message, perm) =>
      orAsymmetric(interner.renameMessage(message, perm), () => `a ${interner.messageView(message).type}`),
    renameEnvironment: (env, perm) =>
      environments.rename(env, ghosts.rename(environments.ghost(env), perm), perm),
    terms: termTables(tables),
    messages: (inbox) => inboxes.messages(inbox),
    inbox: (messages) => inboxes.of(messages),
    owner: (nodeId) => interner.nodeView(nodeId).id,
    destination: (message) => interner.messageView(message).to,
    floors: (nodeId) => adapter.floors(interner.state(nodeId)),
    floorName: (floor) => adapter.floorName(floor),
    floorKind: (floor) => adapter.floorKind(floor),
    leadFloor: adapter.leadFloor,
    deadline: (message) => adapter.deadline(interner.message(message)),
    ignores: (nodeId, message) => adapter.ignores(interner.state(nodeId), interner.message(message)),
    leads: (nodeId) => {
      const { up, role, term } = interner.nodeView(nodeId);
      return up && role === 'leader' ? term : null;
    },
    oldestRecord: (env) => ghosts.oldestRecord(environments.ghost(env)),
    forgetRecords: (env, below) =>
      environments.witness(env, ghosts.withoutRecords(environments.ghost(env), below)),
    ints: registrar.ints,
    region: (width) => registrar.region(width),
    share: (replica) => {
      const table = registrar.attach(replica);
      return (entry) => void registrar.register(table, entry, entry.length);
    },
    catchUp: () => void registrar.catchUp(),
    describe: (nodeId, message) => {
      const { id, role, term } = interner.nodeView(nodeId);
      const m = interner.messageView(message);
      return `n${id}, ${role} of term ${term}, takes a ${m.type} of term ${m.term ?? 0} from n${m.from}`;
    },
  };
}
