/**
 * The part of the history that is about clients: the reads that they have asked for, and what they can know of writes by then.
 *
 * Where `acknowledged` is `committed`, a write counts as known once any node has committed it. Where it is `applied`, whoever
 * proposed it waits at the node that was asked, and is told when that node has applied the entry and its commit index on stable
 * storage covers it. A crash ends the wait, and so does a snapshot that brings the entry's effect without the entry: as with
 * etcd's server, nobody is told then.
 */
import { type Permutation, renamed } from './permutation.ts';
import type { Ghost, NodeView, ReadView } from './view.ts';

/** What a step has to do with clients: the read or the write that one asks for, and the reads that are answered. */
export interface ClientStep {
  readonly node: number;
  /** The context of the read; null: none. */
  readonly asked: string | null;
  /** The value of the write; null: none. */
  readonly proposed: string | null;
  readonly answered: readonly ReadView[];
}

type Reads = NonNullable<Ghost['reads']>;
type Acknowledged = NonNullable<Ghost['acknowledged']>;

/** The history after a step that concerns clients; the history keeps reads. */
export function withClients(ghost: Ghost, step: ClientStep): Ghost {
  const next = { ...ghost, reads: withReads(ghost, step) };
  const { acknowledged } = ghost;
  if (acknowledged === undefined || step.proposed === null) return next;
  const awaited = { ...acknowledged.awaited, [step.proposed]: step.node };
  return { ...next, acknowledged: { ...acknowledged, awaited } };
}

/** A first answer settles a read: a good one is forgotten, and whoever got it does not wait for another. */
function withReads(ghost: Ghost, { node, asked, answered }: ClientStep): Reads {
  const reads: Record<string, Reads[string]> = { ...ghost.reads };
  if (asked !== null) reads[asked] = { committed: knownTo(ghost) };
  for (const { context, index } of answered) {
    const read = reads[context];
    if (read === undefined || read.stale !== undefined) continue;
    if (index >= read.committed) delete reads[context];
    else reads[context] = { ...read, stale: { node, index } };
  }
  return reads;
}

/** How many entries a client can know of. */
function knownTo({ committed, acknowledged }: Ghost): number {
  return acknowledged?.upTo ?? committed.length;
}

/** What clients know once a node has come to be in a state. */
export function withAcknowledged(acknowledged: Acknowledged, node: NodeView): Acknowledged {
  const waiting = Object.entries(acknowledged.awaited);
  const applied = node.up ? appliedWrites(node) : {};
  const answered = waiting.filter(([value, asked]) => asked === node.id && applied[value] !== undefined);
  const left = waiting.filter(
    ([value, asked]) => asked !== node.id || (node.up && applied[value] === undefined),
  );
  if (left.length === waiting.length) return acknowledged;
  const upTo = Math.max(acknowledged.upTo, ...answered.map(([value]) => applied[value]));
  return { upTo, awaited: Object.fromEntries(left) };
}

/** By value, the index of every write in the node's log that it has applied, and whose commitment is on stable storage. */
function appliedWrites({ applied, durable, log }: NodeView): Readonly<Record<string, number>> {
  const last = Math.min(applied, durable.commit);
  const writes = log.filter(({ type, data, index }) => type === 'normal' && data !== '' && index <= last);
  // A value that a doubled message has put there twice is told of when it is applied first.
  return Object.fromEntries(writes.map(({ data, index }): [string, number] => [data, index]).reverse());
}

/** All that `withAcknowledged` reads of a node, as text. */
export function acknowledgementOf(node: NodeView): string {
  return JSON.stringify(node.up ? appliedWrites(node) : null);
}

/** The reads under other names of the nodes. */
export function renameReads(reads: Reads, perm: Permutation): Reads {
  const histories = Object.entries(reads).map(([context, read]): [string, Reads[string]] => [
    context,
    read.stale === undefined
      ? read
      : { ...read, stale: { ...read.stale, node: renamed(perm, read.stale.node) } },
  ]);
  return Object.fromEntries(histories);
}

export function renameAcknowledged({ upTo, awaited }: Acknowledged, perm: Permutation): Acknowledged {
  const asked = Object.entries(awaited).map(([value, node]): [string, number] => [
    value,
    renamed(perm, node),
  ]);
  return { upTo, awaited: Object.fromEntries(asked) };
}
