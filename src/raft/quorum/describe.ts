/**
 * Quorums as text, character for character as etcd prints them: its transcripts are compared with these.
 */
import * as joint from './joint.ts';
import { type MajorityConfig, sortedIds } from './majority.ts';
import { type AckedIndexer, unboundedIndex } from './quorum.ts';

/** A log position; the one above all of them as infinity (etcd: Index.String). */
export function indexString(index: number): string {
  return index === unboundedIndex ? '∞' : String(index);
}

/** "(1 2 3)", ids in hexadecimal (etcd: MajorityConfig.String). */
export function majorityString(c: MajorityConfig): string {
  const words = sortedIds(c).map((id) => id.toString(16));
  return `(${words.join(' ')})`;
}

/** "(1 2)&&(2 3)", or only the incoming half when not joint (etcd: JointConfig.String). */
export function jointString(c: joint.JointConfig): string {
  const incoming = majorityString(c.incoming);
  return c.outgoing.isEmpty() ? incoming : `${incoming}&&${majorityString(c.outgoing)}`;
}

/**
 * One line for each voter, with a bar that grows with the rank of its acknowledged index; equal indexes have equal
 * bars (etcd: MajorityConfig.Describe). A voter that has not reported is shown by a question mark.
 */
export function describeMajority(c: MajorityConfig, acked: AckedIndexer): string {
  if (c.isEmpty()) return '<empty majority quorum>';
  const width = c.size;
  const voters = sortedIds(c).map((id) => {
    const index = acked(id);
    return { id, index: index ?? 0, known: index !== undefined };
  });
  const lines = voters.map(({ id, index, known }) => {
    // A rank, not a count: all voters with the same index share the first position among them.
    const rank = voters.filter((other) => other.index < index).length;
    const bar = known ? `${'x'.repeat(rank)}>${' '.repeat(width - rank)}` : `?${' '.repeat(width)}`;
    return `${bar} ${String(index).padStart(5)}    (id=${id.toString(16)})\n`;
  });
  return `${' '.repeat(width)}    idx\n${lines.join('')}`;
}

/** The voters of both halves in one picture (etcd: JointConfig.Describe). */
export function describeJoint(c: joint.JointConfig, acked: AckedIndexer): string {
  return describeMajority(joint.ids(c), acked);
}
