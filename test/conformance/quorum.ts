/**
 * The commands of etcd's quorum transcripts: `committed` and `vote`, of a majority (cfg) or of a joint quorum (cfg and
 * cfgj, where cfgj=zero is the empty one). idx and votes list one value for each voter, in the order in which cfg and
 * then cfgj first name them; _ stands for a voter that has not reported.
 *
 * Beside what a command prints, results that must not change are computed in other ways; a difference is printed,
 * and no transcript expects one.
 */
import { Map as ImmutableMap } from 'immutable';
import { describeJoint, describeMajority, indexString } from '../../src/raft/quorum/describe.ts';
import * as joint from '../../src/raft/quorum/joint.ts';
import * as majority from '../../src/raft/quorum/majority.ts';
import type { AckedIndexer } from '../../src/raft/quorum/quorum.ts';
import type { DatadrivenCase } from './datadriven.ts';

export function isQuorumCommand(name: string): boolean {
  return name === 'committed' || name === 'vote';
}

/** Runs one command; none depends on the ones before. */
export function runQuorumCommand(command: DatadrivenCase): string {
  const valuesOf = (key: string): readonly string[] | undefined =>
    command.args.find((arg) => arg.key === key)?.vals;
  const ids = (valuesOf('cfg') ?? []).map(Number);
  const cfgj = valuesOf('cfgj');
  const outgoingIds = cfgj === undefined || cfgj[0] === 'zero' ? [] : cfgj.map(Number);
  const values = valuesOf(command.cmd === 'vote' ? 'votes' : 'idx') ?? [];

  const voters = [...new Set([...ids, ...outgoingIds])];
  if (voters.length !== values.length) {
    return `error: mismatched input (explicit or _) for voters ${voters}: ${values}`;
  }
  const reported = ImmutableMap(voters.map((id, i) => [id, values[i]] as const)).filter((v) => v !== '_');
  const incoming = majority.majorityConfig(ids);
  const outgoing = majority.majorityConfig(outgoingIds);
  const config = joint.JointConfig({ incoming, outgoing });
  const swapped = joint.JointConfig({ incoming: outgoing, outgoing: incoming });

  if (command.cmd === 'vote') {
    const votes = reported.map((vote) => vote === 'y');
    if (cfgj === undefined) return `${majority.voteResult(incoming, votes)}\n`;
    const result = joint.voteResult(config, votes);
    return `${unlessSame('via symmetry', result, joint.voteResult(swapped, votes))}${result}\n`;
  }
  const indexes = reported.map(Number);
  const acked: AckedIndexer = (id) => indexes.get(id);
  if (cfgj === undefined) return committedOfMajority(incoming, acked);
  const index = joint.committedIndex(config, acked);
  const symmetric = joint.committedIndex(swapped, acked);
  return [
    describeJoint(config, acked),
    unlessSame('via symmetry', indexString(index), indexString(symmetric)),
    `${indexString(index)}\n`,
  ].join('');
}

function committedOfMajority(c: majority.MajorityConfig, acked: AckedIndexer): string {
  const index = majority.committedIndex(c, acked);
  const differs = (how: string, other: number): string =>
    unlessSame(how, indexString(index), indexString(other));
  let text = describeMajority(c, acked);
  const withEmpty = joint.JointConfig({ incoming: c });
  const withItself = joint.JointConfig({ incoming: c, outgoing: c });
  text += differs('via zero-joint quorum', joint.committedIndex(withEmpty, acked));
  text += differs('via self-joint quorum', joint.committedIndex(withItself, acked));
  for (const id of majority.sortedIds(c)) {
    const own = acked(id) ?? 0;
    if (own === 0 || own >= index) continue;
    // What a voter below the committed index has makes no difference, as long as it stays below.
    for (const lower of [own - 1, 0]) {
      const overlaid = majority.committedIndex(c, (voter) => (voter === id ? lower : acked(voter)));
      text += differs(`overlaying ${id}->${lower}`, overlaid);
    }
  }
  return `${text}${indexString(index)}\n`;
}

function unlessSame(how: string, result: string, other: string): string {
  return result === other ? '' : `${other} <-- ${how}\n`;
}
