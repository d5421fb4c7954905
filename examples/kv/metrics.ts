/** What a node tells about itself: /status for people and scripts, /metrics in Prometheus' text format. */
import { lastIndex } from '../../src/raft/log/log.ts';
import { type RawNode, status } from '../../src/raft/rawnode.ts';

/** A name without `kv_`, what it is, and its value. Names that end in _total are counters, others gauges. */
export type Metric = readonly [name: string, help: string, value: number];

export function raftMetrics({ raft }: RawNode): Metric[] {
  const { raftLog } = raft;
  return [
    ['raft_term', 'The term of this node.', raft.term],
    ['raft_is_leader', '1 at the leader.', Number(raft.state === 'StateLeader')],
    ['raft_leader', 'The node that leads, as far as this one knows; 0: unknown.', raft.lead],
    ['raft_last_index', 'The last entry of the log.', lastIndex(raftLog)],
    ['raft_committed_index', 'The last entry known to be committed.', raftLog.committed],
    ['raft_applied_index', 'The last entry applied.', raftLog.applied],
  ];
}

export function prometheus(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(([name, help, value]) => [
    `# HELP kv_${name} ${help}`,
    `# TYPE kv_${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
    `kv_${name} ${value}`,
  ]);
  return `${lines.join('\n')}\n`;
}

export function raftStatus(rn: RawNode) {
  const { id, hardState, softState, applied, config, progress, leadTransferee } = status(rn);
  return {
    id,
    role: softState.raftState.replace('State', '').toLowerCase(),
    leader: softState.lead,
    term: hardState.term,
    committed: hardState.commit,
    applied,
    firstIndex: rn.raft.raftLog.storage.firstIndex(),
    lastIndex: lastIndex(rn.raft.raftLog),
    voters: [...config.voters.incoming].sort((a, b) => a - b),
    learners: [...config.learners].sort((a, b) => a - b),
    handingOverTo: leadTransferee,
    /** At the leader. */
    progress: Object.fromEntries(
      [...progress].map(([peer, { match, next, state, recentActive }]) => [
        peer,
        { match, next, state: state.replace('State', '').toLowerCase(), recentActive },
      ]),
    ),
  };
}
